"""Ordering a service: the answers become a ticket, its readers, a fact and a running clock, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from okno.access import Actor, may, require
from okno.catalog import forms, registry
from okno.catalog.model import Service
from okno.catalog.shelf import Shelf
from okno.catalog.terms import Facts
from okno.clock import now_us, zone_of
from okno.db import asking, dump_json, fetch_value, tx
from okno.errors import Invalid
from okno.events import record
from okno.files import attach
from okno.people import Person, find, required
from okno.teams import Team
from okno.text import N_, clean, one_line, pick, search_key
from okno.tickets import advice, clock, clock_story, draft, routing, store, values
from okno.tickets.answers import Shown, file_ids
from okno.tickets.events import TicketCreated
from okno.tickets.form import WrongAnswers, answered
from okno.tickets.opening import begin
from okno.tickets.ticket import Ticket

TEXT_LIMIT = 20_000
SUBJECT_LIMIT = 120
USUAL = 2
"""Impact and urgency of what nobody has judged yet."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What somebody asks for. Without `service` it is the general request of the desk, told in `text`."""

    service: str | None = None
    kind: str | None = None
    subject: str | None = None
    text: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[str] = ()
    on_behalf_of: str | int | None = None
    revision: int | None = None
    source: str = "portal"


@asking
async def order(actor: Actor, wish: Order) -> Ticket:
    """Orders and returns the ticket. Raises Invalid by field, Conflict when the form was changed meanwhile."""
    require(actor, "service.order")
    behalf = await _behalf(actor, wish)
    service = await _service(actor, wish, behalf)
    answers = await answered(actor, service, _worded(service, wish), wish.revision)
    await checked(actor, service, answers, behalf)
    subject = await _subject(service, wish, answers, actor)
    _check_text(service, wish)
    async with tx():
        ticket = await create(actor, wish, service, subject, answers, behalf)
        used = [*file_ids(service, answers), *wish.files]
        await attach(used, ticket_id=ticket.id, owner_id=actor.id)
        if wish.source == "portal":
            await draft.drop(actor.id, service.key)
        return await begin(ticket, service)


async def create(
    actor: Actor,
    wish: Order,
    service: Service,
    subject: str,
    answers: Mapping[str, Any],
    behalf: Person | None,
) -> Ticket:
    """Writes a ticket that was checked, with its readers and the fact, in the current transaction.

    Raises Refused when no team takes orders of the service.
    """
    customer = behalf or await required(actor.id)
    about = advice.Asked(actor=actor, service=service, customer=customer, answers=answers)
    way = await routing.team_for(about)
    ticket_id = await _insert(about, wish, way.team, subject, behalf)
    await values.add(ticket_id, service, answers)
    await store.add_reader(ticket_id, actor.id, "requester")
    if behalf is not None:
        await store.add_reader(ticket_id, behalf.id, "behalf")
    ticket = await store.load(ticket_id)
    await clock_story.begun(ticket)
    event = TicketCreated(
        stream_id=ticket_id,
        actor_id=actor.id,
        service=service.key,
        kind_=ticket.kind,
        team_id=way.team.id,
        requester_id=actor.id,
        source=wish.source,
        route=way.by,
    )
    await record(event, await store.topics(ticket))
    return ticket


async def checked(actor: Actor, service: Service, answers: Mapping[str, Any], behalf: Person | None) -> None:
    """Lets plugins look at answers that fit the form. Raises WrongAnswers by the keys of the form."""
    customer = behalf or await required(actor.id)
    try:
        await advice.check(advice.Asked(actor=actor, service=service, customer=customer, answers=answers))
    except Invalid as error:
        raise WrongAnswers(error.fields) from error


async def _service(actor: Actor, wish: Order, behalf: Person | None) -> Service:
    """The service, as far as it exists for the customer."""
    shelf = (await Shelf.for_order(actor, behalf.id if behalf is not None else actor.id)).opened()
    service = shelf.service(wish.service) if wish.service else shelf.general()
    if service is None and behalf is not None and wish.service in (await Shelf.of(actor.id)).services:
        raise Invalid({"on_behalf_of": N_("%(name)s can't order this service.", name=behalf.name)})
    if service is None:
        key = one_line(wish.service or "", 64)
        raise Invalid({"service": N_("There is no service “%(key)s” in the catalog.", key=key)})
    if wish.kind is not None and wish.kind not in service.all_kinds:
        raise Invalid({"kind": N_("The kind is one of: %(known)s.", known=", ".join(service.all_kinds))})
    return service


