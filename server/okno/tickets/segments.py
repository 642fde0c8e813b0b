"""The clock of a ticket told as a story: from when to when, how much of it was working time, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.events import Fact
from okno.events.log import read_stream
from okno.tickets.regime import Regime, counted, regimes, state_of
from okno.tickets.ticket import Ticket


@dataclass(frozen=True)
class Segment:
    """A time in one state. Instants and `counted` are microseconds; `end` None: it goes on."""

    start: int
    end: int | None
    counted: int
    state: str
    runs: bool = True
    """Whether the clock went in it."""


async def segments(ticket: Ticket, now: int) -> list[Segment]:
    """The times in all states that the ticket was in, oldest first; what is closed has no clock any more."""
    facts = await read_stream("ticket", ticket.id)
    moves = [fact for fact in facts if fact.kind == "TicketMoved"]
    starts = [facts[0].at if facts else ticket.created_at, *(fact.at for fact in moves)]
    held = regimes(ticket, facts)
    found = [_segment(state, start, end, now, held) for state, start, end in _spans(ticket, moves, starts)]
    return [one for one in found if _phase(one.state, held) != "closed"]


async def waited(ticket: Ticket, now: int, *, present: bool) -> int:
    """Working microseconds in which the ticket waited for approval; with the `present` wait or without it."""
    facts = await read_stream("ticket", ticket.id)
    held = regimes(ticket, facts)
    total = 0
    for one in await segments(ticket, now):
        state = state_of(one.state, held)
        if state is not None and state.pause == "approval" and (present or one.end is not None):
            total += counted(one.start, now if one.end is None else one.end, held)
    return total


def _spans(ticket: Ticket, moves: Sequence[Fact], starts: Sequence[int]) -> list[tuple[str, int, int | None]]:
    states = [*(str(fact.payload["from_state"]) for fact in moves), ticket.state]
    return list(zip(states, starts, [*starts[1:], None], strict=True))


def _segment(state: str, start: int, end: int | None, now: int, held: Sequence[Regime]) -> Segment:
    runs = _phase(state, held) == "open"
    return Segment(start, end, counted(start, now if end is None else end, held) if runs else 0, state, runs)


def _phase(state: str, held: Sequence[Regime]) -> str:
    known = state_of(state, held)
    return known.phase if known is not None else "paused"
