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
    changes,
    checklists,
    classification,
    comments,
    emergencies,
    files,
    links,
    merging,
    people,
    queues,
    services,
    story,
    tasks,
    tickets,
    watchers,
)
from okno.settings import Settings

__all__ = ["routes"]

_PARTS = (
    people, access, absences, services, tickets, changes, classification, comments, story, approvals, files, links,
    merging, queues, emergencies, audit, watchers, announcements, tasks, checklists,
)  # fmt: skip


def routes(settings: Settings) -> list[Guarded]:
    """All routes of REST, with the one that describes them."""
    endpoints = [endpoint for part in _PARTS for endpoint in part.ENDPOINTS]
    return [endpoint.route() for endpoint in with_description(endpoints, settings.company)]
