"""One look at what the clock makes due: steps of service levels, and the end of what nobody has objected to."""

from __future__ import annotations

from okno.catalog import registry
from okno.catalog.model import Lifecycle, State
from okno.clock import FAR_US, now_us
from okno.db import execute, fetch, fetch_value, tx
from okno.log import get
from okno.tickets import clock_acts, store
from okno.tickets.move import go
from okno.tickets.patience import Patience
from okno.tickets.ticket import Ticket

BATCH = 100

log = get(__name__)
_patience = Patience()


async def look() -> int:
    """Does what is due by now, each ticket in a transaction of its own; returns how many were due.

    A ticket that fails is put off, so that those behind it get their turn.
    """
    rows = await fetch(
        "SELECT id FROM ticket WHERE next_clock_at <= $1 ORDER BY next_clock_at LIMIT $2", now_us(), BATCH
    )
    for row in rows:
        await _one(row["id"])
    return len(rows)


async def next_due() -> int:
    """The instant at which something is due the next time; it may be past, and far when nothing is."""
    found = await fetch_value("SELECT min(next_clock_at) FROM ticket")
    return FAR_US if found is None else int(found)


async def _one(ticket_id: int) -> None:
    try:
        async with tx():
            await _due(await store.locked(ticket_id))
    except Exception:
        log.exception("the clock of a ticket failed", ticket=ticket_id)
        await _plan(ticket_id, now_us() + _patience.pause(ticket_id))
    else:
        _patience.forget(ticket_id)


async def _plan(ticket_id: int, at: int) -> None:
    """Says when a ticket is looked at again; nothing that people see has changed by that."""
    await execute("UPDATE ticket SET next_clock_at = $2 WHERE id = $1", ticket_id, at)


async def _due(ticket: Ticket) -> None:
    # Read after the ticket is locked: it may have been moved meanwhile, or another worker was faster.
    if await fetch_value("SELECT next_clock_at FROM ticket WHERE id = $1", ticket.id) > now_us():
        return
    lifecycle = registry.lifecycle(ticket.lifecycle)
    state = lifecycle.state(ticket.state)
    if state is not None and state.phase == "done":
        await _close(ticket, lifecycle, state)
    else:
        await _plan(ticket.id, await clock_acts.do_due(ticket) if ticket.open else FAR_US)


async def _close(ticket: Ticket, lifecycle: Lifecycle, done: State) -> None:
    """Its requester has left it unanswered for so long that he may be taken to agree."""
    end = _end(lifecycle, done)
    if end is None:
        await _plan(ticket.id, FAR_US)
        return
    await go(ticket, end.key, actor_id=None, comment_id=None, by_rule=True)


def _end(lifecycle: Lifecycle, done: State) -> State | None:
    """Where a ticket ends that was done, whatever a company calls it; None when its lifecycle has no end."""
    led = [state for way in lifecycle.ways(done.key) if (state := lifecycle.state(way.to)) is not None]
    ends = [state for state in (*led, *lifecycle.states) if state.phase == "closed"]
    return min(ends, key=lambda state: state.glyph == "cancelled", default=None)
