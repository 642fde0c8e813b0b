"""Routes of plugins: what each must state, and the guard around it that keeps its faults from the server."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from tortoise.exceptions import DBConnectionError

from okno import extend
from okno.access import RIGHTS
from okno.errors import NotFound, OknoError, Unavailable
from okno.extend import Mismatch, Plugin
from okno.hooks.isolation import PluginFailed, isolated
from okno.http.permission import PUBLIC, Guarded
from okno.text import N_

SECONDS = 30.0
"""How long a page or an answer of a plugin may take."""
_ANSWERS = (OknoError, HTTPException, ClientDisconnect, DBConnectionError)
"""What is no fault of a plugin: refusals, a browser that left, a database that is away."""


class Broken(OknoError):
    """A plugin's page failed; its failure is counted and logged, and here nobody hears more."""


def check(plugin: Plugin, path: str, permission: str) -> None:
    """Raises Mismatch for a route that is not under the plugin's own address, or needs a right that is not its own.

    Rights of the core will do too, and those of plugins that it requires.
    """
    root = f"/x/{plugin.name}"
    if path != root and not path.startswith(f"{root}/"):
        raise Mismatch(N_("The route %(path)s is not under %(root)s/.", path=path, root=root))
    owner = permission.partition(".")[0]
    right = RIGHTS.get(permission)
    foreign = right is not None and bool(right.group) and owner not in (plugin.name, *plugin.manifest.needed)
    if permission != PUBLIC and (right is None or foreign):
        raise Mismatch(
            N_("The route %(path)s needs %(right)s, which plugin.toml does not name.", path=path, right=permission)
        )


def guarded(plugin: str, route: Guarded) -> Guarded:
    """The route inside its guard: while the plugin is off there is no such page; its faults are counted."""
    inner = route.endpoint
    methods = sorted((route.methods or set()) - {"HEAD"})
    what = f"{'/'.join(methods)} {route.path}"

    async def endpoint(request: Request) -> Response:
        if not extend.active(plugin):
            raise NotFound
        try:
            response: Response = await isolated(plugin, what, lambda: inner(request), seconds=SECONDS, allowed=_ANSWERS)
        except PluginFailed as failed:
            if isinstance(failed.__cause__, TimeoutError):
                raise Unavailable(N_("This page took too long.")) from None
            raise Broken from failed
        return response

    return Guarded(route.path, endpoint, permission=route.permission, methods=methods)
