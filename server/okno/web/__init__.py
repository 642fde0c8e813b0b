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
    admin_catalog,
    admin_failures,
    admin_menu,
    admin_messages,
    admin_people,
    admin_personal,
    admin_plugins,
    admin_roles,
    admin_sessions,
    admin_teams,
    announcements,
    approvals,
    assets,
    board,
    calendar_editor,
    catalog,
    catalog_history,
    commenting,
    desk,
    desk_bulk,
    desk_keeping,
    desk_preview,
    desk_tasks,
    emergency,
    favourites,
    files,
    follow_up,
    forgotten,
    hand_on,
    health,
    installed,
    invitation,
    kind_forms,
    kind_list,
    leave,
    level_editor,
    lifecycle_editor,
    links,
    live,
    macro_run,
    merge,
    message_again,
    mine,
    my_day,
    notice_choices,
    notices,
    order,
    order_draft,
    overview,
    own_replies,
    people,
    plugin_pages,
    policy_editor,
    portal,
    preferences,
    presence,
    profile,
    reclassify,
    reply_editor,
    resting,
    rule_editor,
    rule_trial,
    search,
    second_factor,
    service_fields,
    service_new,
    service_parts,
    service_preview,
    service_routes,
    service_state,
    service_steps,
    service_tasks,
    setup,
    sign,
    split,
    tasks,
    ticket,
    ticket_priority,
    ticket_tasks,
    tokens,
    watchers,
    work,
)
from okno.web.health import Pending
from okno.web.shell import show

__all__ = ["routes", "show"]

_FAMILIES = (
    sign, forgotten, invitation, setup, preferences, portal, announcements, favourites, catalog, order, order_draft,
    mine, ticket, commenting, presence, ticket_priority, work, macro_run, hand_on, links, merge, split, watchers,
    follow_up, reclassify, approvals, tasks, ticket_tasks, desk_tasks, board, resting, overview, my_day, desk_bulk,
    desk_keeping, desk_preview, desk, search, notices, notice_choices, leave, installed, profile, own_replies,
    second_factor, tokens, absence, people, admin_menu, admin_people, admin_personal, admin_teams, admin_roles,
    admin_access, files, emergency, assets, admin_sessions, admin_audit, admin_failures, admin_messages,
    message_again, admin_plugins, admin_catalog, catalog_history, service_new, service_parts, service_fields,
    service_steps, service_tasks, service_routes, service_preview, service_state, kind_list, kind_forms,
    calendar_editor, level_editor, policy_editor, lifecycle_editor, reply_editor, rule_editor, rule_trial,
    plugin_pages,
)  # fmt: skip


def routes(settings: Settings, hub: Hub, pending: Pending) -> list[BaseRoute]:
    """All pages. `pending` names the migrations that wait, for /health."""
    set_home(settings.home)
    found = [route for family in _FAMILIES for route in family.routes(settings)]
    return [*found, *live.routes(settings, hub), *health.routes(pending, settings)]
