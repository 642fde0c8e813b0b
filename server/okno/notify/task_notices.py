"""Whoever has a task to do is told of it, though he does not see its ticket: the title of his part and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.access import actor_of
from okno.clock import now_us
from okno.db import execute, fetch, in_list
from okno.events import Fact, listener, record
from okno.notify import due, outbox
from okno.notify.choices import Plan, wishes_of
from okno.notify.delivery import About, by_mail, by_push, write_notice
from okno.notify.events import NoticesWritten
from okno.notify.task_sight import task_in
from okno.notify.task_words import WORDS
from okno.notify.wording import task_letter, task_push
from okno.people import Person, get_many, stand_in
from okno.teams import members
from okno.tickets import store
from okno.tickets.events import TaskBreached, TaskChanged, TaskDone, TaskOpened, TaskWarned
from okno.tickets.task import Task
from okno.tickets.task_reading import does, load
from okno.tickets.ticket import Ticket

_TERMS = {TaskWarned.kind(): "task_burns", TaskBreached.kind(): "task_late"}
UNREAD_MOST = 1000
"""How many unread notices are looked through."""


@dataclass(frozen=True)
class _Told:
    """What is told of a fact, to whom, and by letter too."""

    says: str
    people: tuple[int, ...]
    mail: bool


@listener("notify.tasks", TaskOpened, TaskChanged, TaskDone, TaskWarned, TaskBreached)
async def tell(fact: Fact) -> None:
    """Writes the notices and letters of a fact about a task, to those whose work it is; not to who did it."""
    task = await load(fact.payload["task_id"])
    ticket = await store.load(task.ticket_id)
    heard: list[int] = []
    for told in await _told(fact):
        found = await get_many(one for one in told.people if one != fact.actor_id and one not in heard)
        wishes = await wishes_of(found.values())
        for person in found.values():
            if person.active and does(await actor_of(person), ticket, task):
                heard.append(person.id)
                plan = wishes[person.id].plan(told.says, now_us(), loud=told.mail)
                if plan.page:
                    payload = {"actor": fact.actor_id, "task": task.id}
                    await write_notice(fact, person, told.says, task.ticket_id, payload)
                await _send(fact, person, told.says, ticket, task, plan)
    if heard:
        topics = [f"person:{person_id}" for person_id in heard]
        await record(NoticesWritten(stream_id=ticket.id, actor_id=fact.actor_id, about=fact.id), topics)


async def _told(fact: Fact) -> list[_Told]:
    team = int(fact.payload["team_id"])
    assignee = fact.payload.get("assignee_id")
    what = fact.payload.get("what")
    if fact.kind in _TERMS:
        return await _of_term(fact, team, assignee)
    if fact.kind == TaskOpened.kind() or (what == "handed" and assignee is None):
        return [_Told("task_new", tuple(one.id for one in await members(team)), False)]
    if fact.kind == TaskDone.kind():
        assignee = (await load(fact.payload["task_id"])).assignee_id
        gave_up = fact.payload["state"] == "cancelled" and assignee is not None
        return [_Told("task_cancelled", (int(assignee),), True)] if gave_up and assignee is not None else []
    if assignee is None or what not in ("given", "handed", "back"):
        return []
    substitute = await stand_in(int(assignee))
    away = [_Told("task_given_away", (substitute.id,), True)] if substitute is not None else []
    return [_Told("task_back" if what == "back" else "task_given", (int(assignee),), True), *away]


async def _of_term(fact: Fact, team: int, assignee: int | None) -> list[_Told]:
    """Whoever does it, with who stands in for him; what nobody does is the matter of the team."""
    says = _TERMS[fact.kind]
    if assignee is None:
        return [_Told(says, tuple(one.id for one in await members(team)), True)]
    substitute = await stand_in(int(assignee))
    return [_Told(says, (int(assignee), *([substitute.id] if substitute is not None else [])), True)]


async def _send(fact: Fact, person: Person, says: str, ticket: Ticket, task: Task, plan: Plan) -> None:
    """What is about a confidential team tells the number and the way alone."""
    if not plan.mail and not plan.devices:
        return
    about = About(fact.id, person, says, ticket.id)
    discreet = await due.discreet_about(ticket.team_id, task.team_id)
    actor = await due.name_of(fact.actor_id)
    if plan.mail:
        said = task_letter(outbox.current(), person, ticket, task, says, actor, discreet=discreet)
        await by_mail(about, plan, said)
    if plan.devices:
        await by_push(about, plan, task_push(person, ticket, task, says, actor, discreet=discreet))


# Reading ------------------------------------------------------------------------------------------------------


async def unread_of(person_id: int, task_ids: Sequence[int]) -> set[int]:
    """Those of the tasks of which the person has a notice that he has not read."""
    kinds, args = in_list(sorted(WORDS), start=2)
    rows = await fetch(
        f"SELECT kind, payload FROM notice WHERE person_id = $1 AND read_at IS NULL AND kind IN {kinds}"
        f" ORDER BY id DESC LIMIT {UNREAD_MOST}",
        person_id,
        *args,
    )
    return {found for row in rows if (found := task_in(row)) in task_ids and found is not None}


async def read(person_id: int, task: Task) -> int:
    """Marks the notices of a person about a task as read. Returns how many."""
    kinds, args = in_list(sorted(WORDS), start=3)
    rows = await fetch(
        "SELECT id, kind, payload FROM notice WHERE person_id = $1 AND ticket_id = $2 AND read_at IS NULL"
        f" AND kind IN {kinds}",
        person_id,
        task.ticket_id,
        *args,
    )
    ids, args = in_list([row["id"] for row in rows if task_in(row) == task.id], start=2)
    return await execute(f"UPDATE notice SET read_at = $1 WHERE id IN {ids}", now_us(), *args)
