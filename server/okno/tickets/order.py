"""Ordering a service: the answers become a ticket, its readers, a fact and a running clock, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from okno.access import Actor, may, require
from okno.catalog import forms, registry
from okno.catalog.model import Service
from okno.clock import now, now_us
from okno.db import dump_json, execute, fetch_value, tx
from okno.errors import Conflict, Invalid, Refused
from okno.events import record
from okno.files import attach
from okno.people import Person, find
from okno.teams import Team, by_key
from okno.text import N_, clean, one_line, pick, search_key
from okno.tickets import clock, store
from okno.tickets.answers import Lookup, Shown, file_ids
from okno.tickets.events import TicketCreated
from okno.tickets.opening import begin
from okno.tickets.ticket import Ticket

TEXT_LIMIT = 20_000
SUBJECT_LIMIT = 120
KINDS = ("request", "incident", "consultation")
USUAL = 2
"""Impact and urgency of what nobody has judged yet."""


class WrongAnswers(Invalid):
    """Answers to the form are not right. `fields` has the keys of the form, not the names of the order."""


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


async def order(actor: Actor, wish: Order) -> Ticket:
    """Orders and returns the ticket. Raises Invalid by field, Conflict when the form was changed meanwhile."""
    require(actor, "service.order")
    service = _service(wish)
    behalf = await _behalf(actor, wish)
    answers = await _answers(service, wish, actor)
    team = await _team(service)
    subject = await _subject(service, wish, answers, actor.locale)
    _check_text(service, wish)
    async with tx():
        ticket_id = await _insert(actor, wish, service, team, subject, answers, behalf)
        await _add_values(ticket_id, service, answers)
        await store.add_reader(ticket_id, actor.id, "requester")
        if behalf is not None:
            await store.add_reader(ticket_id, behalf.id, "behalf")
        used = [*file_ids(service, answers), *wish.files]
        await attach(used, ticket_id=ticket_id, owner_id=actor.id)
        ticket = await store.load(ticket_id)
        event = TicketCreated(
            stream_id=ticket_id,
            actor_id=actor.id,
            service=service.key,
            kind_=ticket.kind,
            team_id=team.id,
            requester_id=actor.id,
            source=wish.source,
        )
        await record(event, await store.topics(ticket))
        return await begin(ticket, service)


def _service(wish: Order) -> Service:
    key = wish.service or registry.general_service() or ""
    service = registry.service(key)
    if service is None:
        raise Invalid({"service": N_("There is no service “%(key)s” in the catalog.", key=one_line(key, 64))})
    if wish.kind is not None and wish.kind not in KINDS:
        raise Invalid({"kind": N_("The kind is one of: %(known)s.", known=", ".join(KINDS))})
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


async def _answers(service: Service, wish: Order, actor: Actor) -> dict[str, Any]:
    given = _worded(service, wish)
    try:
        today = now().astimezone(ZoneInfo(actor.time_zone or "UTC")).date()
        return await forms.validate(service, given, resolve=Lookup(actor), today=today)
    except Invalid as error:
        newest = registry.revision()
        if wish.revision is not None and wish.revision != newest and _unknown(service, given):
            raise Conflict(
                N_("The form was changed while you filled it in. Look through the answers and send it again."),
                revision=newest,
                fields=sorted(error.fields),
            ) from error
        raise WrongAnswers(error.fields) from error


def _worded(service: Service, wish: Order) -> dict[str, Any]:
    """The answers; who named no service has told in words what the general form asks for in its fields."""
    given = dict(wish.answers)
    if wish.service is None:
        told = {"string": one_line(wish.subject or wish.text), "text": wish.text or wish.subject or ""}
        for one in service.fields:
            if one.required and one.key not in given and told.get(one.type):
                given[one.key] = told.pop(one.type)[: one.length]
    return given


def _unknown(service: Service, answers: Mapping[str, Any]) -> bool:
    known = {one.key for one in service.fields}
    return not set(answers) <= known or any(one.required and one.key not in answers for one in service.fields)


async def _team(service: Service) -> Team:
    team = await by_key(service.team)
    if team is None or not team.active:
        raise Refused(N_("Nobody takes orders of this service now. Tell your administrator."))
    return team


async def _subject(service: Service, wish: Order, answers: Mapping[str, Any], locale: str) -> str:
    if wish.subject and one_line(wish.subject):
        return one_line(wish.subject)
    if not service.fields and wish.text.strip():
        return one_line(f"{pick(service.title, locale)}: {wish.text}", SUBJECT_LIMIT)
    return await forms.subject(service, answers, locale, resolve=Shown())


def _check_text(service: Service, wish: Order) -> None:
    if len(wish.text) > TEXT_LIMIT:
        raise Invalid({"text": N_("At most %(n)s characters. Put the rest into a file.", n=TEXT_LIMIT)})
    if not service.fields and not wish.text.strip() and not wish.subject:
        raise Invalid({"text": N_("Write what you need.")})


async def _insert(
    actor: Actor,
    wish: Order,
    service: Service,
    team: Team,
    subject: str,
    answers: Mapping[str, Any],
    behalf: Person | None,
) -> int:
    at = now_us()
    priority = registry.priorities().priority(USUAL, USUAL)
    lifecycle = registry.lifecycle(service.lifecycle)
    row: dict[str, object] = {
        "kind": wish.kind or service.kind,
        "service": service.key,
        "service_item_id": registry.item_id(service.key),
        "revision": registry.revision(),
        "lifecycle": lifecycle.key,
        "subject": subject,
        "search_key": search_key(subject)[:512],
        "text": clean(wish.text).strip(),
        "answers": dump_json(dict(answers)),
        "source": wish.source,
        "state": lifecycle.start,
        "open": True,
        "team_id": team.id,
        "line": 1,
        "impact": USUAL,
        "urgency": USUAL,
        "priority": priority,
        "requester_id": actor.id,
        "on_behalf_of_id": behalf.id if behalf is not None else None,
        "created_at": at,
        "updated_at": at,
        "calendar": team.calendar,
        "version": 1,
        **clock.started(service, team.calendar, at, priority=priority),
    }
    places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    sql = f"INSERT INTO ticket ({', '.join(row)}) VALUES ({places}) RETURNING id"
    return int(await fetch_value(sql, *row.values()))


async def _add_values(ticket_id: int, service: Service, answers: Mapping[str, Any]) -> None:
    """Short answers become rows, so that lists can be filtered by them on both databases."""
    for one in service.fields:
        if one.type in ("text", "file"):
            continue
        value = answers.get(one.key)
        for part in value if isinstance(value, list) else [value]:
            if part is not None and part != "":
                await execute(
                    "INSERT INTO ticket_value (ticket_id, field, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                    ticket_id,
                    one.key,
                    one_line(str(part)),
                )
