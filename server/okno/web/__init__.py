"""Pages: each file is a family of them; all stand inside the shell."""

from __future__ import annotations

from starlette.routing import BaseRoute

from okno.live import Hub
from okno.settings import Settings
from okno.themes import set_home
from okno.web import (
    admin_people,
    admin_teams,
    assets,
    catalog,
    desk,
    files,
    health,
    live,
    mine,
    notices,
    order,
    people,
    portal,
    preferences,
    profile,
    sign,
    ticket,
)
from okno.web.health import Pending
from okno.web.shell import show

__all__ = ["routes", "show"]

_FAMILIES = (
    sign, preferences, portal, catalog, order, mine, ticket, desk, notices, profile, people, admin_people,
    admin_teams, files, assets,
)  # fmt: skip


def routes(settings: Settings, hub: Hub, pending: Pending) -> list[BaseRoute]:
    """All pages. `pending` names the migrations that wait, for /health."""
    set_home(settings.home)
    found = [route for family in _FAMILIES for route in family.routes(settings)]
    return [*found, *live.routes(settings, hub), *health.routes(pending)]
