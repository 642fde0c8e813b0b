"""One look at the terms of tasks: the team is told when three quarters are gone, and when it is due."""

from __future__ import annotations

from okno.clock import FAR_US, now_us
from okno.db import execute, fetch, fetch_value, tx
from okno.events import record
from okno.log import get
from okno.tickets import store, task_clock, task_store
from okno.tickets.events import TaskBreached, TaskWarned
from okno.tickets.patience import Patience
from okno.tickets.task_reading import load

BATCH = 100

log = get(__name__)
_patience = Patience()


async def look() -> int:
    """Tells of what is due by now, each task in a transaction of its own; returns how many were due."""
    rows = await fetch(
        "SELECT id, ticket_id FROM task WHERE next_at <= $1 AND open = $2 ORDER BY next_at LIMIT $3",
        now_us(),
        True,
        BATCH,
    )
    for row in rows:
        await _one(row["id"], row["ticket_id"])
    return len(rows)


async def next_due() -> int:
    """The instant at which a task is due the next time; far when none is."""
    found = await fetch_value("SELECT min(next_at) FROM task WHERE open = $1", True)
    return FAR_US if found is None else int(found)


async def _one(task_id: int, ticket_id: int) -> None:
    try:
        async with tx():
            await _due(ticket_id, task_id)
    except Exception:
        log.exception("the term of a task failed", task=task_id)
        await _plan(task_id, now_us() + _patience.pause(task_id))
    else:
        _patience.forget(task_id)


async def _plan(task_id: int, at: int) -> None:
    await execute("UPDATE task SET next_at = $2 WHERE id = $1", task_id, at)


async def _due(ticket_id: int, task_id: int) -> None:
    # Read after the ticket is locked: it may be over meanwhile, or another worker was faster.
    ticket = await store.locked(ticket_id)
    task, now = await load(task_id), now_us()
    if await fetch_value("SELECT next_at FROM task WHERE id = $1", task.id) > now:
        return
    if task.open and task.due_by is not None and ticket.merged_into_id is None:
        over = now >= task.due_by
        fact = (TaskBreached if over else TaskWarned)(
            stream_id=ticket.id,
            actor_id=None,
            task_id=task.id,
            team_id=task.team_id,
            assignee_id=task.assignee_id,
            due=task.due_by,
        )
        await record(fact, await task_store.topics(ticket, task, internal=True))
    await _plan(task.id, task_clock.next_at(task, now))
