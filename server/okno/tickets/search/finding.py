"""Finding tickets: the query understood, the newest hits within what one sees, in the wished order, a page of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from okno.access import Actor, may
from okno.catalog.automation import Criterion
from okno.catalog.criteria import ME
from okno.db import fetch
from okno.people import by_logins, by_number
from okno.people.search import Wanted, page as people_page
from okno.text import search_key
from okno.tickets.criteria import where
from okno.tickets.search.among import among
from okno.tickets.search.operators import FOR_ALL, PEOPLE
from okno.tickets.search.plan import CUT, Condition, Search, anything, newest
from okno.tickets.search.query import Query, otherwise, parsed
from okno.tickets.search.terms import words
from okno.tickets.search.ways import Sql, Way, ways
from okno.tickets.ticket import T_COLUMNS, Ticket, ticket_of

PAGE = 20
NAMED = 50
"""People that a condition such as `from:ivanov` may mean."""
_FIRST = 1_000_000
"""The rank of the ticket whose number was typed."""


@dataclass(frozen=True)
class Found:
    """A page of hits, and the key to go on with (None at the end).

    `total` counts all of them; CUT stands for so many or more. `heard`: the query in the other layout of the keyboard,
    when only that found something. `query`: as it was understood.
    """

    items: Sequence[Ticket]
    total: int
    next: tuple[int, int] | None
    query: Query
    heard: str = ""


async def find(
    actor: Actor, text: str, *, ranked: bool = True, after: tuple[int, int] | None = None, limit: int = PAGE
) -> Found:
    """A page of the tickets that the actor sees and that a query finds: the best first, or the newest.

    The best are chosen among the newest CUT hits. `after` is the key that the page before has given.
    """
    query = parsed(text)
    ids, heard = await _heard(actor, query, CUT), ""
    if not ids and query.words:
        for other in otherwise(query):
            if ids := await _heard(actor, other, CUT):
                query, heard = other, other.plain
                break
    keys = await _ordered(ids, query, ranked=ranked)
    left = [key for key in keys if after is None or key < after]
    shown = left[:limit]
    more = shown[-1] if len(left) > len(shown) and shown else None
    return Found(await _tickets([one for _, one in shown]), len(ids), more, query, heard)


async def suggest(actor: Actor, text: str, limit: int = 5) -> tuple[Sequence[Ticket], Query]:
    """The newest tickets that somebody may mean who has typed so far."""
    query = parsed(text)
    found = await _heard(actor, query, limit)
    if not found and query.words:
        for other in otherwise(query):
            if found := await _heard(actor, other, limit):
                query = other
                break
    keys = await _ordered(found, query, ranked=False)
    return await _tickets([one for _, one in keys[:limit]]), query


async def hits(
    actor: Actor, text: str, *, queue: str | int | None = None, more: Condition = anything, limit: int = CUT
) -> list[int]:
    """The ids of the newest tickets of a list that a query finds and for which `more` holds; for lists of other orders.

    `queue` as in reading.Wish.
    """
    return await _hits(actor, parsed(text), ways(actor, queue), more, limit)


async def _heard(actor: Actor, query: Query, limit: int) -> list[int]:
    return await _hits(actor, query, ways(actor), anything, limit)


async def _hits(actor: Actor, query: Query, by: Sequence[Way], more: Condition, limit: int) -> list[int]:
    if query.empty:
        return []
    criteria = [await _named(one) for one in query.criteria]
    public = all(one.of in FOR_ALL for one in criteria)
    open_to = [one for one in by if one.staff or public]
    condition = _both(criteria, more, actor.id)
    of = await _customers(criteria, actor.id)
    searches = [Search(one, query, condition, of) for one in open_to if query.words or criteria]
    owners = await _owners(actor, query)
    if owners:
        searches += [Search(one, query.by_owner, condition, owners) for one in open_to if one.staff]
    found = await newest(searches, limit)
    if query.number is not None:
        found = await _with_number(query.number, open_to, condition, found)
    return found


async def _with_number(number: int, by: Sequence[Way], condition: Condition, found: list[int]) -> list[int]:
    """The ticket of a number is a hit whatever its words are."""
    for way in by:
        sees, args = way.sees(2)
        holds, more = condition(2 + len(args))
        sql = f"SELECT t.id FROM ticket t WHERE t.id = $1 AND {sees} AND {holds}"
        if await fetch(sql, number, *args, *more):
            return [number, *(one for one in found if one != number)]
    return found


def _both(criteria: Sequence[Criterion], more: Condition, actor_id: int) -> Condition:
    def condition(start: int) -> Sql:
        sql, args = where(criteria, start, actor_id=actor_id)
        rest, others = more(start + len(args))
        return f"{sql} AND {rest}", [*args, *others]

    return condition


async def _named(one: Criterion) -> Criterion:
    """A condition on people with the logins that its beginnings of names mean."""
    if one.of not in PEOPLE or one.filled is not None:
        return one
    typed = [*one.values, *one.others]
    logins = [login for text in typed for login in ([ME] if text == ME else await _logins(str(text)))]
    return replace(one, values=tuple(logins) if one.values else (), others=tuple(logins) if one.others else ())


async def _logins(text: str) -> list[str]:
    found, _ = await people_page(Wanted(text), limit=NAMED)
    return [person.login for person in found] or [text]


async def _customers(criteria: Sequence[Criterion], actor_id: int) -> tuple[int, ...]:
    """Whose tickets alone are wanted, when conditions name people: theirs are few, so one begins with them."""
    named = [one for one in criteria if one.of == "customer" and one.values]
    if not named:
        return ()
    found = await by_logins([str(login) for login in named[0].values])
    return tuple({*(person.id for person in found.values()), *((actor_id,) if ME in named[0].values else ())})


async def _owners(actor: Actor, query: Query) -> tuple[int, ...]:
    """Whose telephone the query names, for whoever may see telephones."""
    if not query.phone or not may(actor, "people.see"):
        return ()
    return tuple(await by_number(query.phone))


# Order -------------------------------------------------------------------------------------------------------------


async def _ordered(ids: Sequence[int], query: Query, *, ranked: bool) -> list[tuple[int, int]]:
    """Rank and id of each hit, the first first."""
    if not ids:
        return []
    ranks: dict[int, int] = {}
    if ranked and query.words:
        condition, arg = among("id", ids, 1)
        rows = await fetch(f"SELECT id, subject FROM ticket WHERE {condition}", arg)
        ranks = {row["id"]: rank(row["subject"], query) for row in rows}
    if query.number is not None:
        ranks[query.number] = _FIRST
    return sorted(((ranks.get(one, 0), one) for one in ids), reverse=True)


def rank(subject: str, query: Query) -> int:
    """How well a subject fits: by the clauses that hold in it, more when all do, most when they stand side by side."""
    own = list(words(search_key(subject)))
    inside = [any(_stands(one.terms, own, begun=one.begun) for one in clause) for clause in query.clauses]
    wanted = tuple(term for clause in query.clauses for term in clause[0].terms)
    whole = all(inside)
    return sum(inside) + 10 * whole + 10 * (whole and _stands(wanted, own, begun=True))


def _stands(phrase: Sequence[str], own: Sequence[str], *, begun: bool) -> bool:
    size = len(phrase)
    for at in range(len(own) - size + 1):
        if tuple(own[at : at + size - 1]) == tuple(phrase[:-1]):
            last = own[at + size - 1]
            if last == phrase[-1] or (begun and last.startswith(phrase[-1])):
                return True
    return False


async def _tickets(ids: Iterable[int]) -> list[Ticket]:
    """Tickets that were found through the filter, in the given order."""
    wanted = list(ids)
    condition, arg = among("t.id", wanted, 1)
    rows = {row["id"]: row for row in await fetch(f"SELECT {T_COLUMNS} FROM ticket t WHERE {condition}", arg)}
    return [ticket_of(rows[one]) for one in wanted if one in rows]
