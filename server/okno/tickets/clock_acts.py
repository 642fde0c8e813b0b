"""What a step of a service level does to a ticket: it is told, goes to the next line, has its priority raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from okno.catalog.levels import Told
from okno.catalog.points import DUE, point
from okno.clock import now_us
from okno.db import dump_json, execute, fetch_value, load_json
from okno.events import Event, record
from okno.events.origin import by_rule_of
from okno.tickets import clock_steps, clock_story, lines, store
from okno.tickets.clock_steps import Come, Coming
from okno.tickets.events import PriorityRaised, SlaBreached, SlaWarned
from okno.tickets.ticket import Ticket

HIGHEST = 1
ROUNDS = 8
"""A priority that is raised may make other steps due at once; after so many rounds the clock is looked at anew."""


async def come_of(ticket_id: int) -> list[Come]:
    """The steps that have come for a ticket."""
    rows = await fetch_value("SELECT steps FROM clock_story WHERE ticket_id = $1", ticket_id)
    return clock_steps.read(load_json(rows)) if rows is not None else []


async def _keep(ticket_id: int, come: Sequence[Come]) -> None:
    await execute(
        "INSERT INTO clock_story (ticket_id, segments, steps, frozen) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (ticket_id) DO UPDATE SET steps = excluded.steps",
        ticket_id,
        dump_json([]),
        dump_json(clock_steps.kept(come)),
        False,
    )


async def do_due(ticket: Ticket) -> int:
    """Does the steps of a locked ticket that are due, in the current transaction; returns when the next one is."""
    come = await come_of(ticket.id)
    begun = len(come)
    for _ in range(ROUNDS):
        now = now_us()
        due = [one for one in clock_steps.ahead(ticket, come) if one.moment <= now]
        if not due:
            break
        ticket, come = await _do(ticket, due, come, now)
    if len(come) > begun:
        await _keep(ticket.id, come)
    return clock_steps.next_at(ticket, come)


async def _do(ticket: Ticket, due: Sequence[Coming], come: list[Come], now: int) -> tuple[Ticket, list[Come]]:
    """Steps that are due at once are told once for each goal: the last of them says it all."""
    first = {(one.step.of, one.step.at) for one in due if not _has_come(one, come)}
    come = [*come, *(Come(one.step.at, one.step.of, now, one.promise.due, one.promise.work) for one in due)]
    for goal in ("respond", "resolve"):
        group = [one for one in due if one.step.of == goal]
        if group:
            await record(_told(ticket, group), await store.topics(ticket, internal=True))
    with by_rule_of(f"sla:{ticket.sla}"):
        if any(one.step.next_line for one in due):
            ticket = await _hand_over(ticket)
        for one in due:
            # Somebody may have lowered it since: what has come before does not raise it again.
            if one.step.raise_priority and (one.step.of, one.step.at) in first and ticket.priority > HIGHEST:
                before = clock_steps.promises(ticket)
                ticket = await raise_priority(ticket, ticket.priority - 1)
                come = clock_steps.carried(come, before, clock_steps.promises(ticket))
    return ticket, come


def _has_come(one: Coming, come: Sequence[Come]) -> bool:
    return any((former.of, former.at) == (one.step.of, one.step.at) for former in come)


def _told(ticket: Ticket, group: Sequence[Coming]) -> Event:
    """The fact of steps of one goal that are due at once."""
    last = group[-1]
    tell = _whom(ticket, [who for one in group for who in one.step.tell])
    common: dict[str, Any] = {"stream_id": ticket.id, "actor_id": None, "level": ticket.sla, "tell": tell}
    if any(point(one.step.at) == DUE for one in group):
        return SlaBreached(of=last.step.of, due=last.promise.due, **common)
    kind = point(last.step.at).kind
    return SlaWarned(of=last.step.of, at_step=last.step.at, due=last.promise.due, point=kind, **common)


def _whom(ticket: Ticket, names: Sequence[Told]) -> tuple[Told, ...]:
    """What nobody has is the matter of the team: the story names those who are told indeed."""
    return tuple(dict.fromkeys("team" if one == "assignee" and ticket.assignee_id is None else one for one in names))


async def _hand_over(ticket: Ticket) -> Ticket:
    line = await lines.next_of(ticket)
    return ticket if line is None else await lines.to_line(ticket, line, actor_id=None, cause="clock")


async def raise_priority(ticket: Ticket, priority: int) -> Ticket:
    """Gives a locked ticket another priority by itself, with the promise that belongs to it."""
    columns = await clock_story.promised_anew(ticket, replace(ticket, priority=priority), now_us(), why="raised")
    await store.write(ticket, {"priority": priority, **columns})
    fresh = await store.load(ticket.id)
    event = PriorityRaised(stream_id=ticket.id, actor_id=None, priority=fresh.priority, from_priority=ticket.priority)
    await record(event, await store.topics(fresh, internal=True))
    return fresh
