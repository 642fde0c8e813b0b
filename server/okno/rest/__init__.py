"""REST: the routes under /api/v1, each with its right and its models."""

from __future__ import annotations

from okno.http.openapi import with_description
from okno.http.permission import Guarded
from okno.rest import (
    absences,
    access,
    announcements,
    approvals,
    audit,
    bulk,
    changes,
    checklists,
    classification,
    clock,
    comments,
    emergencies,
    files,
    links,
    macros,
    merging,
    notices,
    people,
    plugin_endpoints,
    plugins,
    queues,
    search,
    services,
    story,
    tasks,
    tickets,
    watchers,
    work,
)
from okno.settings import Settings

__all__ = ["routes"]

_PARTS = (
    people, access, absences, services, bulk, tickets, changes, classification, macros, comments, story, clock,
    approvals, files, links, merging, notices, queues, search, emergencies, audit, watchers, announcements, tasks,
    checklists, work, plugins,
)  # fmt: skip


def routes(settings: Settings) -> list[Guarded]:
    """All routes of REST, with the one that describes them."""
    endpoints = [endpoint for part in _PARTS for endpoint in part.ENDPOINTS]
    described = with_description(endpoints, settings.company, plugin_endpoints.described)
    return [*(endpoint.route() for endpoint in described), *plugin_endpoints.routes()]
