"""Checklists: short lines to tick, of a ticket or of one of its tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.access import Actor, may
from okno.clock import now_us
from okno.db import Row, asking, execute, fetch, fetch_value, tx
from okno.errors import Forbidden, Invalid, NotFound
from okno.events import record
from okno.text import N_, one_line
from okno.tickets import store, task_store
from okno.tickets.events import ChecklistChanged
from okno.tickets.task import Task
from okno.tickets.task_reading import SeenTask, TaskSight, get as get_task, get_for_change
from okno.tickets.task_work import may_do, may_lead, require_open
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight

TEXT_LIMIT = 255
LINES_MOST = 100
"""How many lines the checklists of one ticket have together."""
_COLUMNS = "id, ticket_id, task_id, position, text, author_id, done_at, done_by_id"


@dataclass(frozen=True)
class Line:
    """One line, in its list from the `position` 1 on; the list is the ticket's own when `task_id` is None.

    `done_at` in microseconds UTC.
    """

    id: int
    ticket_id: int
    task_id: int | None
    position: int
    text: str
    author_id: int | None
    done_at: int | None
    done_by_id: int | None


# Reading ------------------------------------------------------------------------------------------------------


async def lines_of(ticket_id: int, task_id: int | None = None) -> list[Line]:
    """The lines of a ticket itself, or of one of its tasks, in their order; chosen by right already."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM check_line WHERE ticket_id = $1 AND task_id {_is(task_id)} ORDER BY position, id",
        *([ticket_id] if task_id is None else [ticket_id, task_id]),
    )
    return [_line(row) for row in rows]


async def of_ticket(actor: Actor, number: str | int) -> list[Line]:
    """All lines of a ticket for its staff: its own, then those of its tasks. NotFound for whoever is none of them."""
    ticket, seen = await store.load_seen(actor, number)
    if seen is not Sight.STAFF:
        # The requester does not learn that there is one.
        raise store.no_ticket()
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM check_line WHERE ticket_id = $1"
        " ORDER BY CASE WHEN task_id IS NULL THEN 0 ELSE task_id END, position, id",
        ticket.id,
    )
    return [_line(row) for row in rows]


async def of_task(actor: Actor, task_id: int | str, number: str | int | None = None) -> list[Line]:
    """The lines of a task for who does it and for the staff of its ticket."""
    seen = await get_task(actor, task_id, number)
    if seen.sight is TaskSight.READER:
        raise store.no_ticket()
    return await lines_of(seen.ticket.id, seen.task.id)


def _is(task_id: int | None) -> str:
    return "IS NULL" if task_id is None else "= $2"


def _line(row: Row) -> Line:
    return Line(**row)


# Changing -----------------------------------------------------------------------------------------------------


@asking
async def add(actor: Actor, number: str | int, *, text: str, task_id: int | str | None = None) -> Line:
    """Adds a line at the end of the list of a ticket, or of one of its tasks."""
    async with tx():
        place = await _place(actor, number, task_id)
        words = _checked(text)
        if await fetch_value("SELECT count(*) FROM check_line WHERE ticket_id = $1", place.ticket.id) >= LINES_MOST:
            raise Invalid({"text": N_("A request has at most %(n)s lines to tick.", n=LINES_MOST)})
        present = await lines_of(place.ticket.id, place.task_id)
        line_id = await fetch_value(
            "INSERT INTO check_line (ticket_id, task_id, position, text, author_id) VALUES ($1, $2, $3, $4, $5)"
            " RETURNING id",
            place.ticket.id,
            place.task_id,
            len(present) + 1,
            words,
            actor.id,
        )
        await place.tell(actor, int(line_id), "added")
        return await _load(int(line_id))


@asking
async def edit(
    actor: Actor, number: str | int, line_id: int | str, *, done: bool | None = None, text: str | None = None,
    place: int | None = None,
) -> Line:  # fmt: skip
    """Ticks or unticks a line, changes its words, puts it to the `place` (from 1) in its list. None leaves as it is."""
    async with tx():
        line, at = await _line_for_change(actor, number, line_id)
        if text is not None and text != line.text:
            await execute("UPDATE check_line SET text = $2 WHERE id = $1", line.id, _checked(text))
            await at.tell(actor, line.id, "changed")
        if done is not None and done != (line.done_at is not None):
            await _tick(actor, line, done)
            await at.tell(actor, line.id, "ticked" if done else "unticked")
        if place is not None:
            await _move(line, place)
            await at.tell(actor, line.id, "moved")
        return await _load(line.id)


