"""Counting open tickets and tasks anew when the hours of a calendar have changed: in batches, each written as a whole.

What is closed is never counted anew, nor what was counted before a ticket was closed once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from okno.catalog import registry
from okno.catalog.events import CatalogApplied
from okno.clock import FAR_US, now_us
from okno.db import Row, dialect, dump_json, execute, fetch, fetch_value, in_list, load_json, tx
from okno.db.many import update_many
from okno.events import Fact, listener, record
from okno.jobs import enqueue, job
from okno.tickets import approval, approvals, clock, clock_steps, clock_story, segment, store, task_clock
from okno.tickets.events import DueTimesRecounted
from okno.tickets.segment import Segment
from okno.tickets.task import COLUMNS as TASK_COLUMNS, task_of
from okno.tickets.ticket import COLUMNS, Ticket, ticket_of

BATCH = 1000
JOB = "tickets.recompute"
_CLOCK = {
    "id": "BIGINT",
    "worked": "BIGINT",
    "resolve_by": "BIGINT",
    "respond_by": "BIGINT",
    "respond_waited": "BIGINT",
    "due_sort": "BIGINT",
    "next_clock_at": "BIGINT",
}
_STORY = {"ticket_id": "BIGINT", "segments": "JSON"}
_TASK = {"id": "BIGINT", "due_by": "BIGINT", "due_sort": "BIGINT", "next_at": "BIGINT"}


@dataclass(frozen=True)
class Recounted:
    """How many tickets and tasks have other times than before."""

    tickets: int = 0
    tasks: int = 0


@listener("tickets.recompute", CatalogApplied)
async def catalog_applied(fact: Fact) -> None:
    """Where a revision brings other calendars, what is open in their hours is counted anew by a job."""
    changes = await fetch_value("SELECT changes FROM catalog_revision WHERE number = $1", fact.stream_id)
    told = load_json(changes) if changes is not None else {}
    names = [*told.get("added", ()), *told.get("changed", ()), *told.get("removed", ())]
    calendars = sorted(name.removeprefix("calendar/") for name in names if name.startswith("calendar/"))
    if calendars and fact.stream_id > 1:
        payload = {"revision": fact.stream_id, "calendars": calendars}
        await enqueue(JOB, payload, key=f"{JOB}:{fact.stream_id}")


@job(JOB, timeout=3600, at_once=1)
async def _recount(payload: Any) -> None:
    await recompute(payload["calendars"], revision=payload["revision"])


async def recompute(calendars: Collection[str], *, revision: int | None = None, policy: bool = False) -> Recounted:
    """Counts all open tickets and tasks anew that go by these calendars; one fact tells how many were changed.

    With `policy` all open tickets are given what the catalog promises now, too: an edit of policies and levels leaves
    them as they are otherwise.
    """
    await registry.refresh()
    tickets = await _tickets(calendars)
    tasks = await _tasks(calendars)
    await _approvals(calendars)
    promised = await _promise_all() if policy else 0
    done = Recounted(tickets + promised, tasks)
    async with tx():
        fact = DueTimesRecounted(
            stream_id=registry.revision() if revision is None else revision,
            actor_id=None,
            calendars=tuple(sorted(calendars)),
            tickets=done.tickets,
            tasks=done.tasks,
        )
        await record(fact)
    return done


# Tickets --------------------------------------------------------------------------------------------------------


async def _tickets(calendars: Collection[str]) -> int:
    changed, last = 0, 0
    while calendars:
        async with tx():
            rows = await _batch(calendars, last)
            changed += await _write(rows, frozenset(calendars))
        if len(rows) < BATCH:
            break
        last = rows[-1]["id"]
    return changed


@dataclass(frozen=True)
class _Clock:
    """What of a ticket is counted anew; a hundred thousand of them are read without their words."""

    id: int
    created_at: int
    calendar: str
    lifecycle: str
    done_at: int | None
    responded_at: int | None
    respond_by: int | None
    respond_work: int
    respond_waited: int
    resolve_by: int | None
    worked: int
    due_sort: int
    next_clock_at: int


_COLUMNS = ", ".join(f"t.{one.name}" for one in fields(_Clock))


async def _batch(calendars: Collection[str], last: int) -> list[Row]:
    places, args = in_list(sorted(calendars), start=3)
    return await fetch(
        f"SELECT {_COLUMNS}, s.segments FROM ticket t LEFT JOIN clock_story s ON s.ticket_id = t.id"
        f" WHERE t.id > $1 AND t.open = $2 AND t.calendar IN {places} ORDER BY t.id LIMIT {BATCH}{_lock('t')}",
        last,
        True,
        *args,
    )


def _lock(alias: str) -> str:
    return f" FOR UPDATE OF {alias}" if dialect() == "postgres" else ""


async def _write(rows: Iterable[Row], calendars: frozenset[str]) -> int:
    clocks: dict[int, tuple[_Clock, clock.Columns]] = {}
    stories: list[Sequence[object]] = []
    for row in rows:
        kept = load_json(row.pop("segments"))
        one = _Clock(**row)
        # One of former days is folded from its facts by the hours that hold now, whenever it is needed.
        before = segment.read(kept) if kept else await clock_story.of(await store.load(one.id))
        told = recounted(before, calendars)
        changes = clock.times(one, told, answer=_frozen(told) < 0) | _closes(one, told[-1])
        if any(getattr(one, name, value) != value for name, value in changes.items()):
            clocks[one.id] = one, changes
        if kept and told != before:
            stories.append([one.id, dump_json(segment.rows(told))])
    await _look_sooner({key: changes for key, (one, changes) in clocks.items() if _sooner(one, changes)})
    await update_many("clock_story", _STORY, stories)
    return await update_many(
        "ticket",
        _CLOCK,
        [[changes.get(name, getattr(one, name)) for name in _CLOCK] for one, changes in clocks.values()],
    )


def _closes(one: _Clock, last: Segment) -> clock.Columns:
    """What is done closes by itself in the new hours."""
    if last.pause != "done" or one.done_at is None:
        return {}
    days = registry.lifecycle(one.lifecycle).auto_close_days
    return {"next_clock_at": clock.closes_at(one, one.done_at, days)}


def _sooner(one: _Clock, changes: clock.Columns) -> bool:
    """Whether a due time is nearer than before; a clock that is looked at too early is looked at again in time."""
    pairs = ((changes.get(name, getattr(one, name)), getattr(one, name)) for name in ("resolve_by", "respond_by"))
    return any(now is not None and (before is None or now < before) for now, before in pairs)


async def _look_sooner(found: Mapping[int, clock.Columns]) -> None:
    """Puts into the columns of these tickets when their clocks are to be looked at."""
    now = now_us()
    places, args = in_list(found)
    for row in await fetch(f"SELECT {COLUMNS} FROM ticket WHERE id IN {places}", *args) if found else ():
        ticket = ticket_of(row)
        found[ticket.id]["next_clock_at"] = clock_steps.look_at(ticket, found[ticket.id], now)


def recounted(told: Sequence[Segment], calendars: Collection[str]) -> list[Segment]:
    """A story of which the times are counted anew that were counted by these calendars since it was closed last."""
    frozen = _frozen(told)
    return [
        replace(one, counted=segment.counted(one, one.end))
        if place > frozen and one.end is not None and one.calendar in calendars
        else one
        for place, one in enumerate(told)
    ]


def _frozen(told: Sequence[Segment]) -> int:
    """The place of the segment in which a ticket was closed last; what lies before it stays as it was counted."""
    return max((place for place, one in enumerate(told) if one.pause == "closed"), default=-1)


# Tasks ----------------------------------------------------------------------------------------------------------


async def _tasks(calendars: Collection[str]) -> int:
    changed, last = 0, 0
    while calendars:
        async with tx():
            rows = await _task_batch(calendars, last)
            changed += await update_many("task", _TASK, _task_times(rows))
        if len(rows) < BATCH:
            break
        last = rows[-1]["id"]
    return changed


async def _task_batch(calendars: Collection[str], last: int) -> list[Row]:
    places, args = in_list(sorted(calendars), start=3)
    return await fetch(
        f"SELECT {TASK_COLUMNS} FROM task k WHERE k.id > $1 AND k.open = $2 AND k.due_by IS NOT NULL"
        f" AND k.calendar IN {places} ORDER BY k.id LIMIT {BATCH}{_lock('k')}",
        last,
        True,
        *args,
    )


def _task_times(rows: Iterable[Row]) -> list[Sequence[object]]:
    """The times of tasks of which the term is another one now: working time of their team since they were opened."""
    found: list[Sequence[object]] = []
    now = now_us()
    for row in rows:
        task = task_of(row)
        if task.opened_at is None or task.work is None:
            continue
        due = registry.calendar(task.calendar).add(task.opened_at, task.work)
        if due != task.due_by:
            # What is late only now is told at once.
            late = task.due_by is not None and due <= now < task.due_by
            found.append([task.id, due, due, now if late else task_clock.next_at(replace(task, due_by=due), now)])
    return found


# Approvals ------------------------------------------------------------------------------------------------------


async def _approvals(calendars: Collection[str]) -> None:
    """Puts off what people are to decide in these hours, one transaction each: they are few."""
    places, args = in_list(sorted(calendars), start=3)
    rows = await fetch(
        "SELECT s.id, s.ticket_id FROM approval_step s JOIN ticket t ON t.id = s.ticket_id"
        f" WHERE s.state = 'asked' AND s.next_at < $1 AND t.open = $2 AND t.calendar IN {places} ORDER BY s.id",
        FAR_US,
        True,
        *args,
    )
    for row in rows:
        async with tx():
            ticket = await store.locked(row["ticket_id"])
            await approvals.put_off(ticket, await approval.step(row["id"]))


# Promises -------------------------------------------------------------------------------------------------------


async def _promise_all() -> int:
    """Gives each open ticket what is promised for it now, one transaction each: policies look at people and teams."""
    changed, last = 0, 0
    while True:
        rows = await fetch(
            "SELECT id FROM ticket WHERE id > $1 AND open = $2 AND done_at IS NULL ORDER BY id LIMIT $3",
            last,
            True,
            BATCH,
        )
        for row in rows:
            async with tx():
                changed += await _promise(await store.locked(row["id"]))
        if len(rows) < BATCH:
            return changed
        last = rows[-1]["id"]


async def _promise(ticket: Ticket) -> bool:
    if not ticket.open:
        return False
    columns = await clock_story.promised_anew(ticket, ticket, now_us(), why="catalog")
    # Steps of a level may be others than they were, though the same is promised.
    look_at = columns.pop("next_clock_at", None)
    if look_at is not None:
        await execute("UPDATE ticket SET next_clock_at = $2 WHERE id = $1", ticket.id, look_at)
    if all(getattr(ticket, name) == value for name, value in columns.items()):
        return False
    await store.touch(ticket, columns)
    return True