async def _behalf(actor: Actor, wish: Order) -> Person | None:
    if wish.on_behalf_of is None:
        return None
    person = await find(wish.on_behalf_of)
    if person is None:
        raise Invalid({"on_behalf_of": N_("There is no such person.")})
    if person.id == actor.id:
        return None
    if not may(actor, "ticket.behalf") and person.manager_id != actor.id:
        raise Invalid({"on_behalf_of": N_("You may order for yourself and for those whom you manage.")})
    return person


def _worded(service: Service, wish: Order) -> dict[str, Any]:
    """The answers; who named no service has told in words what the general form asks for in its fields."""
    given = dict(wish.answers)
    if wish.service is None:
        told = {"string": one_line(wish.subject or wish.text), "text": wish.text or wish.subject or ""}
        for one in service.fields:
            if one.required and one.key not in given and told.get(one.type):
                given[one.key] = told.pop(one.type)[: one.length]
    return given


async def _subject(service: Service, wish: Order, answers: Mapping[str, Any], actor: Actor) -> str:
    locale, zone = actor.locale, zone_of(actor.time_zone)
    if wish.subject and one_line(wish.subject):
        return one_line(wish.subject)
    if not service.fields and wish.text.strip():
        return one_line(f"{pick(service.title, locale)}: {wish.text}", SUBJECT_LIMIT)
    return await forms.subject(service, answers, locale, resolve=Shown(), zone=zone)


def _check_text(service: Service, wish: Order) -> None:
    if len(wish.text) > TEXT_LIMIT:
        raise Invalid({"text": N_("At most %(n)s characters. Put the rest into a file.", n=TEXT_LIMIT)})
    if not service.fields and not wish.text.strip() and not wish.subject:
        raise Invalid({"text": N_("Write what you need.")})


async def _insert(about: advice.Asked, wish: Order, team: Team, subject: str, behalf: Person | None) -> int:
    service = about.service
    at, kind = now_us(), wish.kind or service.kind
    priority = await advice.priority(about, kind=kind) or registry.priorities().priority(USUAL, USUAL)
    lifecycle = registry.lifecycle(service.lifecycle)
    row: dict[str, object] = {
        "kind": kind,
        "service": service.key,
        "service_item_id": registry.item_id(service.key),
        "revision": registry.revision(),
        "lifecycle": lifecycle.key,
        "subject": subject,
        "search_key": search_key(subject)[:512],
        "text": clean(wish.text).strip(),
        "answers": dump_json(dict(about.answers)),
        "source": wish.source,
        "state": lifecycle.start,
        "open": True,
        "team_id": team.id,
        "line": 1,
        "impact": USUAL,
        "urgency": USUAL,
        "priority": priority,
        "requester_id": about.actor.id,
        "on_behalf_of_id": behalf.id if behalf is not None else None,
        "created_at": at,
        "updated_at": at,
        "version": 1,
        **await _clock(about, team, kind, priority, at),
    }
    places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    sql = f"INSERT INTO ticket ({', '.join(row)}) VALUES ({places}) RETURNING id"
    return int(await fetch_value(sql, *row.values()))


async def _clock(about: advice.Asked, team: Team, kind: str, priority: int, at: int) -> dict[str, object]:
    """What is promised, in the hours of the level that promises it, else in those of the team."""
    department, vip = await clock_story.customer(about.customer.id)
    facts = Facts(kind=kind, priority=priority, team=team.key, department=department, vip=vip)
    promise = registry.promise(about.service, facts)
    calendar = promise.calendar or team.calendar
    promise = await advice.promise(
        about, promise, calendar=calendar, at=at, kind=kind, priority=priority, team=team.key
    )
    return clock.started(promise, calendar, at)
