"""For whom a form is opened: the shelf is the customer's, when somebody orders for him."""

from __future__ import annotations

from okno.access import may
from okno.catalog.model import Service
from okno.catalog.shelf import Shelf
from okno.errors import NotFound
from okno.http import Page
from okno.people import Person, find, suggest
from okno.text import N_
from okno.web.order_about import BEHALF

PARAMETER = "for"
"""Names the customer in the address of a form: his id or login."""


async def service_at(current: Page, key: str) -> Service:
    """The service of a form. Raises NotFound when neither the person nor whom he orders for by right has it."""
    found = (await Shelf.of(current.actor.id)).opened().service(key)
    if found is None and (customer := await customer_named(current)) is not None:
        found = (await Shelf.for_order(current.actor, customer.id)).opened().service(key)
    if found is None:
        raise NotFound(N_("There is no such service any more. Look for it in the catalog."))
    return found


async def customer_named(current: Page) -> Person | None:
    """Whom the form or its address names, for who may order for anybody; None for nobody, and for a name of several."""
    if not may(current.actor, "ticket.behalf"):
        return None
    chosen = (current.text(BEHALF) or current.query.get(PARAMETER, "")).strip()
    person = await find(chosen) if chosen else None
    typed = (chosen if person is None else "") or current.text(f"{BEHALF}.text").strip()
    if person is not None or not typed:
        return person
    found = await suggest(typed, limit=2)
    return found[0] if len(found) == 1 else None
