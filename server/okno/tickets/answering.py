"""Putting answers into a ticket: those of its requester set right, those of its team filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.access import Actor
from okno.catalog import forms, registry
from okno.catalog.model import Service
from okno.clock import zone_of
from okno.db import dump_json
from okno.events import record
from okno.files import attach
from okno.i18n import LOCALES
from okno.people import get as get_person
from okno.text import search_key
from okno.tickets import filling, store, values
from okno.tickets.answers import Shown
from okno.tickets.events import TicketReclassified
from okno.tickets.ticket import Ticket
from okno.tickets.untold import TEAM_FIELDS, is_private
from okno.tickets.visible import Sight

FIELDS = "fields"
"""What a fact calls answers that the requester reads."""


async def answer(actor: Actor, ticket: Ticket, seen: Sight, given: Mapping[str, Any]) -> Ticket:
    """Changes answers of a locked ticket on the way of a move, in the current transaction.

    What the team fills in and what is asked for at the end needs no more right than the move; the answers of the
    requester are changed by who may classify.
    """
    if seen is not Sight.STAFF:
        raise filling.no_field(given)
    service = await registry.service_item(ticket.service_item_id)
    if service is None:
        raise filling.no_field(given)
    if any(_of_requester(service, key) for key in given):
        store.require_of_staff(actor, "ticket.classify", ticket)
    teams = await filling.teams_of(actor, ticket.team_id)
    answers = await filling.changed(actor, ticket, service, given, teams=teams)
    changed = differing(service, ticket.answers, answers)
    if not changed:
        return ticket
    await write(ticket, service, answers, actor, {})
    await record(fact(ticket, ticket, actor, changed), await topics(ticket, changed))
    return await store.load(ticket.id)


def _of_requester(service: Service, key: str) -> bool:
    field = service.field(key)
    return field is not None and not field.teams and not field.required_to_close


def differing(service: Service, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """What a fact says of changed answers."""
    keys = {key for key in (*before, *after) if before.get(key) != after.get(key)}
    of_team = {field.key for field in service.fields if field.teams}
    return tuple(name for name, found in ((FIELDS, keys - of_team), (TEAM_FIELDS, keys & of_team)) if found)


async def write(
    ticket: Ticket, service: Service, answers: Mapping[str, Any], actor: Actor, more: Mapping[str, object]
) -> None:
    """Writes new answers with all that follows from them, and `more` columns, in the current transaction."""
    former = {one for value in ticket.answers.values() if isinstance(value, list) for one in value}
    for field in service.fields:
        fresh = [one for one in answers.get(field.key) or () if one not in former] if field.type == "file" else []
        if fresh:
            seen = "internal" if field.teams else "public"
            await attach(fresh, ticket_id=ticket.id, owner_id=actor.id, visibility=seen)
    await store.write(ticket, {"answers": dump_json(dict(answers)), **more})
    await values.put(ticket.id, service, answers)


async def subject_by_form(ticket: Ticket, old: Service | None, new: Service, answers: Mapping[str, Any]) -> str | None:
    """The subject that the new answers make; None when the present one is in somebody's own words."""
    requester = await get_person(ticket.requester_id)
    zone = zone_of(requester.time_zone if requester is not None else "")
    for locale in LOCALES if old is not None else ():
        assert old is not None
        if ticket.subject == await forms.subject(old, ticket.answers, locale, resolve=Shown(), zone=zone):
            return await forms.subject(new, answers, locale, resolve=Shown(), zone=zone)
    return None


def subject_columns(subject: str) -> dict[str, object]:
    """The columns of a subject."""
    return {"subject": subject, "search_key": search_key(subject)[:512]}


def fact(before: Ticket, after: Ticket, actor: Actor, changed: tuple[str, ...]) -> TicketReclassified:
    """The fact that a ticket became another one."""
    return TicketReclassified(
        stream_id=before.id,
        actor_id=actor.author_id,
        changed=changed,
        service=after.service,
        from_service=before.service,
        kind_=after.kind,
        from_kind=before.kind,
        priority=after.priority,
        from_priority=before.priority,
        calendar=after.calendar,
        from_calendar=before.calendar,
        lifecycle=after.lifecycle,
        from_lifecycle=before.lifecycle,
    )


async def topics(ticket: Ticket, changed: tuple[str, ...], *more: str) -> list[str]:
    """Who hears of a change at once: of what the requester is not told only the staff."""
    return await store.topics(ticket, *more, internal=is_private(changed))
