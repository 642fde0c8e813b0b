"""Pages of plugins: their pages.py is checked when it is loaded, and each page stands inside a guard."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from starlette.routing import BaseRoute

from okno import extend
from okno.extend import Mismatch, Plugin
from okno.http import guarding, page
from okno.http.permission import Guarded
from okno.settings import Settings
from okno.text import N_


@extend.reads("pages")
def read(plugin: Plugin, module: ModuleType) -> Sequence[Guarded]:
    """The routes of a plugin's pages, in their guards."""
    routes = getattr(module, "ROUTES", None)
    if not isinstance(routes, list | tuple):
        raise Mismatch(N_("%(file)s must have a list called %(name)s.", file="pages.py", name="ROUTES"))
    return [_checked(plugin, route) for route in routes]


def _checked(plugin: Plugin, route: object) -> Guarded:
    made = isinstance(route, Guarded) and route.endpoint.__module__ == page.__module__
    if not isinstance(route, Guarded) or not made:
        raise Mismatch(N_("pages.py: make each route with page() of okno.api."))
    guarding.check(plugin, route.path, route.permission)
    return guarding.guarded(plugin.name, route)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The pages of all plugins that were loaded."""
    return [route for plugin in extend.plugins() for route in plugin.part("pages") or ()]
