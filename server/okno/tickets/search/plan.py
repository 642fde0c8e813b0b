"""How the newest hits are found: within what one sees, and by the plan that reads least.

Counted first, and never far: how many tickets a way has at all. Few are looked at one by one, whatever the words are.
Where there are many, some of the newest are tried: how many have the words tells how many rows it takes to go on from
the newest until there are enough hits, and how many the index of words would give. The lesser is done. So neither the
commonest word nor the widest right reads all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from okno.db import dialect, fetch, fetch_value
from okno.tickets.search.query import Query, fts5, in_line, tsquery
from okno.tickets.search.ways import Sql, Way

CUT = 1000
"""Hits that are looked at, the newest."""
FEW = 4000
"""Tickets of a way that are looked at one by one."""
COUNTED = 20_000
"""Up to so many tickets of a way are counted."""
TRIED = 500
"""Of the newest tickets of a way, to learn how common the words are."""
WINDOW = 16_384
"""Numbers of tickets in the first window; each further one is twice as wide."""

Condition = Callable[[int], Sql]
"""More that must hold of the ticket `t`: the condition and its arguments, whose places count from the given one."""


def anything(_: int) -> Sql:
    """No more condition."""
    return "true", []


@dataclass
class Places:
    """Collects the arguments of a statement."""

    args: list[object] = field(default_factory=list)

    def one(self, value: object) -> str:
        """The place of an argument."""
        self.args.append(value)
        return f"${len(self.args)}"

    def put(self, make: Callable[[int], Sql]) -> str:
        """A part of the statement, with its arguments."""
        sql, more = make(len(self.args) + 1)
        self.args += more
        return sql


@dataclass(frozen=True)
class Search:
    """One way of one query: `more` must hold of the tickets, `owners` are the only customers when they are named."""

    way: Way
    query: Query
    more: Condition = anything
    owners: tuple[int, ...] = ()

    async def newest(self, limit: int = CUT) -> list[int]:
        """The ids of the newest hits, the newest first."""
        if self.owners:
            return await _ids(self.of_owners(limit))
        if not self.query.words:
            return await _ids(self.by_conditions(limit))
        sql, args = self.counting()
        many = int(await fetch_value(sql, *args))
        if many <= FEW:
            return await _ids(self.one_by_one(limit))
        if dialect() == "postgres":
            low, high = await _ends()
            if await self._is_common(many, high - low, limit):
                return await self._walked(low, high, limit)
        # FTS5 gives its hits in the order of numbers and stops when there are enough.
        return await _ids(self.by_words(limit))

    # Statements ------------------------------------------------------------------------------------------------

    def counting(self) -> Sql:
        """How many tickets the way has, counted up to one more than COUNTED."""
        places = Places()
        rows = places.put(self.way.rows)
        return f"SELECT count(*) AS n FROM (SELECT 1 FROM {rows} r LIMIT {COUNTED + 1}) n", places.args

    def one_by_one(self, limit: int) -> Sql:
        """The hits among few tickets: each of them is looked at."""
        places = Places()
        return self._seen(self._looked(places.put(self.way.rows), places), places, limit)

    def by_words(self, limit: int) -> Sql:
        """The hits by the index of words, of those the newest that may be his."""
        places = Places()
        if dialect() == "sqlite":
            place = places.one(fts5(self.query, staff=self.way.staff))
            inner = f"SELECT rowid AS ticket_id FROM ticket_words WHERE ticket_words MATCH {place} ORDER BY rowid DESC"
        else:
            match = f"d.{self.way.column} @@ CAST({places.one(tsquery(self.query))}::text AS tsquery)"
            # The offset keeps the conditions apart: the words are asked first, by their index.
            found = f"SELECT d.ticket_id, d.team_id, d.customer_id FROM ticket_search d WHERE {match} OFFSET 0"
            inner = f"SELECT d.ticket_id FROM ({found}) d WHERE {places.put(self.way.near)} ORDER BY d.ticket_id DESC"
        return self._seen(inner, places, limit)

    def window(self, low: int, high: int, limit: int) -> Sql:
        """The hits with numbers from `low` up to below `high`: each ticket of the way is looked at."""
        places = Places()
        rows = places.put(self.way.rows)
        between = f"r.ticket_id >= {places.one(low)} AND r.ticket_id < {places.one(high)}"
        return self._seen(self._looked(f"(SELECT ticket_id FROM {rows} r WHERE {between})", places), places, limit)

    def by_conditions(self, limit: int) -> Sql:
        """Without words: the newest tickets of the way for which the conditions hold."""
        places = Places()
        if self.way.staff:
            sees = places.put(self.way.sees)
            source = "ticket t"
        else:
            source = f"{places.put(self.way.rows)} r {_then()} ticket t ON t.id = r.ticket_id"
            sees = "true"
        more = places.put(self.more)
        sql = f"SELECT t.id AS id FROM {source} WHERE {sees} AND {more} ORDER BY t.id DESC LIMIT {limit}"
        return sql, places.args

    def of_owners(self, limit: int) -> Sql:
        """The tickets of certain customers, by their index."""
        places = Places()
        owners = ", ".join(places.one(one) for one in self.owners)
        holds = self._holds(places)
        inner = f"SELECT d.ticket_id FROM ticket_search d WHERE d.customer_id IN ({owners}) AND {holds}"
        return self._seen(f"{inner} ORDER BY d.ticket_id DESC", places, limit)

    def _looked(self, rows: str, places: Places) -> str:
        """Each of some rows is looked at by its key: the hits among them, the newest first."""
        holds = self._holds(places)
        if dialect() == "sqlite":
            found = f"{rows} r CROSS JOIN ticket_search d ON d.ticket_id = r.ticket_id WHERE {holds}"
        else:
            one = f"SELECT 1 FROM ticket_search d WHERE d.ticket_id = r.ticket_id AND {holds} LIMIT 1"
            found = f"{rows} r CROSS JOIN LATERAL ({one}) l"
        return f"SELECT r.ticket_id FROM {found} ORDER BY r.ticket_id DESC"

    # Parts -----------------------------------------------------------------------------------------------------

    def _holds(self, places: Places, *, loosely: bool = False) -> str:
        """That the words stand in a row `d`, so put that no index of words is asked; `loosely`: in whatever order."""
        if not self.query.words:
            return "true"
        if dialect() == "sqlite":
            columns = ("d.public", "d.staff") if self.way.staff else ("d.public",)
            return places.put(lambda start: in_line(self.query, start, columns))
        words = places.one(tsquery(self.query, loosely=loosely))
        return f"(d.{self.way.column} @@ CAST({words}::text AS tsquery)) IS TRUE"

    def _seen(self, hits: str, places: Places, limit: int) -> Sql:
        """Of hits, which come newest first, those whose ticket is his to see and is what is wanted."""
        sees, more = places.put(self.way.sees), places.put(self.more)
        where = f"{sees} AND {more}"
        if dialect() == "sqlite":
            sql = f"SELECT t.id AS id FROM ({hits}) h CROSS JOIN ticket t ON t.id = h.ticket_id WHERE {where}"
            return f"{sql} ORDER BY h.ticket_id DESC LIMIT {limit}", places.args
        one = f"SELECT t.id FROM ticket t WHERE t.id = h.ticket_id AND {where} LIMIT 1"
        sql = f"SELECT v.id FROM ({hits}) h CROSS JOIN LATERAL ({one}) v"
        return f"{sql} ORDER BY h.ticket_id DESC LIMIT {limit}", places.args

    # Going on from the newest ----------------------------------------------------------------------------------

    def trying(self) -> Sql:
        """How many of some of the newest tickets of the way have the words, and have them in whatever order."""
        places = Places()
        newest = self._newest(places)
        looked = [f"{self._holds(places)} AS hit", f"{self._holds(places, loosely=True)} AS near"]
        one = f"SELECT {', '.join(looked)} FROM ticket_search d WHERE d.ticket_id = r.ticket_id LIMIT 1"
        counted = "count(*) AS tried, count(*) FILTER (WHERE l.hit) AS hits, count(*) FILTER (WHERE l.near) AS near"
        return f"SELECT {counted} FROM ({newest}) r CROSS JOIN LATERAL ({one}) l", places.args

    def _newest(self, places: Places) -> str:
        """Some of the newest tickets: of each team as many."""
        if not self.way.staff:
            return f"SELECT ticket_id FROM {places.put(self.way.rows)} r ORDER BY ticket_id DESC LIMIT {TRIED}"
        each = max(TRIED // len(self.way.teams), 10)
        return " UNION ALL ".join(
            f"(SELECT ticket_id FROM ticket_search WHERE team_id = {places.one(team)}"
            f" ORDER BY ticket_id DESC LIMIT {each})"
            for team in self.way.teams
        )

    async def _is_common(self, many: int, all_tickets: int, limit: int) -> bool:
        """Whether going on from the newest reads fewer rows than the index of words gives."""
        sql, args = self.trying()
        row = (await fetch(sql, *args))[0]
        tried = int(row["tried"]) + 1
        walked = limit * tried / (int(row["hits"]) + 0.5)
        if many <= COUNTED:
            walked = min(walked, many)
        # The index knows in which tickets words are, a phrase is looked for in each of them.
        return walked < all_tickets * (int(row["near"]) + 0.5) / tried

    async def _walked(self, low: int, high: int, limit: int) -> list[int]:
        found: list[int] = []
        width = WINDOW
        while high > low and len(found) < limit:
            begin = max(high - width, low)
            found += await _ids(self.window(begin, high, limit - len(found)))
            high, width = begin, width * 2
        return found


async def _ends() -> tuple[int, int]:
    """The numbers between which all tickets of the index are: from the first to below the second."""
    row = await fetch(
        "SELECT coalesce(min(ticket_id), 0) AS low, coalesce(max(ticket_id), 0) AS high FROM ticket_search"
    )
    return int(row[0]["low"]), int(row[0]["high"]) + 1


def _then() -> str:
    """The join that keeps its order on SQLite."""
    return "CROSS JOIN" if dialect() == "sqlite" else "JOIN"


async def _ids(statement: Sql) -> list[int]:
    sql, args = statement
    return [int(row["id"]) for row in await fetch(sql, *args)]


async def newest(searches: Sequence[Search], limit: int = CUT) -> list[int]:
    """The ids of the newest hits of several ways, each once, the newest first."""
    found: set[int] = set()
    for one in searches:
        found.update(await one.newest(limit))
    return sorted(found, reverse=True)[:limit]
