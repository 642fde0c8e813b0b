"""Lists of tasks: what an actor's teams have to do, each page by the index of its queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.db import fetch, in_list
from okno.db.together import Scalar, count_of, together
from okno.errors import NotFound
from okno.text import N_
from okno.tickets.task import K_COLUMNS, RUNNING, task_of
from okno.tickets.task_reading import SeenTask, seen_ids
from okno.tickets.visible import staff_teams

PAGE = 50
LARGEST_PAGE = 100
COUNT_TO = 1000
"""Counts are exact up to this; what is more is shown as "1000+"."""
_CUSTOMER = "coalesce(t.on_behalf_of_id, t.requester_id)"
_SOURCE = "task k JOIN ticket t ON t.id = k.ticket_id"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which tasks a list shall hold: "mine" (that the actor works on), "all" (of his teams), or those of one team.

    Without `states` those that run, the most urgent first; with others than these the newest first. `overdue_at`: only
    those that were due before this instant.
    """

    queue: str | int = "all"
    states: Sequence[str] = ()
    overdue_at: int | None = None
    after: tuple[int, int] | None = None
    limit: int = PAGE

    @property
    def runs(self) -> bool:
        """Whether only what runs is wanted."""
        return set(self.states) <= set(RUNNING)


@dataclass(frozen=True)
class Page:
    """A page of tasks with their tickets, and the key to go on with (None at the end)."""

    items: Sequence[SeenTask]
    next: tuple[int, int] | None


async def page(actor: Actor, wish: Wish) -> Page:
    """A page of the tasks that are the actor's work. NotFound for a queue that is none of his."""
    limit = max(1, min(wish.limit, LARGEST_PAGE))
    sql, args = statement(actor, wish, limit + 1)
    tasks = [task_of(row) for row in await fetch(sql, *args)]
    found = await seen_ids(actor, (one.id for one in tasks))
    last = tasks[limit - 1] if len(tasks) > limit else None
    items = [found[one.id] for one in tasks[:limit] if one.id in found]
    return Page(items, (last.due_sort, last.id) if last is not None else None)


def statement(actor: Actor, wish: Wish, limit: int) -> tuple[str, list[object]]:
    """The statement of a list and its arguments."""
    args: list[object] = []
    where = _conditions(actor, wish, args)
    order = "k.due_sort, k.id" if wish.runs else "k.id DESC"
    return f"SELECT {K_COLUMNS} FROM {_SOURCE} WHERE {where} ORDER BY {order} LIMIT {limit}", args


async def counts(actor: Actor, now: int) -> dict[str, int]:
    """How many tasks run: "mine", "all" of the actor's teams, and "overdue"; each up to COUNT_TO + 1."""
    if not staff_teams(actor):
        return {"mine": 0, "all": 0, "overdue": 0}
    wishes = {"mine": Wish(queue="mine"), "all": Wish(), "overdue": Wish(overdue_at=now)}
    return dict(zip(wishes, await together([to_count(actor, one) for one in wishes.values()]), strict=True))


def to_count(actor: Actor, wish: Wish | None = None) -> Scalar:
    """How many tasks of the actor's teams are wanted (that run, when nothing is said), to be asked with others."""
    args: list[object] = []
    where = _conditions(actor, wish if wish is not None else Wish(), args)
    return count_of(f"{_SOURCE} WHERE {where}", args, upto=COUNT_TO)


def _conditions(actor: Actor, wish: Wish, args: list[object]) -> str:
    """The condition of a list; its arguments go behind those that are there."""

    def place(value: object) -> str:
        args.append(value)
        return f"${len(args)}"

    parts = [_teams(actor, wish.queue, args), f"{_CUSTOMER} <> {place(actor.id)}", "k.opened_at IS NOT NULL"]
    if wish.queue == "mine":
        parts.append(f"k.assignee_id = {place(actor.id)}")
    if wish.runs:
        parts.append("k.open = true")
    if wish.states:
        parts.append("k.state IN (" + ", ".join(place(state) for state in wish.states) + ")")
    if wish.overdue_at is not None:
        parts.append(f"k.due_sort < {place(wish.overdue_at)}")
    if wish.after is not None and wish.runs:
        parts.append(f"(k.due_sort, k.id) > ({place(wish.after[0])}, {place(wish.after[1])})")
    elif wish.after is not None:
        parts.append(f"k.id < {place(wish.after[1])}")
    return " AND ".join(parts)


def _teams(actor: Actor, queue: str | int, args: list[object]) -> str:
    teams = staff_teams(actor)
    if queue not in ("mine", "all", *teams):
        # The answer to a queue that there is not.
        raise NotFound(N_("There is no such queue, or you may not see it."))
    places, own = in_list([queue] if isinstance(queue, int) else teams, start=len(args) + 1)
    args += own
    return f"k.team_id IN {places}"
