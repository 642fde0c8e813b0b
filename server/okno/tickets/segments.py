"""The clock of a ticket told as a story: from when to when, how much of it was working time, and why."""

from __future__ import annotations

from okno.tickets import clock_story, segment
from okno.tickets.segment import Segment
from okno.tickets.ticket import Ticket

__all__ = ["Segment", "segments"]


async def segments(ticket: Ticket, now: int) -> list[Segment]:
    """The times in all states that the ticket was in, oldest first; what is closed has no clock any more."""
    told = segment.until_now(await clock_story.of(ticket), now)
    return [one for one in told if one.pause != "closed"]
