"""Endpoints of plugins: their rest.py is checked when it is loaded, and each endpoint stands inside a guard."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from okno import extend
from okno.extend import Mismatch, Plugin
from okno.http import guarding
from okno.http.permission import Guarded
from okno.http.rest import Endpoint
from okno.text import N_


@extend.reads("rest")
def read(plugin: Plugin, module: ModuleType) -> Sequence[Endpoint]:
    """The endpoints of a plugin."""
    endpoints = getattr(module, "ENDPOINTS", None)
    if not isinstance(endpoints, list | tuple):
        raise Mismatch(N_("%(file)s must have a list called %(name)s.", file="rest.py", name="ENDPOINTS"))
    for one in endpoints:
        if not isinstance(one, Endpoint):
            raise Mismatch(N_("rest.py: make each route with endpoint() of okno.api."))
        guarding.check(plugin, one.path, one.permission)
        # A path that is no path shows here, and not when the whole application is put together.
        one.route()
    return tuple(endpoints)


def described() -> tuple[tuple[str, Endpoint], ...]:
    """The endpoints of the plugins that run now, each with its plugin: what the description shows."""
    return tuple((plugin.name, one) for plugin in extend.running() for one in plugin.part("rest") or ())


def routes() -> list[Guarded]:
    """The endpoints of all plugins that were loaded, in their guards."""
    return [
        guarding.guarded(plugin.name, one.route()) for plugin in extend.plugins() for one in plugin.part("rest") or ()
    ]
