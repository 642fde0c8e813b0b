"""Transactions: nested ones are savepoints, and what must follow a commit follows it."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from okno.db.began import Began
from okno.log import get

AfterCommit = Callable[[], Awaitable[object] | object]
AtEnd = Callable[[frozenset[int]], Awaitable[object]]

log = get(__name__)


@dataclass
class _Scope:
    after: list[AfterCommit] = field(default_factory=list)
    at_end: dict[AtEnd, set[int]] = field(default_factory=dict)


_scope: ContextVar[_Scope | None] = ContextVar("okno_tx", default=None)


@asynccontextmanager
async def tx() -> AsyncIterator[None]:
    """A transaction: all or nothing. Inside of another one it is a savepoint."""
    outer = _scope.get()
    if outer is not None:
        async with _savepoint(outer):
            yield
        return
    scope = _Scope()
    token = _scope.set(scope)
    try:
        async with Began():
            yield
            while scope.at_end:
                last, ids = scope.at_end.popitem()
                await last(frozenset(ids))
    finally:
        _scope.reset(token)
    for call in scope.after:
        await _run(call)


@asynccontextmanager
async def _savepoint(scope: _Scope) -> AsyncIterator[None]:
    mark = len(scope.after)
    try:
        async with Began():
            yield
    except BaseException:
        del scope.after[mark:]
        raise


def on_commit(call: AfterCommit) -> None:
    """Runs `call` (plain or async) after the outermost commit, never after a rollback. For the inside of tx() only."""
    scope = _scope.get()
    if scope is None:
        raise RuntimeError("on_commit is for the inside of tx()")
    scope.after.append(call)


def at_end(call: AtEnd, *ids: int) -> None:
    """Runs `call` as the last thing inside the outermost transaction, once with all ids that it was asked for.

    A savepoint that is rolled back takes none of them back: `call` looks at what is there.
    """
    scope = _scope.get()
    if scope is None:
        raise RuntimeError("at_end is for the inside of tx()")
    scope.at_end.setdefault(call, set()).update(ids)


def in_tx() -> bool:
    """Whether a transaction of this task is open."""
    return _scope.get() is not None


async def _run(call: AfterCommit) -> None:
    """What fails after a commit can't undo it: it is logged, and the rest goes on."""
    try:
        result = call()
        if inspect.isawaitable(result):
            await result
    except Exception:
        log.exception("after commit failed")
