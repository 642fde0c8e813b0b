"""Reading tickets through the filter: one, one's own, a queue."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from okno.access import Actor
from okno.catalog.automation import Criterion
from okno.clock import now_us
from okno.db import Row, fetch, in_list
from okno.db.together import Scalar, count_of, together
from okno.errors import Invalid, NotFound
from okno.text import N_
from okno.tickets import criteria as criteria_sql
from okno.tickets.search.among import among
from okno.tickets.search.finding import hits
from okno.tickets.search.plan import CUT
from okno.tickets.sorting import SORTS, Key, Sort
from okno.tickets.store import load_seen
from okno.tickets.ticket import T_COLUMNS, Ticket, ticket_of
from okno.tickets.visible import CUSTOMER, Branch, assigned, of_teams, ordered, staff_teams, visible

Name = TypeVar("Name", bound=Hashable)

PAGE = 50
LARGEST_PAGE = 100
COUNT_TO = 1000
"""Counts are exact up to this; what is more is shown as "1000+"."""

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
PUBLIC = frozenset({
    "state", "phase", "waiting", "kind", "service", "category", "team", "assignee", "customer", "department", "place",
    "source", "subject", "created", "changed", "due", "overdue", "following",
})  # fmt: skip
"""What a criterion may look at in tickets that one reads by name; the rest only the staff knows."""
TEAMS_APART = 12
"""Up to so many teams, each is read by its own index."""

get = load_seen
"""The ticket and how the actor sees it; NotFound when he does not."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a list shall hold. `queue` says of which tickets.

    They are "mine" (that he works on), "all" (of his teams), those of one of his teams by its id, "own" (that he
    ordered or follows), or None for all that he sees. `q` is what is searched for; `ids`: what it has found already.
    """

    queue: str | int | None = None
    filter: str = ""
    states: Sequence[str] = ()
    criteria: Sequence[Criterion] = ()
    q: str = ""
    ids: Sequence[int] | None = None
    sort: str = "due"
    reverse: bool = False
    after: Key | None = None
    limit: int = PAGE

    @property
    def staff_only(self) -> bool:
        """Whether it asks for what only the staff of a ticket knows."""
        return SORTS[self.sort].staff or any(one.of not in PUBLIC for one in self.criteria)


@dataclass(frozen=True)
class Page:
    """A page of tickets, and the key to go on with (None at the end)."""

    items: Sequence[Ticket]
    next: Key | None


async def page(actor: Actor, wish: Wish) -> Page:
    """A page of the tickets that the actor sees and wants. Raises Invalid for a sort or filter that there is not."""
    if wish.sort not in SORTS:
        raise Invalid({"sort": N_("Sort by one of: %(known)s.", known=", ".join(SORTS))})
    if wish.filter not in FILTERS:
        raise Invalid({"filter": N_("Filter by one of: %(known)s.", known=", ".join(FILTERS))})
    return await _page(actor, wish, max(1, min(wish.limit, LARGEST_PAGE)))


async def _page(actor: Actor, wish: Wish, limit: int) -> Page:
    wish = await _sought(actor, wish)
    sql, args = statement(actor, wish, limit + 1)
    rows = await fetch(sql, *args)
    last = rows[limit - 1] if len(rows) > limit else None
    return Page([_ticket(row) for row in rows[:limit]], (last["sort_value"], last["id"]) if last is not None else None)


def _ticket(row: Row) -> Ticket:
    return ticket_of({name: value for name, value in row.items() if name != "sort_value"})


def statement(actor: Actor, wish: Wish, limit: int) -> tuple[str, list[object]]:
    """The statement of a list and its arguments: each branch of the filter by its own index."""
    branches = _branches(actor, wish)
    if not branches:
        return f"SELECT {T_COLUMNS}, 0 AS sort_value FROM ticket t WHERE false", []
    return _union(actor, branches, wish, SORTS[wish.sort], limit)


async def mine(actor: Actor, *, closed: bool = False, after: Key | None = None, limit: int = PAGE) -> Page:
    """What the actor ordered, or what was ordered for him, the newest first."""
    wish = Wish(queue="own", filter="closed" if closed else "", sort="created", after=after)
    return await _page(actor, wish, limit)


def _branches(actor: Actor, wish: Wish) -> list[Branch]:
    """Where a list starts: always within what the actor sees."""
    teams = staff_teams(actor)
    if wish.queue is None:
        # What the staff alone knows says nothing about tickets that one reads as their requester.
        return [*_apart(actor, teams)] if wish.staff_only else visible(actor)
    if wish.queue == "own":
        return [ordered(actor)]
    if wish.queue == "all":
        return [*_apart(actor, teams)]
    return [_queue(actor, wish.queue)]


def _queue(actor: Actor, queue: str | int, start: int = 1) -> Branch:
    """One queue of the desk in one piece."""
    teams = staff_teams(actor)
    if queue == "mine":
        return assigned(actor, start)
    if queue == "all":
        return of_teams(actor, teams, start)
    if queue not in teams:
        # The answer to a queue that there is not.
        raise NotFound(N_("There is no such queue, or you may not see it."))
    return of_teams(actor, [int(queue)], start)


def _apart(actor: Actor, teams: Sequence[int]) -> Iterable[Branch]:
    """The tickets of these teams, each team as a branch that its index puts in order."""
    start = 1
    for few in [[team] for team in teams] if len(teams) <= TEAMS_APART else [teams]:
        branch = of_teams(actor, few, start)
        start += len(branch.args)
        yield branch


def _union(actor: Actor, branches: Sequence[Branch], wish: Wish, sort: Sort, limit: int) -> tuple[str, list[object]]:
    """One statement: each branch by its own index, cut to a page, then put together and cut again."""
    parts: list[str] = []
    args: list[object] = []
    way = "DESC" if sort.falling != wish.reverse else "ASC"
    for branch in branches:
        # Conditions of the wish come after all arguments of the branches.
        args += branch.args
    for branch in branches:
        for half in _halves(wish, sort):
            where, more = _conditions(actor, wish, sort, start=len(args) + 1)
            args += more
            parts.append(
                f"SELECT * FROM (SELECT {T_COLUMNS}, {sort.key} AS sort_value FROM {branch.source}"
                f" WHERE {branch.where} AND {half} AND {where} ORDER BY {_order(sort.key, 't.', way)} LIMIT {limit})"
                f" b{len(parts)}"
            )
    union = " UNION ".join(parts)
    return f"SELECT * FROM ({union}) u ORDER BY {_order('sort_value', '', way)} LIMIT {limit}", args


def _halves(wish: Wish, sort: Sort) -> Sequence[str]:
    """Open and closed tickets have indexes of their own."""
    apart = wish.filter == "any" and sort.key == "t.updated_at"
    return ("t.open = true", "t.open = false") if apart else ("true",)


def _order(key: str, prefix: str, way: str) -> str:
    return f"{prefix}id {way}" if key == f"{prefix}id" else f"{key} {way}, {prefix}id {way}"


def _conditions(actor: Actor, wish: Wish, sort: Sort, *, start: int) -> tuple[str, list[object]]:
    where, args = _wanted(actor, wish, start=start)
    if wish.after is not None:
        sign = "<" if sort.falling != wish.reverse else ">"
        args += wish.after
        places = f"(${start + len(args) - 2}, ${start + len(args) - 1})"
        where += f" AND ({sort.key}, t.id) {sign} {places}"
    return where, args


def _wanted(actor: Actor, wish: Wish, *, start: int) -> tuple[str, list[object]]:
    """The condition of a wish, wherever the list has come to."""
    parts: list[str] = []
    args: list[object] = []

    def place(value: object) -> str:
        args.append(value)
        return f"${start + len(args) - 1}"

    if wish.states:
        parts.append("t.state IN (" + ", ".join(place(state) for state in wish.states) + ")")
    if wish.filter or not wish.states:
        text = FILTERS[wish.filter]
        # An instant in the text would make a new statement of each request.
        parts.append(text.format(now=place(now_us())) if "{now}" in text else text)
    if wish.ids is not None:
        sql, arg = among("t.id", wish.ids, start + len(args))
        parts.append(sql)
        args.append(arg)
    if wish.criteria:
        sql, more = criteria_sql.where(wish.criteria, start + len(args), actor_id=actor.id)
        parts.append(sql)
        args += more
    return " AND ".join(parts), args


async def _sought(actor: Actor, wish: Wish) -> Wish:
    """A wish whose words are looked for already: the newest tickets that they find under all else that is wanted."""
    if not wish.q:
        return wish
    rest = replace(wish, q="", after=None)
    found = await hits(actor, wish.q, queue=wish.queue, more=lambda start: _wanted(actor, rest, start=start))
    return replace(wish, q="", ids=tuple(found))


async def _sought_many(actor: Actor, wishes: Mapping[Name, Wish]) -> dict[Name, Wish]:
    """The same for many wishes: one search for all of them, as long as it finds no more than a search can hold."""
    found = {q: await hits(actor, q, queue="all") for q in {one.q for one in wishes.values()} if q}
    return {
        name: replace(one, q="", ids=tuple(found[one.q]))
        if one.q and len(found[one.q]) < CUT
        else await _sought(actor, one)
        for name, one in wishes.items()
    }


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


def places_among(actor: Actor, ids: str, start: int) -> tuple[str, list[object]]:
    """A query of the id, `team_id` and `customer_id` of those tickets that the actor sees and the query `ids` names.

    It has the places that `ids` has, and its own from `start` on. For whoever needs no more of a ticket than its place.
    """
    branches = visible(actor, start=start)
    place = f"t.id, t.team_id, {CUSTOMER} AS customer_id"
    seen = " UNION ".join(
        f"SELECT {place} FROM {branch.source} WHERE t.id IN ({ids}) AND {branch.where}" for branch in branches
    )
    return seen, [arg for branch in branches for arg in branch.args]


async def counts(actor: Actor, wish: Wish | None = None) -> dict[str | int, int]:
    """How many tickets each queue of the actor holds ("mine" and the ids of his teams), each up to COUNT_TO + 1.

    Open ones; with a `wish` those that it wants, whatever its own queue is.
    """
    return await count_many(actor, to_count_queues(actor, wish))


async def filter_counts(actor: Actor, queue: str | int, wish: Wish | None = None) -> dict[str, int]:
    """How many tickets of a queue each filter holds under what is wanted besides, each up to COUNT_TO + 1."""
    return await count_many(actor, to_count_filters(queue, wish))


async def count_many(actor: Actor, wishes: Mapping[Name, Wish]) -> dict[Name, int]:
    """How many tickets each of these wishes about queues of the actor finds, in one statement, up to COUNT_TO + 1."""
    found = await to_count(actor, wishes)
    return dict(zip(found, await together([*found.values()]), strict=True))


async def to_count(actor: Actor, wishes: Mapping[Name, Wish]) -> dict[Name, Scalar]:
    """The same as questions, so that other ones can be asked with them."""
    found: dict[Name, Scalar] = {}
    for name, wish in (await _sought_many(actor, wishes)).items():
        branch = _queue(actor, wish.queue if wish.queue is not None else "all")
        where, more = _wanted(actor, wish, start=len(branch.args) + 1)
        source = f"{branch.source} WHERE {branch.where} AND {where}"
        found[name] = count_of(source, [*branch.args, *more], upto=COUNT_TO)
    return found


def to_count_queues(actor: Actor, wish: Wish | None = None) -> dict[str | int, Wish]:
    """What `counts` counts: the wish about each queue of the actor."""
    queues: list[str | int] = list(staff_teams(actor))
    if not queues:
        return {}
    wanted = wish if wish is not None else Wish(filter="all")
    return {queue: replace(wanted, queue=queue) for queue in (*queues, "mine")}


def to_count_filters(queue: str | int, wish: Wish | None = None) -> dict[str, Wish]:
    """What `filter_counts` counts: the wish about a queue under each filter."""
    wanted = wish if wish is not None else Wish()
    return {name: replace(wanted, queue=queue, filter=name) for name in ("all", "nobody", "overdue", "waiting", "done")}


async def open_count(actor: Actor) -> int:
    """How many open tickets the actor ordered or reads, up to COUNT_TO + 1."""
    return int((await together([open_ones(actor)]))[0])


def open_ones(actor: Actor) -> Scalar:
    """The same as a question, so that other ones can be asked with it."""
    return Scalar(
        "SELECT count(*) FROM (SELECT DISTINCT t.id FROM ticket_reader r JOIN ticket t ON t.id = r.ticket_id"
        f" WHERE r.principal_id = $1 AND r.why <> 'approver' AND t.open = true LIMIT {COUNT_TO + 1}) m",
        (actor.id,),
    )


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
