"""One notice on its ways: into the page, into a letter, onto devices, as its person wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from okno.db import dump_json, execute
from okno.events import Fact
from okno.notify import outbox
from okno.notify.choices import Plan
from okno.notify.groups import group_of
from okno.notify.outbox import Outgoing
from okno.notify.wording import Said
from okno.people import Person
from okno.tickets.ticket import Ticket

CRITICAL = 1
"""The highest priority."""


@dataclass(frozen=True)
class About:
    """Which fact is told to whom as what."""

    event_id: int
    person: Person
    kind: str
    ticket_id: int


def is_urgent(kind: str, ticket: Ticket, person: Person) -> bool:
    """Whether a notice may come through quiet hours: a critical request burns, and he is the one who works on it."""
    return group_of(kind).key == "deadlines" and ticket.priority == CRITICAL and ticket.assignee_id == person.id


async def write_notice(fact: Fact, person: Person, kind: str, ticket_id: int, payload: Mapping[str, Any]) -> None:
    """Writes the notice in the page, once for each fact and person."""
    await execute(
        "INSERT INTO notice (person_id, event_id, ticket_id, kind, payload, at) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (person_id, event_id) DO NOTHING",
        person.id,
        fact.id,
        ticket_id,
        kind,
        dump_json(dict(payload)),
        fact.at,
    )


async def by_mail(about: About, plan: Plan, said: Said) -> None:
    """Writes the letter, if there is an address; it leaves when the plan says."""
    if not about.person.mail:
        return
    await outbox.write(
        Outgoing(
            event_id=about.event_id,
            person=about.person,
            kind=about.kind,
            ticket_id=about.ticket_id,
            subject=said.subject,
            text=said.text,
            html=said.html,
            at=plan.at,
            digest=plan.digest,
        )
    )


async def by_push(about: About, plan: Plan, said: Said) -> None:
    """Writes what each device shows: they fail and succeed one by one."""
    if not outbox.current().push.enabled:
        return
    for device in plan.devices:
        await outbox.write(
            Outgoing(
                event_id=about.event_id,
                person=about.person,
                kind=about.kind,
                ticket_id=about.ticket_id,
                subject=said.subject,
                text=said.text,
                channel=f"{outbox.PUSH}{device}",
                at=plan.push_at,
            )
        )
