"""A new ticket that goes on where a closed one ended: the same service and answers, and what the requester says now."""

from __future__ import annotations

from okno.access import Actor, require
from okno.catalog import registry
from okno.catalog.model import Service
from okno.catalog.shelf import Shelf
from okno.db import asking, tx
from okno.errors import Conflict, Forbidden, Invalid, Refused
from okno.files import share
from okno.people import get as get_person
from okno.text import N_, clean
from okno.tickets import store
from okno.tickets.answers import file_ids
from okno.tickets.filling import still_fitting
from okno.tickets.links import add_link
from okno.tickets.opening import begin
from okno.tickets.order import TEXT_LIMIT, Order, create
from okno.tickets.ticket import Ticket

FOLLOWS = "follows"


@asking
async def follow_up(actor: Actor, number: str | int, *, text: str, source: str = "portal") -> Ticket:
    """Orders anew from a closed ticket of one's own, in one's own words, and links the two.

    The answers that the present form still takes come with it; nothing else is asked, the team has the words.
    """
    require(actor, "service.order")
    said = _checked(text)
    async with tx():
        former, _ = await store.load_for_change(actor, number, None, action="ticket.follow_up")
        _require_own(actor, former)
        old = await registry.service_item(former.service_item_id)
        service = await _service(actor, former)
        asked = tuple(field for field in service.fields if field.at_order)
        answers = await still_fitting(actor, former, old, asked)
        behalf = former.on_behalf_of_id if actor.id != former.on_behalf_of_id else None
        wish = Order(service=service.key, kind=_kind(former, service), text=said, source=source)
        person = await get_person(behalf) if behalf is not None else None
        ticket = await create(actor, wish, service, former.subject, answers, person)
        await share(list(file_ids(service, answers)), former.id, ticket.id)
        await add_link(ticket.id, former.id, FOLLOWS, actor.id)
        return await begin(ticket, service)


def _checked(text: str) -> str:
    said = clean(text).strip()
    if not said:
        raise Invalid({"text": N_("Write what is wrong now: those who do it start from your words.")})
    if len(said) > TEXT_LIMIT:
        raise Invalid({"text": N_("At most %(n)s characters. Put the rest into a file.", n=TEXT_LIMIT)})
    return said


def _require_own(actor: Actor, former: Ticket) -> None:
    if actor.id not in (former.requester_id, former.customer_id):
        raise Forbidden(N_("Only the one who ordered it can order anew from it."))
    if former.merged_into_id is not None:
        raise Conflict(N_("This request is merged with another one and goes on there."), state=former.state)
    if former.open:
        raise Conflict(
            N_("This request is still open: write in it what you need."), state=former.state, version=former.version
        )


async def _service(actor: Actor, former: Ticket) -> Service:
    shelf = (await Shelf.for_order(actor, former.customer_id)).opened()
    service = shelf.service(former.service) or shelf.general()
    if service is None:
        raise Refused(N_("Nobody takes orders of this service now. Tell your administrator."))
    return service


def _kind(former: Ticket, service: Service) -> str:
    return former.kind if former.kind in service.all_kinds else service.kind
