"""The clock of a ticket told as a story: from when to when, how much of it was working time, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.catalog import registry
from okno.events import Fact
from okno.events.log import read_stream
from okno.tickets.ticket import Ticket


@dataclass(frozen=True)
class Segment:
    """A time in one state. Instants and `counted` are microseconds; `end` None: it goes on."""

    start: int
    end: int | None
    counted: int
    state: str


async def segments(ticket: Ticket, now: int) -> list[Segment]:
    """The times in all states that the ticket was in, oldest first; what is closed has no clock any more."""
    facts = await read_stream("ticket", ticket.id)
    moves = [fact for fact in facts if fact.kind == "TicketMoved"]
    starts = [facts[0].at if facts else ticket.created_at, *(fact.at for fact in moves)]
    found = [_segment(ticket, state, start, end, now) for state, start, end in _spans(ticket, moves, starts)]
    return [one for one in found if _phase(ticket, one.state) != "closed"]


def _spans(ticket: Ticket, moves: Sequence[Fact], starts: Sequence[int]) -> list[tuple[str, int, int | None]]:
    states = [*(str(fact.payload["from_state"]) for fact in moves), ticket.state]
    return list(zip(states, starts, [*starts[1:], None], strict=True))


def _segment(ticket: Ticket, state: str, start: int, end: int | None, now: int) -> Segment:
    runs = _phase(ticket, state) == "open"
    until = now if end is None else end
    counted = registry.calendar(ticket.calendar).between(start, until) if runs else 0
    return Segment(start, end, max(counted, 0), state)


def _phase(ticket: Ticket, state: str) -> str:
    known = registry.lifecycle(ticket.lifecycle).state(state)
    return known.phase if known is not None else "paused"
