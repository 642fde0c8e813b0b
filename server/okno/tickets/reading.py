"""Reading tickets through the filter: one, one's own, a queue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.clock import now_us
from okno.db import fetch, in_list
from okno.errors import Invalid, NotFound
from okno.text import N_, search_key
from okno.tickets.store import load_seen
from okno.tickets.ticket import T_COLUMNS, Ticket, ticket_of
from okno.tickets.visible import Branch, assigned, of_teams, ordered, staff_teams, visible

PAGE = 50
LARGEST_PAGE = 100
COUNT_TO = 1000
"""Counts are exact up to this; what is more is shown as "1000+"."""

# What lists can be sorted by: column, and whether the largest comes first.
SORTS = {
    "due": ("due_sort", False),
    "created": ("id", True),
    "updated": ("updated_at", True),
}

FILTERS = {
    "": "t.open = true",
    "all": "t.open = true",
    "nobody": "t.open = true AND t.assignee_id IS NULL",
    "overdue": "t.open = true AND t.due_sort < {now}",
    "waiting": "t.open = true AND t.state IN ('waiting_user', 'waiting_supplier', 'waiting_approval')",
    "done": "t.open = true AND t.done_at IS NOT NULL",
    "closed": "t.open = false",
    "any": "true",
}

get = load_seen
"""The ticket and how the actor sees it; NotFound when he does not."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a list shall hold. `queue` says of which tickets.

    They are "mine" (that he works on), "all" (of his teams), those of one of his teams by its id, "own" (that he
    ordered or follows), or None for all that he sees.
    """

    queue: str | int | None = None
    filter: str = ""
    states: Sequence[str] = ()
    q: str = ""
    sort: str = "due"
    after: tuple[int, int] | None = None
    limit: int = PAGE


@dataclass(frozen=True)
class Page:
    """A page of tickets, and the key to go on with (None at the end)."""

    items: Sequence[Ticket]
    next: tuple[int, int] | None


async def page(actor: Actor, wish: Wish) -> Page:
    """A page of the tickets that the actor sees and wants. Raises Invalid for a sort or filter that there is not."""
    if wish.sort not in SORTS:
        raise Invalid({"sort": N_("Sort by one of: %(known)s.", known=", ".join(SORTS))})
    if wish.filter not in FILTERS:
        raise Invalid({"filter": N_("Filter by one of: %(known)s.", known=", ".join(FILTERS))})
    limit = max(1, min(wish.limit, LARGEST_PAGE))
    column, _ = SORTS[wish.sort]
    sql, args = statement(actor, wish, limit + 1)
    tickets = [ticket_of(row) for row in await fetch(sql, *args)]
    last = tickets[limit - 1] if len(tickets) > limit else None
    return Page(tickets[:limit], (getattr(last, column), last.id) if last is not None else None)


def statement(actor: Actor, wish: Wish, limit: int) -> tuple[str, list[object]]:
    """The statement of a list and its arguments: each branch of the filter by its own index."""
    column, falling = SORTS[wish.sort]
    return _union(_branches(actor, wish), wish, column, falling=falling, limit=limit)


async def mine(actor: Actor, *, closed: bool = False, after: tuple[int, int] | None = None, limit: int = PAGE) -> Page:
    """What the actor ordered, or what was ordered for him, the newest first."""
    wish = Wish(queue="own", filter="closed" if closed else "", sort="created", after=after)
    sql, args = statement(actor, wish, limit + 1)
    tickets = [ticket_of(row) for row in await fetch(sql, *args)]
    last = tickets[limit - 1] if len(tickets) > limit else None
    return Page(tickets[:limit], (last.id, last.id) if last is not None else None)


def _branches(actor: Actor, wish: Wish) -> list[Branch]:
    """Where a list starts: always within what the actor sees."""
    teams = staff_teams(actor)
    if wish.queue is None:
        return visible(actor)
    if wish.queue == "own":
        return [ordered(actor)]
    if wish.queue == "mine":
        return [assigned(actor)]
    if wish.queue == "all":
        return [of_teams(actor, teams)]
    if wish.queue not in teams:
        # The answer to a queue that there is not.
        raise NotFound(N_("There is no such queue, or you may not see it."))
    return [of_teams(actor, [wish.queue])]


def _union(
    branches: Sequence[Branch], wish: Wish, column: str, *, falling: bool, limit: int
) -> tuple[str, list[object]]:
    """One statement: each branch by its own index, cut to a page, then put together and cut again."""
    parts: list[str] = []
    args: list[object] = []
    way = "DESC" if falling else "ASC"
    for branch in branches:
        # Conditions of the wish come after all arguments of the branches.
        args += branch.args
    for branch in branches:
        where, more = _conditions(wish, column, falling=falling, start=len(args) + 1)
        args += more
        parts.append(
            f"SELECT * FROM (SELECT {T_COLUMNS} FROM {branch.source} WHERE {branch.where} AND {where}"
            f" ORDER BY {_order(column, 't.', way)} LIMIT {limit}) b{len(parts)}"
        )
    union = " UNION ".join(parts)
    return f"SELECT * FROM ({union}) u ORDER BY {_order(column, '', way)} LIMIT {limit}", args


def _order(column: str, prefix: str, way: str) -> str:
    return f"{prefix}id {way}" if column == "id" else f"{prefix}{column} {way}, {prefix}id {way}"


def _conditions(wish: Wish, column: str, *, falling: bool, start: int) -> tuple[str, list[object]]:
    parts: list[str] = []
    args: list[object] = []

    def place(value: object) -> str:
        args.append(value)
        return f"${start + len(args) - 1}"

    if wish.states:
        parts.append("t.state IN (" + ", ".join(place(state) for state in wish.states) + ")")
    if wish.filter or not wish.states:
        parts.append(_filter(wish.filter))
    for word in search_key(wish.q).split()[:5]:
        parts.append(_word(place(f"%{_escaped(word)}%"), place(int(word)) if _number(word) else None))
    if wish.after is not None:
        sign = "<" if falling else ">"
        if column == "id":
            parts.append(f"t.id {sign} {place(wish.after[1])}")
        else:
            parts.append(f"(t.{column}, t.id) {sign} ({place(wish.after[0])}, {place(wish.after[1])})")
    return " AND ".join(parts), args


def _filter(name: str) -> str:
    return FILTERS[name].format(now=now_us())


def _word(like: str, number: str | None) -> str:
    text = f"t.search_key LIKE {like} ESCAPE '\\'"
    return f"({text} OR t.id = {number})" if number is not None else text


def _number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 18


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def seen_among(actor: Actor, ids: Iterable[int]) -> dict[int, Ticket]:
    """Those of the tickets with these ids that the actor sees, by id."""
    places, args = in_list(sorted(set(ids)))
    branches = visible(actor, start=len(args) + 1)
    seen = " UNION ALL ".join(
        f"SELECT t.id FROM {branch.source} WHERE t.id IN {places} AND {branch.where}" for branch in branches
    )
    args += [arg for branch in branches for arg in branch.args]
    rows = await fetch(f"SELECT {T_COLUMNS} FROM ticket t WHERE t.id IN ({seen})", *args)
    return {row["id"]: ticket_of(row) for row in rows}


async def counts(actor: Actor) -> dict[str | int, int]:
    """Open tickets in each queue of the actor ("mine" and the ids of his teams), each up to COUNT_TO + 1."""
    queues: list[str | int] = list(staff_teams(actor))
    if not queues:
        return {}
    queues.append("mine")
    parts: list[str] = []
    args: list[object] = []
    for n, queue in enumerate(queues):
        start = len(args) + 1
        branch = assigned(actor, start) if queue == "mine" else of_teams(actor, [int(queue)], start)
        parts.append(_counted(n, branch, FILTERS["all"]))
        args += branch.args
    rows = await fetch(" UNION ALL ".join(parts), *args)
    return {queues[row["n"]]: int(row["found"]) for row in rows}


def _counted(n: int, branch: Branch, condition: str) -> str:
    """A statement that counts under the number `n`."""
    return (
        f"SELECT {n} AS n, count(*) AS found FROM (SELECT 1 FROM {branch.source} WHERE {branch.where}"
        f" AND {condition} LIMIT {COUNT_TO + 1}) f{n}"
    )


async def filter_counts(actor: Actor, queue: str | int) -> dict[str, int]:
    """How many tickets of a queue each filter holds, each up to COUNT_TO + 1."""
    branch = _branches(actor, Wish(queue=queue))[0]
    names = ("all", "nobody", "overdue", "waiting", "done")
    parts = [_counted(n, branch, _filter(name)) for n, name in enumerate(names)]
    rows = await fetch(" UNION ALL ".join(parts), *branch.args)
    return {names[row["n"]]: int(row["found"]) for row in rows}


async def open_count(actor: Actor) -> int:
    """How many open tickets the actor ordered or reads, up to COUNT_TO + 1."""
    rows = await fetch(
        "SELECT count(*) AS n FROM (SELECT DISTINCT t.id FROM ticket_reader r JOIN ticket t ON t.id = r.ticket_id"
        f" WHERE r.principal_id = $1 AND r.why <> 'approver' AND t.open = true LIMIT {COUNT_TO + 1}) m",
        actor.id,
    )
    return int(rows[0]["n"])


async def others_of(actor: Actor, ticket: Ticket, limit: int = 5) -> list[Ticket]:
    """Other tickets that the same customer ordered, as far as the actor may read their history, the newest first.

    What goes on as another one is not told beside it.
    """
    branch = of_teams(actor, actor.teams_with("ticket.see") & actor.teams_with("ticket.history"), start=3)
    rows = await fetch(
        f"SELECT {T_COLUMNS} FROM {branch.source} WHERE t.requester_id = $1 AND t.id <> $2 AND {branch.where}"
        f" AND t.merged_into_id IS NULL ORDER BY t.id DESC LIMIT {limit}",
        ticket.customer_id,
        ticket.id,
        *branch.args,
    )
    return [ticket_of(row) for row in rows]
