"""Roles: named sets of rights. Delivered ones come from a file, what an administrator changes or adds is a row."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from okno.access.rights import COMPANY, RIGHTS, TEAM, held
from okno.db import Row, fetch, load_json
from okno.errors import NotFound
from okno.text import N_, Texts

EVERYBODY = "employee"
LEAD = "team_lead"
"""The role that leading a team gives in that team."""
ADMINISTRATOR = "administrator"
KEPT = frozenset({"role.grant", "role.manage", "access.see", "people.manage"})
"""What the administrator's role can't lose: without it nobody could give it back."""


@dataclass(frozen=True)
class Role:
    """A named set of rights.

    `rights` hold in the whole company, `in_team` in the person's own teams, `in_all_teams` in all teams that are not
    confidential. `version` 0 is a role as delivered.
    """

    key: str
    title: Texts
    summary: Texts
    rights: frozenset[str]
    in_team: frozenset[str]
    in_all_teams: frozenset[str]
    version: int = 0

    @property
    def delivered(self) -> bool:
        """Whether it came with Okno, changed or not."""
        return self.key in DELIVERED

    @property
    def changed(self) -> bool:
        """Whether it came with Okno and is not as it was."""
        return self.delivered and self.version > 0

    @property
    def everything(self) -> frozenset[str]:
        """All rights that it gives somewhere."""
        return self.rights | self.in_team | self.in_all_teams


def _role(key: str, body: Mapping[str, Any], version: int = 0) -> Role:
    return Role(
        key=key,
        title=body["title"],
        summary=body["summary"],
        rights=held(body.get("rights", ()), COMPANY),
        in_team=held(body.get("in_team", ()), TEAM),
        in_all_teams=held(body.get("in_all_teams", ()), TEAM),
        version=version,
    )


def _delivered() -> dict[str, Role]:
    data = tomllib.loads(files("okno.access").joinpath("roles.toml").read_text("utf-8"))
    return {key: _role(key, body) for key, body in data.items()}


DELIVERED: dict[str, Role] = _delivered()
"""The roles that come with Okno, by key, as they were delivered."""


async def all_roles() -> dict[str, Role]:
    """All roles by key, as they are now: the delivered ones first."""
    changed = {row["key"]: stored(row) for row in await fetch("SELECT * FROM role ORDER BY key")}
    return {**{key: changed.get(key, role) for key, role in DELIVERED.items()}, **changed}


async def required(key: str) -> Role:
    """The role with this key; NotFound when there is none."""
    found = (await all_roles()).get(key)
    if found is None:
        raise NotFound(N_("There is no such role."))
    return found


def stored(row: Row) -> Role:
    """The role in a row of the table."""
    texts = ("title", "summary", "rights", "in_team", "in_all_teams")
    role = _role(row["key"], {name: load_json(row[name]) for name in texts}, row["version"])
    if role.key != ADMINISTRATOR:
        return role
    # A plugin came after the company had changed the role: somebody must be able to set it up and to give its rights.
    brought = {key for key in DELIVERED[ADMINISTRATOR].rights if RIGHTS[key].group}
    return replace(role, rights=role.rights | brought)
