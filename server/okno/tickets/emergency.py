"""Breaking the glass: reading a ticket that one does not see, for an hour, with a reason, while its team is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from okno.access import Actor, require
from okno.clock import now_us
from okno.db import Row, execute, fetch, fetch_value, in_list, tx
from okno.errors import Invalid, NotFound, Refused
from okno.events import record
from okno.events.origin import because
from okno.text import N_, clean
from okno.tickets import store
from okno.tickets.events import EmergencyEnded, EmergencyOpened, EmergencyRefused
from okno.tickets.ticket import Ticket
from okno.tickets.visible import EMERGENCY, sight

LASTS = timedelta(minutes=60)
SHORTEST, LONGEST = 10, 1000
"""Characters of a reason."""
_DIGITS = 18
_COLUMNS = "id, person_id, ticket_id, reason, at, until"


@dataclass(frozen=True)
class Emergency:
    """An access of one person to one ticket. Instants are microseconds UTC."""

    id: int
    person_id: int
    ticket_id: int
    reason: str
    at: int
    until: int


async def begin(actor: Actor, number: str, *, reason: str) -> Emergency:
    """Lets the actor read a ticket from now on, and tells its team why.

    NotFound when there is no such ticket, which is written down too; Refused when he sees it anyway. Who has an
    access already keeps it as it is.
    """
    require(actor, EMERGENCY)
    asked, why = _checked(number, reason)
    try:
        async with tx():
            return await _begin(actor, await store.locked(asked), why)
    except NotFound:
        async with tx():
            with because(why):
                await record(EmergencyRefused(stream_id=asked, actor_id=actor.id))
        raise


def _checked(number: str, reason: str) -> tuple[int, str]:
    digits, why = number.strip().removeprefix("№").strip(), clean(reason).strip()
    wrong = {}
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS):
        wrong["number"] = N_("Write the number of the request, in digits.")
    if not SHORTEST <= len(why) <= LONGEST:
        wrong["reason"] = N_("Write the reason: %(least)s to %(most)s characters.", least=SHORTEST, most=LONGEST)
    if wrong:
        raise Invalid(wrong)
    return int(digits), why


async def _begin(actor: Actor, ticket: Ticket, why: str) -> Emergency:
    if actor.id == ticket.customer_id or await sight(actor, ticket) is not None:
        raise Refused(N_("You see this request anyway: open it as usual."))
    present = next((one for one in await running(actor) if one.ticket_id == ticket.id), None)
    if present is not None:
        return present
    at = now_us()
    until = at + LASTS // timedelta(microseconds=1)
    row_id = int(
        await fetch_value(
            "INSERT INTO emergency (person_id, ticket_id, reason, at, until) VALUES ($1, $2, $3, $4, $5) RETURNING id",
            actor.id,
            ticket.id,
            why,
            at,
            until,
        )
    )
    with because(why):
        event = EmergencyOpened(stream_id=ticket.id, actor_id=actor.id, team_id=ticket.team_id, emergency_id=row_id)
        await record(event, await store.topics(ticket))
    return Emergency(row_id, actor.id, ticket.id, why, at, until)


async def end(actor: Actor, number: str) -> None:
    """Ends the actor's access before its time; nothing when he has none."""
    async with tx():
        for one in await running(actor):
            if str(one.ticket_id) == number:
                await _end(one, actor)


async def end_all(actor: Actor, ticket_id: int) -> None:
    """Ends everybody's accesses to a ticket that the actor gives to another team: that team was told of none.

    Runs in the transaction of the change.
    """
    rows = await fetch(f"SELECT {_COLUMNS} FROM emergency WHERE ticket_id = $1 AND until > $2", ticket_id, now_us())
    for row in rows:
        await _end(_emergency(row), actor)


async def _end(one: Emergency, actor: Actor) -> None:
    await execute("UPDATE emergency SET until = $1 WHERE id = $2", now_us(), one.id)
    await record(EmergencyEnded(stream_id=one.ticket_id, actor_id=actor.author_id, emergency_id=one.id))


async def running(actor: Actor) -> list[Emergency]:
    """The accesses that the actor has now, the newest first."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM emergency WHERE person_id = $1 AND until > $2 ORDER BY id DESC", actor.id, now_us()
    )
    return [_emergency(row) for row in rows]


async def reasons(ids: Iterable[int]) -> dict[int, str]:
    """The reasons of accesses by their ids; the caller shows them to the staff of their tickets alone."""
    places, args = in_list(sorted(set(ids)))
    rows = await fetch(f"SELECT id, reason FROM emergency WHERE id IN {places}", *args)
    return {row["id"]: row["reason"] for row in rows}


def _emergency(row: Row) -> Emergency:
    return Emergency(**row)
