"""What a fact about a ticket means for rules: which of them it starts, and whose time it begins anew.

Rules cannot run in circles. A fact that a rule has made starts none and begins no time anew; the clock's own
warnings are the exception, for rules are there to hear them. What the server does by itself starts a rule once until a
person does something with the ticket again: so between two acts of people every rule acts a bounded number of times.
"""

from __future__ import annotations

from collections.abc import Mapping

from okno.access import actor_of
from okno.catalog.automation import Since, Trigger
from okno.db import fetch, fetch_value, load_json
from okno.events import Event, Fact
from okno.people import get as get_person
from okno.tickets.events import (
    ApprovalFinished,
    SlaBreached,
    SlaWarned,
    TasksFinished,
    TicketAssigned,
    TicketClosed,
    TicketCommented,
    TicketCreated,
    TicketDone,
    TicketLineChanged,
    TicketMoved,
    TicketReclassified,
    TicketReopened,
)
from okno.tickets.ticket import Ticket
from okno.tickets.visible import is_staff

HEARD: tuple[type[Event], ...] = (
    TicketCreated,
    TicketAssigned,
    TicketLineChanged,
    TicketMoved,
    TicketReclassified,
    TicketCommented,
    TicketDone,
    TicketReopened,
    TicketClosed,
    ApprovalFinished,
    TasksFinished,
    SlaWarned,
    SlaBreached,
)
"""The facts that concern rules."""
CLOCK = (SlaWarned.kind(), SlaBreached.kind())
_TRIGGERS: Mapping[str, Trigger] = {
    TicketCreated.kind(): "created",
    TicketAssigned.kind(): "assigned",
    TicketLineChanged.kind(): "assigned",
    TicketMoved.kind(): "moved",
    TicketReclassified.kind(): "reclassified",
    TicketReopened.kind(): "reopened",
    TasksFinished.kind(): "tasks_over",
    SlaWarned.kind(): "warned",
    SlaBreached.kind(): "breached",
}
_CHANGES = frozenset({"created", "assigned", "moved", "reclassified", "requester_wrote", "staff_wrote"})
"""What changes a ticket, as `updated_at` knows it: a note leaves it as it is."""
_OF_STEP = ("of", "at_step", "to_state", "decision", "outcome")
"""What tells two facts of one kind apart, when the server itself has made both."""


async def trigger_of(fact: Fact, ticket: Ticket) -> Trigger | None:
    """What the fact is for rules; None for what is nothing to them."""
    found = guess_of(fact, ticket)
    if found != "staff_wrote":
        return found
    author = await get_person(fact.actor_id) if fact.actor_id is not None else None
    return found if author is not None and is_staff(await actor_of(author), ticket) else None


def guess_of(fact: Fact, ticket: Ticket) -> Trigger | None:
    """The same without a look at rights: in public whoever is not the requester writes as the staff."""
    if fact.kind == TicketCommented.kind():
        if fact.payload.get("visibility") != "public":
            return "noted"
        return "requester_wrote" if fact.actor_id in (ticket.requester_id, ticket.customer_id) else "staff_wrote"
    if fact.kind == ApprovalFinished.kind():
        return "approved" if fact.payload.get("decision") == "approved" else None
    return _TRIGGERS.get(fact.kind)


def begun_by(fact: Fact, trigger: Trigger | None) -> set[Since]:
    """Whose time begins anew with a fact."""
    begun: set[Since] = set()
    if fact.kind == TicketDone.kind():
        begun.add("done")
    if trigger in _CHANGES:
        begun.add("changed")
    if trigger in ("created", "moved", "requester_wrote", "staff_wrote"):
        begun.add(trigger)
    return begun


def of_rule(fact: Fact) -> bool:
    """Whether a rule has made the fact, or a step of a service level; warnings of the clock are nobody's doing."""
    return "rule" in fact.payload and fact.kind not in CLOCK


async def starts(fact: Fact) -> bool:
    """Whether a fact may start rules at all: see the head of this file."""
    if of_rule(fact):
        return False
    return fact.actor_id is not None or not await _repeats(fact)


async def _repeats(fact: Fact) -> bool:
    """Whether the server has done the same already since a person did something last."""
    person_did = await fetch_value(
        "SELECT max(id) AS last FROM event WHERE stream = 'ticket' AND stream_id = $1 AND id < $2"
        " AND actor_id IS NOT NULL",
        fact.stream_id,
        fact.id,
    )
    rows = await fetch(
        "SELECT payload FROM event WHERE stream = 'ticket' AND stream_id = $1 AND id > $2 AND id < $3 AND kind = $4"
        " AND actor_id IS NULL ORDER BY id LIMIT 100",
        fact.stream_id,
        int(person_did or 0),
        fact.id,
        fact.kind,
    )
    before = [load_json(row["payload"]) for row in rows]
    own = [_step(one) for one in before if "rule" not in one or fact.kind in CLOCK]
    return _step(fact.payload) in own


def _step(payload: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(payload.get(name) for name in _OF_STEP)
