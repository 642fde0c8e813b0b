"""Every statement that a request sends to the database, with its arguments and the number of rows that came back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import pytest

from okno.db import sql


@dataclass(frozen=True)
class Statement:
    """One statement as it was sent."""

    text: str
    args: Sequence[object]
    rows: int


@dataclass
class Record:
    """What one request has asked."""

    statements: list[Statement] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """All rows that came back, or were changed."""
        return sum(one.rows for one in self.statements)

    def repeated(self) -> list[str]:
        """What was asked more than once with the same arguments."""
        seen: dict[tuple[str, str], int] = {}
        for one in self.statements:
            key = (one.text, repr(one.args))
            seen[key] = seen.get(key, 0) + 1
        return [text for (text, _), times in seen.items() if times > 1]


_current: ContextVar[Record | None] = ContextVar("okno_test_record", default=None)


@contextmanager
def recording() -> Iterator[Record]:
    """Records what is asked from here on, by this task and those that it starts; not what runs in the background."""
    found = Record()
    token = _current.set(found)
    try:
        yield found
    finally:
        _current.reset(token)


class _Listening:
    """The client of the database, with an ear."""

    def __init__(self, plain: Any, record: Record) -> None:
        self._plain = plain
        self._record = record

    def _heard(self, text: str, args: Sequence[object], rows: int) -> None:
        self._record.statements.append(Statement(text, list(args), rows))

    async def execute_query_dict(self, text: str, args: Sequence[object]) -> Any:
        rows = await self._plain.execute_query_dict(text, args)
        self._heard(text, args, len(rows))
        return rows

    async def execute_query(self, text: str, args: Sequence[object]) -> Any:
        changed, rows = await self._plain.execute_query(text, args)
        self._heard(text, args, int(changed))
        return changed, rows

    @asynccontextmanager
    async def acquire_connection(self) -> AsyncIterator[Any]:
        async with self._plain.acquire_connection() as connection:
            yield _Connection(connection, self._heard)


class _Connection:
    def __init__(self, plain: Any, heard: Any) -> None:
        self._plain = plain
        self._heard = heard

    async def execute(self, text: str, *args: object) -> Any:
        tag = await self._plain.execute(text, *args)
        last = tag.rsplit(" ", 1)[-1]
        self._heard(text, args, int(last) if last.isdigit() else 0)
        return tag


def listen(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on `recording` hears."""
    plain = sql.client

    def client() -> Any:
        record = _current.get()
        return plain() if record is None else _Listening(plain(), record)

    monkeypatch.setattr(sql, "client", client)
