"""Pages: each file is a family of them; all stand inside the shell."""

from __future__ import annotations

from starlette.routing import BaseRoute

from okno.live import Hub
from okno.settings import Settings
from okno.themes import set_home
from okno.web import (
    absence,
    admin_access,
    admin_audit,
    admin_failures,
    admin_menu,
    admin_people,
    admin_personal,
    admin_roles,
    admin_sessions,
    admin_teams,
    assets,
    catalog,
    desk,
    emergency,
    files,
    forgotten,
    health,
    invitation,
    live,
    mine,
    notices,
    order,
    people,
    portal,
    preferences,
    profile,
    second_factor,
    setup,
    sign,
    ticket,
    tokens,
)
from okno.web.health import Pending
from okno.web.shell import show

__all__ = ["routes", "show"]

_FAMILIES = (
    sign, forgotten, invitation, setup, preferences, portal, catalog, order, mine, ticket, desk, notices, profile,
    second_factor, tokens, absence, people, admin_menu, admin_people, admin_personal, admin_teams, admin_roles,
    admin_access, files, emergency, assets, admin_sessions, admin_audit, admin_failures,
)  # fmt: skip


def routes(settings: Settings, hub: Hub, pending: Pending) -> list[BaseRoute]:
    """All pages. `pending` names the migrations that wait, for /health."""
    set_home(settings.home)
    found = [route for family in _FAMILIES for route in family.routes(settings)]
    return [*found, *live.routes(settings, hub), *health.routes(pending)]
