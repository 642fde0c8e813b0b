"""What one request has read already is not read again: the menu, the page and its parts ask for the same people.

Only where a request reads: inside `remembering` the same statement with the same arguments is answered once. Nothing
is recalled inside of a transaction, and any statement that could change something empties the memory, so nobody
decides about a change by what was true before it. A request that begins later remembers nothing of this one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from okno.db.tx import in_tx

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

MOST = 2000
"""Answers that a request remembers at most."""


class _Memory:
    """The answers of one request. It is shut with it: a task that outlives the request must not look back."""

    def __init__(self) -> None:
        self.rows: dict[Hashable, tuple[dict[str, Any], ...]] = {}
        self.things: dict[str, dict[Any, Any]] = {}
        self.age = 0
        self.shut = False

    def clear(self) -> None:
        # What is being read at this moment may be of before: it sees by its age that it must not be kept.
        self.age += 1
        self.rows.clear()
        self.things.clear()


_memory: ContextVar[_Memory | None] = ContextVar("okno_recall", default=None)


@contextmanager
def remembering(wanted: bool = True) -> Iterator[None]:
    """Answers the same question once until the end; `wanted` False does nothing."""
    if not wanted:
        yield
        return
    memory = _Memory()
    token = _memory.set(memory)
    try:
        yield
    finally:
        memory.shut = True
        memory.clear()
        _memory.reset(token)


def _open() -> _Memory | None:
    memory = _memory.get()
    return None if memory is None or memory.shut or in_tx() else memory


def forget() -> None:
    """Empties the memory of this request: something may have changed."""
    memory = _memory.get()
    if memory is not None:
        memory.clear()


async def rows(
    sql: str, args: tuple[object, ...], ask: Callable[[], Awaitable[list[dict[str, Any]]]]
) -> list[dict[str, Any]]:
    """The rows of a statement: those that this request knows, else what `ask` gives. They are the caller's own."""
    if not _reads(sql):
        try:
            return await ask()
        finally:
            forget()
    memory = _open()
    if memory is None:
        return await ask()
    key = (sql, args)
    try:
        known = memory.rows.get(key)
    except TypeError:
        # An argument is a list, as PostgreSQL takes them.
        return await ask()
    if known is not None:
        return [dict(row) for row in known]
    age = memory.age
    found = await ask()
    if memory.age == age and len(memory.rows) < MOST:
        memory.rows[key] = tuple(dict(row) for row in found)
    return found


def _reads(sql: str) -> bool:
    return sql.lstrip()[:7].upper() == "SELECT "


async def each(what: str, keys: Iterable[K], read: Callable[[list[K]], Awaitable[Mapping[K, T]]]) -> dict[K, T]:
    """Those of the things called `what` that exist, by key: `read` is asked only for those that are not known yet."""
    wanted = list(dict.fromkeys(keys))
    memory = _open()
    known: dict[Any, Any] = dict(memory.things.get(what, {})) if memory is not None else {}
    missing = [key for key in wanted if key not in known]
    if missing:
        age = memory.age if memory is not None else 0
        found = await read(missing)
        known |= {key: found.get(key) for key in missing}
        if memory is not None and memory.age == age:
            memory.things.setdefault(what, {}).update({key: known[key] for key in missing})
    return {key: known[key] for key in wanted if known[key] is not None}


def know(what: str, things: Mapping[Any, Any]) -> None:
    """Remembers things that were read in another way, such as together with others."""
    memory = _open()
    if memory is not None:
        memory.things.setdefault(what, {}).update(things)
