"""The clock of a ticket with its story, kept in the transaction of each change; everybody changes the clock by these.

Each function gives the columns of the ticket that change, for the caller to write with his own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from okno.catalog import registry
from okno.catalog.model import Service, State
from okno.catalog.terms import Facts, Promise
from okno.db import dump_json, execute, fetch_one, load_json
from okno.events import record
from okno.events.log import read_stream
from okno.teams import Team, get as get_team
from okno.tickets import clock, clock_fold, clock_steps, segment
from okno.tickets.clock import Columns
from okno.tickets.events import PromiseChanged
from okno.tickets.segment import Segment
from okno.tickets.ticket import Ticket

Why = Literal["classified", "raised", "handed", "catalog"]
_CARRIED = ("sla", "policy", "calendar", "respond_work", "resolve_work")
"""What the fact of another promise tells, as it is and as it was."""


async def of(ticket: Ticket) -> list[Segment]:
    """The story of a ticket up to the last change; folded from the facts where none is kept, as of former days."""
    row = await fetch_one("SELECT segments FROM clock_story WHERE ticket_id = $1", ticket.id)
    kept = load_json(row["segments"]) if row is not None else None
    return segment.read(kept) if kept else clock_fold.folded(ticket, await read_stream("ticket", ticket.id))


async def keep(ticket_id: int, told: Sequence[Segment]) -> None:
    """Writes a story; that of what is closed is frozen."""
    await execute(
        "INSERT INTO clock_story (ticket_id, segments, steps, frozen) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (ticket_id) DO UPDATE SET segments = excluded.segments, frozen = excluded.frozen",
        ticket_id,
        dump_json(segment.rows(told)),
        dump_json([]),
        told[-1].pause == "closed",
    )


async def begun(ticket: Ticket) -> None:
    """The story of a new ticket begins, and it is known when its clock is looked at first."""
    told = clock_fold.first(
        ticket.created_at,
        ticket.state,
        ticket.lifecycle,
        ticket.sla,
        calendar=ticket.calendar,
        work=ticket.resolve_work,
    )
    await keep(ticket.id, [told])
    at = clock_steps.look_at(ticket, {}, ticket.created_at)
    await execute("UPDATE ticket SET next_clock_at = $2 WHERE id = $1", ticket.id, at)


async def entered(
    ticket: Ticket, state: State, now: int, *, auto_close_days: int, cause: str = "", meant: bool = True
) -> Columns:
    """A locked ticket enters a state, and its clock runs or stands by it. `cause` as in TicketMoved."""
    before = await of(ticket)
    told = clock_fold.moved(before, state.key, now, cause)
    await keep(ticket.id, told)
    columns = clock.entered(ticket, told, state, auto_close_days, ended=segment.ended(before, told))
    # What only follows from a merge changes nothing in who waits for whom.
    return columns | (clock.waiting(ticket, state, now) if meant else {})


async def renamed(ticket: Ticket, promised: Columns, state: str, now: int) -> Columns:
    """A state of a locked ticket has another key by another lifecycle, but the same meaning: its clock goes on.

    `promised` are the columns of the promise that it has from now on.
    """
    told = clock_fold.moved(await of(ticket), state, now)
    await keep(ticket.id, told)
    known = {name: value for name, value in promised.items() if hasattr(ticket, name)}
    return clock.recounted(replace(ticket, **known), told, now)


# What is promised -----------------------------------------------------------------------------------------------


async def customer(person_id: int) -> tuple[str, bool]:
    """What policies look at in a customer: his department, and whether he is marked as important."""
    row = await fetch_one("SELECT department, vip FROM person WHERE id = $1", person_id)
    return (row["department"], bool(row["vip"])) if row is not None else ("", False)


async def facts_of(ticket: Ticket, team: Team | None) -> Facts:
    """What policies look at in a ticket of this team as it is, or as it would be."""
    department, vip = await customer(ticket.customer_id)
    return Facts(
        kind=ticket.kind,
        priority=ticket.priority,
        team=team.key if team is not None else "",
        line=ticket.line,
        department=department,
        vip=vip,
    )


async def promised_anew(
    before: Ticket, after: Ticket, now: int, *, why: Why, again: bool = True, service: Service | None = None
) -> Columns:
    """A locked ticket becomes what `after` is, and what is promised for it changes if that asks for it.

    Not `again`: only where another policy or level holds there, as after a hand-over; else it is the same promise, and
    not even its hours change.
    """
    found = service or await registry.service_item(after.service_item_id)
    if found is None:
        return {}
    goal, promise = await _goal(before, after, found)
    if not again and (promise.level, promise.policy) == (before.sla, before.policy):
        return {}
    told = await of(before)
    columns, fresh = _promised(before, told, goal, promise, now)
    if fresh != told:
        await keep(before.id, fresh)
    changed = {name: columns[name] for name in _CARRIED}
    former = {f"from_{name}": getattr(before, name) for name in _CARRIED}
    if list(changed.values()) != list(former.values()):
        await record(PromiseChanged(stream_id=before.id, actor_id=None, why=why, **changed, **former))
    return columns


async def would_be(before: Ticket, after: Ticket, now: int, service: Service) -> Columns:
    """What `promised_anew` would change; nothing is written."""
    goal, promise = await _goal(before, after, service)
    return _promised(before, await of(before), goal, promise, now)[0]


async def _goal(before: Ticket, after: Ticket, service: Service) -> tuple[Ticket, Promise]:
    """The ticket as it becomes, in the hours of its promise, and the promise."""
    team = await get_team(after.team_id)
    promise = registry.promise(service, await facts_of(after, team))
    usual = after.calendar if promise.level == before.sla or team is None else team.calendar
    return replace(after, calendar=promise.calendar or usual), promise


def _promised(
    before: Ticket, told: list[Segment], goal: Ticket, promise: Promise, now: int
) -> tuple[Columns, list[Segment]]:
    work = clock.work_of(promise.terms.resolve)
    fresh = clock_fold.promised(
        told, now, lifecycle=goal.lifecycle, calendar=goal.calendar, sla=promise.level, work=work
    )
    return clock.promised_anew(before, fresh, promise), fresh
