"""The timer of work: each works on one ticket at a time. It runs on the server, whatever becomes of the browser."""

from __future__ import annotations

from dataclasses import dataclass

from okno.access import Actor
from okno.clock import now_us
from okno.db import asking, execute, fetch_one, tx
from okno.errors import Conflict, Invalid
from okno.text import N_
from okno.tickets import store, work
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight, sight
from okno.tickets.work import HAND, MINUTE_US, TIMER, Work

FORGOTTEN_US = 8 * 60 * MINUTE_US
"""After so long nobody believes it: whoever stops it is asked how long it really was."""


@dataclass(frozen=True)
class Timer:
    """Somebody works on a ticket since an instant, in microseconds UTC."""

    ticket_id: int
    started_at: int

    @property
    def runs(self) -> int:
        """For how long, in whole minutes and at least one, in microseconds."""
        return max(MINUTE_US, (now_us() - self.started_at) // MINUTE_US * MINUTE_US)

    @property
    def forgotten(self) -> bool:
        """Whether it runs for so long that it was forgotten."""
        return now_us() - self.started_at > FORGOTTEN_US


async def of(person_id: int) -> Timer | None:
    """On what somebody works now."""
    row = await fetch_one("SELECT ticket_id, started_at FROM work_timer WHERE person_id = $1", person_id)
    return Timer(row["ticket_id"], row["started_at"]) if row is not None else None


@asking
async def start(actor: Actor, number: str | int) -> Work | None:
    """Begins to count on a ticket. What ran on another one is written down there and returned.

    A forgotten timer on another ticket is a Conflict: first it is said how long that was.
    """
    async with tx():
        running = await of(actor.id)
        # Two who go to and fro between the same requests never wait for each other.
        await store.lock_all(number, *([running.ticket_id] if running is not None else []))
        ticket, seen = await store.load_for_change(actor, number, None, action=work.NEEDS)
        if seen is not Sight.STAFF:
            raise store.no_ticket()
        store.require_of_staff(actor, work.NEEDS, ticket)
        if running is not None and running.ticket_id == ticket.id:
            return None
        before = await _end(actor, running) if running is not None else None
        await execute(
            "INSERT INTO work_timer (person_id, ticket_id, started_at) VALUES ($1, $2, $3) ON CONFLICT (person_id)"
            " DO UPDATE SET ticket_id = excluded.ticket_id, started_at = excluded.started_at",
            actor.id,
            ticket.id,
            now_us(),
        )
    return before


async def _end(actor: Actor, running: Timer) -> Work | None:
    """Writes down what ran; on what somebody sees no more it just ends."""
    ticket = await store.load(running.ticket_id)
    if not await _works(actor, ticket):
        return None
    if running.forgotten:
        raise Conflict(
            N_(
                "Your timer runs on request %(number)s for more than 8 hours. Say there first how long it was.",
                number=ticket.number,
            )
        )
    if not await _stopped(actor, running):
        return None
    return await work.log(actor, ticket.id, spent=running.runs, day=await _day(actor, running), source=TIMER)


async def _stopped(actor: Actor, running: Timer) -> bool:
    """Takes the timer away; False when another window was faster: it has written the time down."""
    sql = "DELETE FROM work_timer WHERE person_id = $1 AND ticket_id = $2 AND started_at = $3"
    return bool(await execute(sql, actor.id, running.ticket_id, running.started_at))


async def _works(actor: Actor, ticket: Ticket) -> bool:
    return await sight(actor, ticket) is Sight.STAFF and ticket.team_id in actor.teams_with(work.NEEDS)


async def _day(actor: Actor, running: Timer) -> str:
    """The day on which it was begun: whoever works past midnight has worked on that day. Long ago is today."""
    started, today = await work.day_of(actor.id, running.started_at), await work.day_of(actor.id, now_us())
    return (started if (today - started).days <= work.BACK_DAYS else today).isoformat()


@asking
async def stop(actor: Actor, number: str | int, *, spent: int | None = None, text: str = "") -> Work:
    """Ends the timer on a ticket and writes the time down: `spent` when it was another than the timer has counted.

    Raises Invalid by `spent` for a forgotten one without it, Conflict when none runs there.
    """
    async with tx():
        running = await of(actor.id)
        ticket = await store.load(number)
        if running is None or running.ticket_id != ticket.id:
            # Says nothing of a ticket that he does not see.
            await work.log_of(actor, number)
            raise _stopped_elsewhere()
        if spent is None and running.forgotten:
            raise Invalid({"spent": N_("The timer ran for more than 8 hours. Write how long you really worked.")})
        made = await work.log(
            actor,
            ticket.id,
            spent=running.runs if spent is None else spent,
            day=await _day(actor, running),
            text=text,
            source=TIMER if spent is None else HAND,
        )
        if not await _stopped(actor, running):
            # What was written down just now is not: the other window has done it.
            raise _stopped_elsewhere()
    return made


def _stopped_elsewhere() -> Conflict:
    return Conflict(N_("Your timer does not run here. It was stopped in another window."))


async def discard(actor: Actor, number: str | int) -> None:
    """Ends the timer and writes nothing down."""
    running = await of(actor.id)
    if running is not None and str(running.ticket_id) == str(number):
        await execute("DELETE FROM work_timer WHERE person_id = $1 AND ticket_id = $2", actor.id, running.ticket_id)
