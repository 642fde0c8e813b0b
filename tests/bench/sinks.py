"""Where rows go: into PostgreSQL by COPY, into SQLite by many at once. Neither looks at foreign keys meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Protocol

import asyncpg

from okno.db.connection import postgres_credentials

MANY = 50_000
"""From so many tickets on, indexes are made after the rows."""
FILLED = (
    "ticket", "ticket_reader", "ticket_value", "thread", "comment", "event", "clock_story", "notice", "ticket_search",
    "principal", "person", "person_contact", "number",
)  # fmt: skip
_CELL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Sink(Protocol):
    """Takes rows."""

    async def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Writes rows."""

    async def finish(self) -> None:
        """Makes the database as it would be after a life of such rows: sequences, indexes, statistics."""


class Postgres:
    """COPY into a database. Made by `open`."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._indexes: list[str] = []

    @classmethod
    async def open(cls, url: str, *, many: bool) -> Postgres:
        """Connects; with `many` rows to come the indexes wait."""
        wanted = ("user", "password", "host", "port", "database")
        found = await asyncpg.connect(**{key: postgres_credentials(url)[key] for key in wanted})
        await found.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        await found.execute("SET maintenance_work_mem = '512MB'")
        sink = cls(found)
        if many:
            await sink._put_off()
        return sink

    async def _put_off(self) -> None:
        rows = await self._connection.fetch(
            "SELECT i.indexname AS name, i.indexdef AS made FROM pg_indexes i WHERE i.schemaname = 'public'"
            " AND i.tablename = ANY($1) AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)",
            list(FILLED),
        )
        for row in rows:
            await self._connection.execute(f'DROP INDEX "{row["name"]}"')
            self._indexes.append(row["made"])

    async def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Writes rows."""
        text = "".join("\t".join(map(_cell, one)) + "\n" for one in rows)

        async def source() -> AsyncIterator[bytes]:
            yield text.encode()

        await self._connection.copy_to_table(table, source=source(), columns=list(columns), format="text")

    async def finish(self) -> None:
        """Sets the sequences, makes the indexes, looks at everything once."""
        for made in self._indexes:
            await self._connection.execute(made)
        for table in FILLED:
            sequence = await self._connection.fetchval(
                "SELECT CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = $1"
                " AND column_name = 'id') THEN pg_get_serial_sequence($1, 'id') END",
                table,
            )
            if sequence:
                await self._connection.execute(f"SELECT setval('{sequence}', (SELECT max(id) FROM {table}))")
        await self._live_on()
        await self._connection.execute("VACUUM ANALYZE")
        await self._connection.execute("CHECKPOINT")
        await self._connection.close()

    async def _live_on(self) -> None:
        """Uses up as many transactions as the facts tell: their positions must lie below those that are to come."""
        await self._connection.execute(
            "DO $$ DECLARE goal bigint := (SELECT coalesce(max(position), 0) FROM event); BEGIN"
            " WHILE pg_current_xact_id()::text::bigint <= goal LOOP COMMIT; END LOOP; END $$"
        )


class Sqlite:
    """Many rows at once into a file."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.executescript("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")

    async def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Writes rows; those of the search also into its index of words."""
        known = list(rows)
        places = ", ".join("?" for _ in columns)
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", known)
        if table == "ticket_search":
            self._connection.executemany(
                "INSERT INTO ticket_words (rowid, public, staff) VALUES (?, ?, ?)",
                [(one[0], *one[4:]) for one in known],
            )
        self._connection.commit()

    async def finish(self) -> None:
        """Looks at everything once."""
        self._connection.executescript("ANALYZE;")
        self._connection.close()


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).translate(_CELL) if isinstance(value, str) else str(value)
