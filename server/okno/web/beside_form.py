"""What stands around the form of a service: its star, where it is in the catalog, what is known of it already."""

from __future__ import annotations

from typing import Any

from okno.catalog.favourites import favourites_of
from okno.catalog.model import Service
from okno.catalog.shelf import Shelf
from okno.text import pick
from okno.themes.contexts import CategoryLine
from okno.web.bulletin import known_of
from okno.web.services import category_href
from okno.web.shell import Screen


async def beside_form(current: Screen, service: Service) -> dict[str, Any]:
    """Those properties of ServicePage."""
    shelf, t = await Shelf.of(current.actor.id), current.t
    above = shelf.lineage(service.category)[:-1]
    return {
        "starred": service.key in await favourites_of(current.actor.id),
        "known": await known_of(current.actor, t, shelf, service.key),
        "above": tuple(
            CategoryLine(href=category_href(one.key), title=pick(one.title, t.locale), count="", icon=one.icon)
            for one in above
        ),
    }
