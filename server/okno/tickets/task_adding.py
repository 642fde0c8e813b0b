"""Adding a part to a ticket by hand, for another team or one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.catalog import registry
from okno.db import asking, dump_json, tx
from okno.errors import Conflict, Invalid
from okno.events import record
from okno.teams import Team, by_key
from okno.text import N_, Phrase, clean, one_line
from okno.tickets import store, task_store, tasks
from okno.tickets.events import TaskAdded
from okno.tickets.task import HAND, WAITING, Task
from okno.tickets.task_clock import work_of
from okno.tickets.task_reading import SeenTask, TaskSight
from okno.tickets.task_work import require_open
from okno.tickets.ticket import Ticket

TITLE_LIMIT = 255
TEXT_LIMIT = 20_000
TASKS_MOST = 50
"""How many tasks one ticket may have."""


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """A task as an agent writes it. `team` and `after` are keys, `due` is working time such as 4h; "" for none."""

    title: str
    text: str = ""
    team: str = ""
    after: Sequence[str] = ()
    due: str = ""


@asking
async def add(actor: Actor, number: str | int, wish: NewTask) -> SeenTask:
    """Adds the task; it opens at once when it waits for nothing. Without a team it is for that of the ticket."""
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, None, action="ticket.handle")
        store.staff_only(seen)
        store.require_of_staff(actor, "ticket.handle", ticket)
        require_open(ticket)
        _require_agreed(ticket)
        added, ticket = await _put(ticket, wish, actor.author_id)
        return SeenTask(added, ticket, TaskSight.STAFF)


async def add_by_rule(ticket: Ticket, wish: NewTask) -> Ticket:
    """Adds a task to a locked ticket because a rule says so, in the current transaction. Raises what `add` would."""
    require_open(ticket)
    _require_agreed(ticket)
    return (await _put(ticket, wish, None))[1]


async def _put(ticket: Ticket, wish: NewTask, author_id: int | None) -> tuple[Task, Ticket]:
    present = await task_store.tasks_of(ticket.id)
    team = await _team(ticket, wish)
    title, text = _checked(wish, present, team)
    assert team is not None
    key = _key(present)
    position = max((one.position for one in present), default=0) + 1
    await tasks.put(
        {
            "ticket_id": ticket.id,
            "position": position,
            "key": key,
            "title": title,
            "text": text,
            "after": dump_json(list(wish.after)),
            "state": WAITING,
            "team_id": team.id,
            "author_id": author_id,
            "calendar": team.calendar,
            "work": work_of(wish.due),
        }
    )
    added = _find(await task_store.tasks_of(ticket.id), key)
    event = TaskAdded(stream_id=ticket.id, actor_id=author_id, task_id=added.id, team_id=team.id)
    await record(event, await store.topics(ticket, internal=True))
    ticket = await tasks.begin(ticket, actor_id=author_id)
    return _find(await task_store.tasks_of(ticket.id), key), ticket


def _require_agreed(ticket: Ticket) -> None:
    state = registry.lifecycle(ticket.lifecycle).state(ticket.state)
    if state is not None and state.pause == "approval":
        raise Conflict(
            N_("This request waits for approval: its tasks begin after that."),
            state=ticket.state,
            version=ticket.version,
        )


async def _team(ticket: Ticket, wish: NewTask) -> Team | None:
    team = await by_key(wish.team) if wish.team else await tasks.team_of(ticket)
    return team if team is not None and team.active else None


def _checked(wish: NewTask, present: Sequence[Task], team: Team | None) -> tuple[str, str]:
    title, text = one_line(wish.title, TITLE_LIMIT + 1), clean(wish.text).strip()
    wrong: dict[str, Phrase] = {}
    if not title:
        wrong["title"] = N_("Write what is to be done.")
    elif len(title) > TITLE_LIMIT:
        wrong["title"] = N_("At most %(n)s characters.", n=TITLE_LIMIT)
    if len(text) > TEXT_LIMIT:
        wrong["text"] = N_("At most %(n)s characters.", n=TEXT_LIMIT)
    if team is None:
        wrong["team"] = N_("There is no such team. Choose one from the list.")
    if not set(wish.after) <= {one.key for one in present}:
        wrong["after"] = N_("Name tasks of this request by their keys.")
    if len(present) >= TASKS_MOST:
        wrong["title"] = N_("A request has at most %(n)s tasks.", n=TASKS_MOST)
    try:
        work_of(wish.due)
    except Invalid as error:
        wrong |= error.fields
    if wrong:
        raise Invalid(wrong)
    return title, text


def _key(present: Iterable[Task]) -> str:
    taken = {one.key for one in present}
    return next(key for n in range(1, len(taken) + 2) if (key := f"{HAND}{n}") not in taken)


def _find(found: Iterable[Task], key: str) -> Task:
    return next(one for one in found if one.key == key)
