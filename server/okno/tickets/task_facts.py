"""What the story of a ticket tells of its tasks, and what the story of one task is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from okno.db import fetch, in_list
from okno.events import Fact
from okno.events.log import read_stream
from okno.tickets.task import COLUMNS, HAND, Task, task_of
from okno.tickets.visible import Sight

KINDS = frozenset({"TaskAdded", "TaskOpened", "TaskChanged", "TaskDone", "TasksFinished", "TaskWarned", "TaskBreached"})
_OF_ONE = KINDS - {"TasksFinished"}
LONGEST = 1000


def told(seen: Sight, facts: Sequence[Fact]) -> list[Fact]:
    """The facts without those of tasks that this reader of the ticket is not told: a requester hears what was done."""
    if seen is Sight.STAFF:
        return list(facts)
    return [fact for fact in facts if fact.kind not in KINDS or _done_for_all(fact)]


def _done_for_all(fact: Fact) -> bool:
    """Whether a part of the service was done; what agents have added among themselves is their own business."""
    done = fact.kind == "TaskDone" and fact.payload["state"] == "done"
    return done and not str(fact.payload["key"]).startswith(HAND)


async def of_task(task: Task) -> list[Fact]:
    """What happened to a task, oldest first; it was chosen by right already."""
    facts = await read_stream("ticket", task.ticket_id, LONGEST)
    return [fact for fact in facts if fact.kind in _OF_ONE and fact.payload["task_id"] == task.id]


async def named_in(facts: Iterable[Fact]) -> dict[int, Task]:
    """The tasks that these facts speak of, by id; the facts were chosen by right already."""
    places, args = in_list(sorted({fact.payload["task_id"] for fact in facts if fact.kind in _OF_ONE}))
    return {row["id"]: task_of(row) for row in await fetch(f"SELECT {COLUMNS} FROM task WHERE id IN {places}", *args)}


async def words_with(task: Task, facts: Iterable[Fact]) -> dict[int, str]:
    """The words that came with facts of a task, by the id of the comment: its team reads them, and no other note."""
    ids = {fact.payload["comment_id"] for fact in facts if fact.payload.get("comment_id") is not None}
    places, args = in_list(sorted(ids), start=2)
    rows = await fetch(f"SELECT id, text FROM comment WHERE ticket_id = $1 AND id IN {places}", task.ticket_id, *args)
    return {row["id"]: row["text"] for row in rows}
