"""The star of a service: kept at hand, or no more."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog.favourites import drop, keep
from okno.catalog.shelf import Shelf
from okno.errors import NotFound
from okno.http import Page, local, page
from okno.settings import Settings
from okno.text import N_


async def star(current: Page) -> Response:
    """Keeps a service that this person has; takes the star from any, also from one that is gone meanwhile."""
    key = str(current.params["key"])
    if current.text("on") == "0":
        await drop(current.actor.id, key)
    else:
        if (await Shelf.of(current.actor.id)).opened().service(key) is None:
            raise NotFound(N_("There is no such service any more. Look for it in the catalog."))
        await keep(current.actor.id, key)
    return current.redirect(local(current.text("next"), "/"))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of the star."""
    return [page("/favourites/{key}", star, needs="service.order", methods=("POST",))]
