"""Colleagues for a field of a form: names and departments of those who are active."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from okno.access import may
from okno.http import Page, page
from okno.people import suggest
from okno.settings import Settings
from okno.text import one_line
from okno.web.away import Away

LONGEST = 100


async def people(current: Page) -> Response:
    """Who may be meant by the beginning of a name.

    Whoever may see people finds them by mails, telephones and skills too and hears who is away; nobody else learns
    any of it here.
    """
    sees = may(current.actor, "people.see")
    found = await suggest(one_line(current.query.get("q", ""), LONGEST), reach=sees)
    away = await Away.of((one.id for one in found) if sees else (), current.t, current.settings.time_zone)
    return JSONResponse([{"id": one.id, "name": one.name, "line": away.line(one.department, one.id)} for one in found])


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of suggestions."""
    return [page("/people/suggest", people, needs="service.order", methods=("GET",))]
