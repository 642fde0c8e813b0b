"""Whoever has a task to do is told of it, though he does not see its ticket: the title of his part and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.access import actor_of
from okno.clock import now_us
from okno.db import dump_json, execute, fetch, fetch_value, in_list
from okno.events import Fact, listener, record
from okno.i18n import say
from okno.notify import letters, outbox
from okno.notify.events import NoticesWritten
from okno.notify.task_sight import task_in
from okno.notify.task_words import WORDS
from okno.people import Person, get_many, stand_in
from okno.teams import get_many as get_teams, members
from okno.text import N_, Phrase, one_line
from okno.tickets import store
from okno.tickets.events import TaskChanged, TaskDone, TaskOpened
from okno.tickets.task import Task
from okno.tickets.task_reading import does, load
from okno.tickets.ticket import Ticket

UNREAD_MOST = 1000
"""How many unread notices are looked through."""


@dataclass(frozen=True)
class _Told:
    """What is told of a fact, to whom, and by letter too."""

    says: str
    people: tuple[int, ...]
    mail: bool


@listener("notify.tasks", TaskOpened, TaskChanged, TaskDone)
async def tell(fact: Fact) -> None:
    """Writes the notices and letters of a fact about a task, to those whose work it is; not to who did it."""
    task = await load(fact.payload["task_id"])
    ticket = await store.load(task.ticket_id)
    heard: list[int] = []
    for told in await _told(fact):
        found = await get_many(one for one in told.people if one != fact.actor_id and one not in heard)
        for person in found.values():
            if person.active and does(await actor_of(person), ticket, task):
                heard.append(person.id)
                if await _write(fact, person, told.says, task) and told.mail:
                    await _put(fact, person, told.says, ticket, task)
    if heard:
        topics = [f"person:{person_id}" for person_id in heard]
        await record(NoticesWritten(stream_id=ticket.id, actor_id=fact.actor_id, about=fact.id), topics)


async def _told(fact: Fact) -> list[_Told]:
    team = int(fact.payload["team_id"])
    assignee = fact.payload.get("assignee_id")
    what = fact.payload.get("what")
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


async def _write(fact: Fact, person: Person, says: str, task: Task) -> int:
    return await execute(
        "INSERT INTO notice (person_id, event_id, ticket_id, kind, payload, at) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (person_id, event_id) DO NOTHING",
        person.id,
        fact.id,
        task.ticket_id,
        says,
        dump_json({"actor": fact.actor_id, "task": task.id}),
        fact.at,
    )


# Letters ------------------------------------------------------------------------------------------------------


async def _put(fact: Fact, person: Person, says: str, ticket: Ticket, task: Task) -> None:
    """Writes the letter; of a task that has to do with a confidential team it tells the number and the way alone."""
    if not person.mail:
        return
    settings = outbox.current()
    teams = await get_teams([ticket.team_id, task.team_id])
    discreet = any(one.confidential for one in teams.values())
    names = await get_many([fact.actor_id])
    actor = names[fact.actor_id].name if fact.actor_id in names else settings.company
    about = say(N_("Task"), person.locale) if discreet else one_line(task.name(person.locale), letters.SUBJECT_LIMIT)
    parts = [say(Phrase(WORDS[says].msgid, {"actor": actor}), person.locale)]
    if discreet:
        parts.append(say(N_("This request is confidential: its words are on its page only."), person.locale))
    else:
        parts.append(f"{say(N_('Task'), person.locale)}: {about}")
    foot = say(N_("Nobody reads mail to this address. Answer on the page."), person.locale)
    parts += [f"{settings.own_url}/tasks/{task.id}", f"-- \n{settings.company}\n{foot}"]
    row_id = await fetch_value(
        "INSERT INTO message (event_id, person_id, ticket_id, channel, to_address, subject, text, message_id, state,"
        " attempts, created_at) VALUES ($1, $2, $3, 'mail', $4, $5, $6, $7, 'waiting', 0, $8)"
        " ON CONFLICT DO NOTHING RETURNING id",
        fact.id,
        person.id,
        ticket.id,
        person.mail,
        f"[№ {ticket.number}] {about}",
        "\n\n".join(parts) + "\n",
        letters.message_id(settings, fact.id, person.id),
        now_us(),
    )
    if row_id is not None:
        await outbox.queue(row_id)


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
