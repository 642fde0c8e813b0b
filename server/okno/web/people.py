"""Colleagues for a field of a form: names and departments of those who are active."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from okno.http import Page, page
from okno.people import suggest
from okno.settings import Settings
from okno.text import one_line

LONGEST = 100


async def people(current: Page) -> Response:
    """Who may be meant by the beginning of a name."""
    found = await suggest(one_line(current.query.get("q", ""), LONGEST))
    return JSONResponse([{"id": one.id, "name": one.name, "line": one.department} for one in found])


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of suggestions."""
    return [page("/people/suggest", people, needs="service.order", methods=("GET",))]
