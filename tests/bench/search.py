"""Measures the search on many tickets: python -m tests.bench.search postgres 1000000 (or sqlite 100000).

The text is synthetic and harsher than real tickets: few words are in half of them. The figures are for one process
without other load; compare them with each other, not with another machine.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from okno import db, settings as okno_settings
from okno.access import Actor
from okno.catalog import registry
from okno.clock import FAR_US, now_us
from okno.db import migrate
from okno.db.connection import SQLITE_FILE, postgres_credentials
from okno.owners import OWNERS
from okno.settings import Settings
from okno.tickets.search import finding, index
from okno.tickets.search.terms import Terms, terms
from okno.tickets.search.vectors import line, vector
from tests.stands import postgres

BYTES_A_TICKET = 6_000
"""What one ticket takes on the disk at most, its indexes included."""
TEAMS = 60
PEOPLE = 20_000
VOCABULARY = 30_000
WORDS = (12, 60)
"""Words of a ticket, in the text and in comments together."""
NARROW = 3
"""Tickets of the narrow person."""
ROUNDS = 7
_FIRST = 10_001
_SYLLABLES = "ба ве ги до жу за ки ло ма не по ра си ту фо ха це чу ша ли ко ст ре во пр".split()  # noqa: SIM905
_COLUMNS = (
    "id, kind, service, service_item_id, revision, lifecycle, subject, search_key, text, answers, source, state, open,"
    " team_id, line, impact, urgency, priority, requester_id, created_at, updated_at, calendar, resolve_work, worked,"
    " due_sort, next_clock_at, version"
)
_SEARCH = "ticket_id, team_id, customer_id, digest, public, {second}"


def told(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass
class Words:
    """A vocabulary in which the n-th word is about n times rarer than the first."""

    known: list[str]
    weights: list[float]

    @classmethod
    def made(cls, chance: random.Random) -> Words:
        """Words of two to four syllables, all different."""
        found: dict[str, None] = {}
        while len(found) < VOCABULARY:
            found[
                "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) + chance.choice(("", "ть", "ка", "ник"))
            ] = None
        weights = list(itertools.accumulate(1 / (n + 3) for n in range(VOCABULARY)))
        return cls(list(found), weights)

    def some(self, chance: random.Random, n: int) -> list[str]:
        """So many words."""
        total = self.weights[-1]
        return [self.known[bisect(self.weights, chance.random() * total)] for _ in range(n)]


@dataclass(frozen=True)
class Made:
    """A synthetic ticket."""

    id: int
    team: int
    requester: int
    subject: str
    public: Terms
    staff: Terms


def tickets(words: Words, amount: int) -> Iterator[Made]:
    """The tickets, the oldest first; teams are of different sizes, the newest of each are no others than the oldest."""
    chance = random.Random(7)
    for n in range(amount):
        said = words.some(chance, chance.randint(*WORDS))
        cut = len(said) * 4 // 5
        team = min(int(chance.expovariate(0.08)), TEAMS - 1) + 1
        yield Made(
            _FIRST + n,
            team,
            chance.randint(1, PEOPLE),
            " ".join(said[:5]),
            terms(" ".join(said[:cut])),
            terms(" ".join(said[cut:])),
        )


def row(one: Made, moment: int) -> tuple[object, ...]:
    """The row of the table `ticket`."""
    return (
        one.id, "request", "bench", 1, 1, "default", one.subject, one.subject, "", "{}", "portal", "in_progress", True,
        one.team, 1, 2, 2, 3, one.requester, moment, moment, "default", 0, 0, FAR_US, FAR_US, 1,
    )  # fmt: skip


# Loading -----------------------------------------------------------------------------------------------------------


async def load_postgres(url: str, words: Words, amount: int) -> None:
    """Loads by COPY; the indexes of words are made at the end."""
    wanted = ("user", "password", "host", "port", "database")
    where = {key: value for key, value in postgres_credentials(url).items() if key in wanted}
    connection = await asyncpg.connect(**where)
    moment = now_us()
    try:
        await connection.execute("DROP INDEX ticket_search_public, ticket_search_whole")
        await connection.execute(
            f"INSERT INTO principal (id, kind) SELECT n, 'person' FROM generate_series(1, {PEOPLE}) n"
        )
        await connection.execute(
            "INSERT INTO person (id, login, name, mail, phone, title, department, place, locale, time_zone, theme,"
            " density, active, demo, search_key, sort_key, created_at, version) SELECT n, 'p' || n, 'Person ' || n, '',"
            f" '', '', '', '', 'ru', '', '', '', true, false, 'p', 'p', 0, 1 FROM generate_series(1, {PEOPLE}) n"
        )
        await _teams(connection)
        for batch in _batches(tickets(words, amount), 20_000):
            await _copy(connection, "ticket", _COLUMNS, (row(one, moment) for one in batch))
            readers = ((one.requester, one.id, "requester") for one in batch)
            await _copy(connection, "ticket_reader", "principal_id, ticket_id, why", readers)
            found = (
                (one.id, one.team, one.requester, "", vector([one.public]), vector([one.public, one.staff]))
                for one in batch
            )
            await _copy(connection, "ticket_search", _SEARCH.format(second="whole"), found)
            sys.stderr.write(f"\r{batch[-1].id - _FIRST + 1} tickets")
        began = time.perf_counter()
        for column in ("public", "whole"):
            await connection.execute(f"CREATE INDEX ticket_search_{column} ON ticket_search USING gin ({column})")
        told(f"\nindexes of words: {time.perf_counter() - began:.0f} s")
        await connection.execute("VACUUM ANALYZE ticket, ticket_search, ticket_reader")
    finally:
        await connection.close()


async def _teams(connection: asyncpg.Connection) -> None:
    columns = await connection.fetch(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'team' AND is_nullable = 'NO'"
        " AND column_default IS NULL ORDER BY ordinal_position"
    )
    usual = {"boolean": "false", "bigint": "0", "integer": "0", "smallint": "0", "jsonb": "'{}'"}
    names = [row["column_name"] for row in columns if row["column_name"] not in ("id", "key")]
    values = [usual.get(row["data_type"], "''") for row in columns if row["column_name"] not in ("id", "key")]
    await connection.execute(
        f"INSERT INTO team (id, key, {', '.join(names)}) SELECT n, 't' || n, {', '.join(values)}"
        f" FROM generate_series(1, {TEAMS}) n"
    )


async def _copy(connection: asyncpg.Connection, table: str, columns: str, rows: Iterator[tuple[object, ...]]) -> None:
    text = "".join("\t".join(_cell(value) for value in one) + "\n" for one in rows)

    async def source() -> AsyncIterator[bytes]:
        yield text.encode()

    await connection.copy_to_table(table, source=source(), columns=columns.split(", "), format="text")


def _cell(value: object) -> str:
    return str(value).replace("\\", "\\\\") if not isinstance(value, bool) else ("t" if value else "f")


def load_sqlite(file: Path, words: Words, amount: int) -> None:
    """Loads by many rows at once, foreign keys off."""
    connection = sqlite3.connect(file)
    connection.executescript("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")
    moment = now_us()
    places = ", ".join("?" for _ in _COLUMNS.split(", "))
    for batch in _batches(tickets(words, amount), 10_000):
        connection.executemany(
            f"INSERT INTO ticket ({_COLUMNS}) VALUES ({places})", [row(one, moment) for one in batch]
        )
        connection.executemany(
            "INSERT INTO ticket_reader (principal_id, ticket_id, why) VALUES (?, ?, 'requester')",
            [(one.requester, one.id) for one in batch],
        )
        found = [(one.id, one.team, one.requester, "", line([one.public]), line([one.staff])) for one in batch]
        connection.executemany(
            f"INSERT INTO ticket_search ({_SEARCH.format(second='staff')}) VALUES (?, ?, ?, ?, ?, ?)", found
        )
        connection.executemany(
            "INSERT INTO ticket_words (rowid, public, staff) VALUES (?, ?, ?)", [(one[0], *one[4:]) for one in found]
        )
        connection.commit()
        sys.stderr.write(f"\r{batch[-1].id - _FIRST + 1} tickets")
    connection.executescript("ANALYZE;")
    connection.close()


def _batches(made: Iterator[Made], size: int) -> Iterator[list[Made]]:
    while batch := list(itertools.islice(made, size)):
        yield batch


# Measuring ---------------------------------------------------------------------------------------------------------


def actor(person_id: int, *teams: int) -> Actor:
    """Somebody who sees the tickets of these teams besides his own."""
    rights = {team: frozenset({"ticket.see"}) for team in teams}
    return Actor(id=person_id, name="Bench", locale="ru", time_zone="", team_rights=rights)


def queries(words: Words) -> dict[str, str]:
    """Queries by how common their words are."""
    common, second, middle, rare = words.known[0], words.known[1], words.known[400], words.known[20_000]
    return {
        "commonest word": f"{common} ",
        "two common words": f"{common} {second} ",
        "middle word": f"{middle} ",
        "rare word": f"{rare} ",
        "common and rare": f"{common} {rare} ",
        "phrase": f'"{common} {second}"',
        "beginning of a word": words.known[50][:3],
        "common without another": f"{common} -{second} ",
        "no such word": "щщщщщ ",
    }


async def measure(words: Words) -> None:
    """Prints the times of all queries for several people."""
    people = {
        f"sees {NARROW}": actor(PEOPLE + 5),
        "agent of one big team": actor(PEOPLE + 6, 1),
        "agent of one small team": actor(PEOPLE + 6, TEAMS - 20),
        "agent of 20 teams": actor(PEOPLE + 7, *range(1, 41, 2)),
        "sees all teams": actor(PEOPLE + 8, *range(1, TEAMS + 1)),
    }
    for name, who in people.items():
        told(f"\n{name}")
        for said, text in queries(words).items():
            took: list[float] = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                found = await finding.find(who, text)
                took.append((time.perf_counter() - began) * 1000)
            told(f"  {said:24} {statistics.median(took):8.1f} ms, worst {max(took):8.1f} ms, hits {found.total}")


async def write() -> None:
    """Prints what it takes to write the documents of one ticket anew."""
    took = []
    for n in range(30):
        began = time.perf_counter()
        async with db.tx():
            await db.execute("UPDATE ticket SET text = $1 WHERE id = $2", f"новые слова {n}", _FIRST + n)
            await index.put([_FIRST + n])
        took.append((time.perf_counter() - began) * 1000)
    told(f"\ndocuments of one ticket: {statistics.median(took):.1f} ms")


async def run(settings: Settings, words: Words, amount: int) -> None:
    """Loads and measures."""
    await migrate.migrate(settings, OWNERS)
    began = time.perf_counter()
    if settings.database == "sqlite":
        load_sqlite(settings.home / SQLITE_FILE, words, amount)
    else:
        await load_postgres(settings.database, words, amount)
    told(f"loaded {amount} tickets in {time.perf_counter() - began:.0f} s")
    await db.connect(settings, OWNERS)
    try:
        await registry.refresh()
        for n in range(NARROW):
            await db.execute(
                "INSERT INTO ticket_reader (principal_id, ticket_id, why) VALUES ($1, $2, 'watcher')",
                PEOPLE + 5,
                _FIRST + n * (amount // NARROW),
            )
        await sizes()
        await measure(words)
        await write()
    finally:
        await db.disconnect()


async def sizes() -> None:
    """Prints what the index takes on the disk."""
    if db.dialect() == "sqlite":
        rows = await db.fetch(
            "SELECT name, sum(pgsize) AS size FROM dbstat WHERE name LIKE 'ticket%' GROUP BY name"
            " ORDER BY 2 DESC LIMIT 6"
        )
    else:
        rows = await db.fetch(
            "SELECT relname AS name, pg_table_size(oid) AS size FROM pg_class WHERE relname LIKE 'ticket%'"
            " AND relkind IN ('r', 'i') ORDER BY 2 DESC LIMIT 6"
        )
    for one in rows:
        told(f"  {one['name']:28} {one['size'] / 2**20:8.0f} MB")


def main() -> None:
    """Reads what is wanted, and leaves nothing behind."""
    database, amount = sys.argv[1], int(sys.argv[2])
    folder = Path(tempfile.mkdtemp(prefix="okno-bench-"))
    if shutil.disk_usage(folder).free < 2 * amount * BYTES_A_TICKET:
        raise SystemExit("there is too little room on the disk for so many tickets")
    words = Words.made(random.Random(1))
    server = None
    try:
        url = "sqlite"
        if database == "postgres":
            # Not in memory: that much belongs on a disk.
            postgres._quick_folder = lambda: Path("/tmp")
            server = postgres.start()
            url = server.create("bench")
        asyncio.run(run(okno_settings.load(folder, {"OKNO_DATABASE": url}), words, amount))
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
