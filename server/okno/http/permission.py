"""What a route asks of whoever comes. A route that states nothing does not start."""

from __future__ import annotations

from typing import Any

from starlette.routing import Mount, Route

from okno.access import RIGHTS, Actor, may
from okno.errors import Forbidden

PUBLIC = "public"


class Guarded(Route):
    """A route with a stated permission: a right, or "public"."""

    def __init__(self, path: str, endpoint: Any, *, permission: str, methods: list[str]) -> None:
        super().__init__(path, endpoint, methods=methods, name=f"{'/'.join(methods)} {path}")
        self.permission = permission


class Open(Mount):
    """A folder that anybody may read, such as that of the assets."""

    permission = PUBLIC


def stated(path: str, needs: str | None, public: bool) -> str:
    """The permission of a route. Raises RuntimeError when there is none, two, or one that is not declared."""
    if public == (needs is not None):
        raise RuntimeError(f"{path}: state either needs='noun.verb' or public=True")
    if needs is not None and needs not in RIGHTS:
        raise RuntimeError(f"{path}: there is no right {needs}; declare it in rights.toml or correct its name")
    return needs if needs is not None else PUBLIC


def allow(actor: Actor, right: str, *, team_id: int | None = None) -> None:
    """Raises Forbidden unless the actor has the right: everywhere, in the team, or, while no team is known, in any.

    In the last case the thing itself decides when it is looked up through its filter.
    """
    if may(actor, right, team_id=team_id):
        return
    if team_id is None and actor.teams_with(right):
        return
    raise Forbidden
