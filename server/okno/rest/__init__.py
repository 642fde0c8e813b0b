"""REST: the routes under /api/v1, each with its right and its models."""

from __future__ import annotations

from okno.http.openapi import with_description
from okno.http.permission import Guarded
from okno.rest import changes, comments, files, people, queues, services, story, tickets
from okno.settings import Settings

__all__ = ["routes"]

_PARTS = (people, services, tickets, changes, comments, story, files, queues)


def routes(settings: Settings) -> list[Guarded]:
    """All routes of REST, with the one that describes them."""
    endpoints = [endpoint for part in _PARTS for endpoint in part.ENDPOINTS]
    return [endpoint.route() for endpoint in with_description(endpoints, settings.company)]