@asking
async def shift(actor: Actor, number: str | int, line_id: int | str, *, by: int) -> Line:
    """Moves a line up (negative) or down in its list."""
    async with tx():
        line, _ = await _line_for_change(actor, number, line_id)
        return await edit(actor, number, line.id, place=max(line.position + by, 1))


@asking
async def remove(actor: Actor, number: str | int, line_id: int | str) -> None:
    """Takes a line away."""
    async with tx():
        line, at = await _line_for_change(actor, number, line_id)
        # At its end nothing stands behind it: the others keep their places without a gap.
        await _move(line, LINES_MOST)
        await execute("DELETE FROM check_line WHERE id = $1", line.id)
        await at.tell(actor, line.id, "removed")


async def _tick(actor: Actor, line: Line, done: bool) -> None:
    await execute(
        "UPDATE check_line SET done_at = $2, done_by_id = $3 WHERE id = $1",
        line.id,
        now_us() if done else None,
        actor.id if done else None,
    )


async def _move(line: Line, place: int) -> None:
    others = [one for one in await lines_of(line.ticket_id, line.task_id) if one.id != line.id]
    at = max(0, min(place - 1, len(others)))
    for position, one in enumerate([*others[:at], line, *others[at:]], start=1):
        if one.position != position:
            await execute("UPDATE check_line SET position = $2 WHERE id = $1", one.id, position)


def _checked(text: str) -> str:
    words = one_line(text, TEXT_LIMIT + 1)
    if not words:
        raise Invalid({"text": N_("Write what is to be done.")})
    if len(words) > TEXT_LIMIT:
        raise Invalid({"text": N_("At most %(n)s characters.", n=TEXT_LIMIT)})
    return words


@dataclass(frozen=True)
class _Place:
    """Where a list is, locked: a ticket, or one of its tasks."""

    ticket: Ticket
    task: Task | None

    @property
    def task_id(self) -> int | None:
        return self.task.id if self.task is not None else None

    async def tell(self, actor: Actor, line_id: int, what: str) -> None:
        """Writes the fact; browsers of the staff and of the team of the task hear of it."""
        event = ChecklistChanged(
            stream_id=self.ticket.id, actor_id=actor.id, line_id=line_id, task_id=self.task_id, what=what
        )
        states: Sequence[Task] = [self.task] if self.task is not None else []
        await record(event, await task_store.topics(self.ticket, *states, internal=True))


async def _place(actor: Actor, number: str | int, task_id: int | str | None) -> _Place:
    if task_id is None:
        ticket, seen = await store.load_for_change(actor, number, None, action="ticket.handle")
        if seen is not Sight.STAFF:
            raise store.no_ticket()
        store.require_of_staff(actor, "ticket.handle", ticket)
        require_open(ticket)
        return _Place(ticket, None)
    found = await get_for_change(actor, task_id, number)
    _require(actor, found)
    require_open(found.ticket)
    return _Place(found.ticket, found.task)


def _require(actor: Actor, seen: SeenTask) -> None:
    if may_do(actor, seen) or may_lead(actor, seen):
        return
    mine = may(actor, "ticket.see", team_id=seen.task.team_id)
    raise store.lacks(actor, "ticket.handle") if mine else Forbidden()


async def _line_for_change(actor: Actor, number: str | int, line_id: int | str) -> tuple[Line, _Place]:
    line = await _load(line_id)
    if str(line.ticket_id) != str(number):
        raise _no_line()
    try:
        place = await _place(actor, number, line.task_id)
    except NotFound:
        raise _no_line() from None
    # Read anew, now that nobody else can change it.
    return await _load(line.id), place


async def _load(line_id: int | str) -> Line:
    text = str(line_id)
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise _no_line()
    rows = await fetch(f"SELECT {_COLUMNS} FROM check_line WHERE id = $1", int(text))
    if not rows:
        raise _no_line()
    return _line(rows[0])


def _no_line() -> NotFound:
    return NotFound(N_("There is no such line, or you may not see it."))
