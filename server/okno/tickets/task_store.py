"""Tasks of a locked ticket: reading them, writing them, opening those whose turn it is, giving them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from okno.catalog.model import Service
from okno.catalog.shape import plain
from okno.clock import now_us
from okno.db import dump_json, execute, fetch
from okno.errors import Conflict
from okno.events import record
from okno.text import N_
from okno.tickets import store, task_clock
from okno.tickets.events import TaskDone, TaskOpened
from okno.tickets.task import CANCELLED, COLUMNS, OVER, SKIPPED, WAITING, Task, task_of
from okno.tickets.ticket import Ticket

NAMED_MOST = 5
"""How many open tasks a refusal names."""


async def tasks_of(ticket_id: int) -> list[Task]:
    """All tasks of a ticket, in their order, whoever asks."""
    return [
        task_of(row)
        for row in await fetch(f"SELECT {COLUMNS} FROM task WHERE ticket_id = $1 ORDER BY position, id", ticket_id)
    ]


async def write(task: Task, changes: Mapping[str, object]) -> Task:
    """Writes columns of a task of a locked ticket, makes its version one higher, and reads it again."""
    sets = ", ".join(f"{column} = ${n}" for n, column in enumerate(changes, start=2))
    await execute(f"UPDATE task SET {sets}, version = version + 1 WHERE id = $1", task.id, *changes.values())
    rows = await fetch(f"SELECT {COLUMNS} FROM task WHERE id = $1", task.id)
    return task_of(rows[0])


async def topics(ticket: Ticket, *states: Task, internal: bool = False) -> list[str]:
    """Under which topics browsers hear of a task, given as it was and as it is.

    Its team hears of it when it has opened, those who only read the ticket of the parts that its service has.
    """
    teams = [f"team:{one.team_id}" for one in states if one.opened_at is not None]
    return await store.topics(ticket, *teams, internal=internal or any(one.by_hand for one in states))


async def open_ready(ticket: Ticket) -> list[Task]:
    """Opens the tasks that wait for nothing any more, in the current transaction. Returns all as they are then."""
    tasks = await tasks_of(ticket.id)
    pending = {one.key for one in tasks if one.state not in OVER}
    ready = [one for one in tasks if one.state == WAITING and not pending.intersection(one.after)]
    now, opened = now_us(), dict[int, Task]()
    for one in ready:
        opened[one.id] = task = await write(one, task_clock.opened(one, now))
        event = TaskOpened(stream_id=ticket.id, actor_id=None, task_id=task.id, team_id=task.team_id, key=task.key)
        await record(event, await topics(ticket, task))
    return [opened.get(one.id, one) for one in tasks]


async def give_up(ticket: Ticket, actor_id: int | None) -> None:
    """Cancels what is not over in a ticket that is over itself, in the current transaction."""
    now = now_us()
    for one in await tasks_of(ticket.id):
        if not one.over:
            await write(one, task_clock.over(one, CANCELLED, now, actor_id))
            await tell_over(ticket, one, CANCELLED, actor_id)


async def free_keys(ticket: Ticket) -> None:
    """Lets the keys of what was given up or skipped be used anew; nothing ever happened to what was skipped."""
    await execute("DELETE FROM task WHERE ticket_id = $1 AND state = $2", ticket.id, SKIPPED)
    for one in await tasks_of(ticket.id):
        if one.state == CANCELLED and not one.by_hand:
            await execute("UPDATE task SET key = $2 WHERE id = $1", one.id, f"{one.key[:20]}~{one.id}")


async def hide(ticket: Ticket, service: Service) -> None:
    """Parts that a former service has left show of the answers only what the same part of this one shows."""
    own = {(one.key, one.team): one.shows for one in service.tasks}
    for one in await tasks_of(ticket.id):
        if one.spec is not None:
            known = own.get((one.spec.key, one.spec.team), ())
            shows = tuple(key for key in one.shows if key in known)
            if shows != one.shows:
                await write(one, {"spec": dump_json(plain(replace(one.spec, shows=shows)))})


async def tell_over(
    ticket: Ticket, task: Task, state: str, actor_id: int | None, comment_id: int | None = None
) -> None:
    """Writes the fact that a task is done or given up."""
    event = TaskDone(
        stream_id=ticket.id,
        actor_id=actor_id,
        task_id=task.id,
        team_id=task.team_id,
        key=task.key,
        state=state,
        comment_id=comment_id,
    )
    await record(event, await topics(ticket, task))


def require_over(ticket: Ticket, tasks: Sequence[Task], locale: str) -> None:
    """Raises Conflict, which names them, while tasks of a ticket are not over: it can't be done before."""
    left = [one.name(locale) for one in tasks if not one.over]
    if left:
        named = ", ".join(f"“{name}”" if locale == "en" else f"«{name}»" for name in left[:NAMED_MOST])
        raise Conflict(
            N_("Tasks of this request are not done yet: %(tasks)s. Finish or cancel them first.", tasks=named),
            state=ticket.state,
            version=ticket.version,
        )


def counted(tasks: Sequence[Task]) -> list[Task]:
    """The tasks that are really to be done: not those whose condition did not hold."""
    return [one for one in tasks if one.state != SKIPPED]
