"""The one filter of tasks: who sees which, and how much of it.

A task is seen by the staff of its ticket, by whoever sees the tickets of the task's own team, and in its outlines by
those who read the ticket. Whoever does a part does not see the ticket for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from okno.access import Actor
from okno.db import fetch, fetch_one, in_list
from okno.errors import Forbidden, NotFound
from okno.text import N_
from okno.tickets import gate, store
from okno.tickets.task import COLUMNS, SKIPPED, Task, task_of
from okno.tickets.task_store import tasks_of
from okno.tickets.ticket import T_COLUMNS, Ticket, ticket_of
from okno.tickets.visible import Sight, emergency_until, sight, staff_teams


class TaskSight(StrEnum):
    """How an actor sees a task: as staff of its ticket, as the team that does it, or as a reader of the ticket."""

    STAFF = "staff"
    TEAM = "team"
    READER = "reader"


@dataclass(frozen=True)
class SeenTask:
    """A task with its ticket and how the actor sees it. Who is not of the STAFF must get nothing else of the ticket."""

    task: Task
    ticket: Ticket
    sight: TaskSight

    @property
    def answers(self) -> Mapping[str, Any]:
        """The answers of the order that the one who looks may know by this task."""
        if self.sight is TaskSight.READER:
            return {}
        return {key: self.ticket.answers[key] for key in self.task.shows if key in self.ticket.answers}


def no_task() -> NotFound:
    """The one answer for what does not exist and for what one may not know of."""
    return NotFound(N_("There is no such task, or you may not see it."))


def does(actor: Actor, ticket: Ticket, task: Task) -> bool:
    """Whether the task is a part of the actor's work: it has opened for a team of his, and he has not ordered it."""
    return task.opened_at is not None and actor.id != ticket.customer_id and task.team_id in staff_teams(actor)


def seen_by(actor: Actor, ticket: Ticket, task: Task, seen: Sight | None) -> TaskSight | None:
    """How an actor who sees the ticket like this (None: not at all) sees one of its tasks; None: not at all."""
    if seen is Sight.STAFF:
        return TaskSight.STAFF
    if does(actor, ticket, task):
        return TaskSight.TEAM
    if seen is Sight.READER and not task.by_hand and task.state != SKIPPED:
        return TaskSight.READER
    return None


async def load(task_id: str | int) -> Task:
    """The task, whoever asks: only for what the server does by itself."""
    text = str(task_id)
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise no_task()
    row = await fetch_one(f"SELECT {COLUMNS} FROM task WHERE id = $1", int(text))
    if row is None:
        raise no_task()
    return task_of(row)


async def get(actor: Actor, task_id: str | int, number: str | int | None = None) -> SeenTask:
    """The task as the actor sees it, be it in an emergency only. NotFound when not, or when `number` is another."""
    task = await load(task_id)
    ticket = await store.load(task.ticket_id)
    seen = seen_by(actor, ticket, task, await _ticket_sight(actor, ticket))
    if seen is None or (number is not None and str(number) != ticket.number):
        raise no_task()
    return SeenTask(task, ticket, seen)


async def get_for_change(actor: Actor, task_id: str | int, number: str | int | None = None) -> SeenTask:
    """The same with the ticket locked until the end of the transaction: every change of a task begins with that.

    Forbidden for who may only look.
    """
    found = await load(task_id)
    ticket = await store.locked(found.ticket_id)
    task = await load(found.id)
    if number is not None and str(number) != ticket.number:
        raise no_task()
    ordinary = seen_by(actor, ticket, task, await sight(actor, ticket))
    if ordinary is None and await emergency_until(actor, ticket) is not None:
        raise Forbidden(N_("In an emergency you may only read. Leave the rest to the team."))
    if ordinary is None:
        raise no_task()
    if ordinary is TaskSight.READER:
        raise Forbidden
    await gate.require_free(actor, ticket, action="ticket.task")
    return SeenTask(task, ticket, ordinary)


async def _ticket_sight(actor: Actor, ticket: Ticket) -> Sight | None:
    seen = await sight(actor, ticket)
    if seen is None and await emergency_until(actor, ticket) is not None:
        return Sight.STAFF
    return seen


async def of_ticket(actor: Actor, number: str | int) -> list[SeenTask]:
    """The tasks of a ticket that the actor sees, in their order. NotFound when he sees neither it nor any of them."""
    ticket = await store.load(number)
    seen = await _ticket_sight(actor, ticket)
    found = views_of(actor, ticket, await tasks_of(ticket.id), seen)
    if seen is None and not found:
        raise store.no_ticket()
    return found


def views_of(actor: Actor, ticket: Ticket, tasks: Iterable[Task], seen: Sight | None) -> list[SeenTask]:
    """Those of the tasks of a ticket that the actor sees."""
    views = [(one, seen_by(actor, ticket, one, seen)) for one in tasks]
    return [SeenTask(one, ticket, view) for one, view in views if view is not None]


async def seen_ids(actor: Actor, task_ids: Iterable[int]) -> dict[int, SeenTask]:
    """Those of the tasks with these ids that are the actor's own work or that of tickets of his teams, by id."""
    places, args = in_list(sorted(set(task_ids)))
    rows = await fetch(f"SELECT {COLUMNS} FROM task WHERE id IN {places}", *args)
    tasks = [task_of(row) for row in rows]
    places, args = in_list(sorted({one.ticket_id for one in tasks}))
    rows = await fetch(f"SELECT {T_COLUMNS} FROM ticket t WHERE t.id IN {places}", *args)
    tickets = {row["id"]: ticket_of(row) for row in rows}
    teams = set(staff_teams(actor))
    found: dict[int, SeenTask] = {}
    for one in tasks:
        ticket = tickets[one.ticket_id]
        staff = Sight.STAFF if ticket.team_id in teams and actor.id != ticket.customer_id else None
        view = seen_by(actor, ticket, one, staff)
        if view is not None:
            found[one.id] = SeenTask(one, ticket, view)
    return found


async def predecessors(actor: Actor, found: Iterable[SeenTask]) -> dict[int, tuple[str, ...]]:
    """For what each of these tasks waits, by its id: the keys of those that the actor sees too."""
    listed = list(found)
    places, args = in_list(sorted({one.ticket.id for one in listed}))
    rows = await fetch(f"SELECT {COLUMNS} FROM task WHERE ticket_id IN {places}", *args)
    beside: dict[int, list[Task]] = {}
    for row in rows:
        beside.setdefault(row["ticket_id"], []).append(task_of(row))
    known: dict[int, tuple[str, ...]] = {}
    for one in listed:
        # Whoever does a part learns of other parts only when they are his work too.
        seen = {TaskSight.STAFF: Sight.STAFF, TaskSight.READER: Sight.READER}.get(one.sight)
        keys = {other.task.key for other in views_of(actor, one.ticket, beside.get(one.ticket.id, ()), seen)}
        known[one.task.id] = tuple(key for key in one.task.after if key in keys)
    return known
