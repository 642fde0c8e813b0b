"""Failures of plugins in this process: the last of each, and how many came without a success in between."""

from __future__ import annotations

import traceback
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from okno.clock import SECOND_US, now_us
from okno.log import get

KEPT = 20
"""How many failures of a plugin a process remembers."""
RESTS_AFTER = 5
"""After so many failures in a row what need not be asked is left alone for a while."""
REST_US = 60 * SECOND_US

log = get(__name__)


@dataclass(frozen=True)
class Failure:
    """A failure: where, which class of error, at which line of code, when (microseconds UTC).

    The words of an error may hold what people wrote, so they go to the log alone.
    """

    plugin: str
    what: str
    error: str
    place: str
    at: int


Hear = Callable[[Failure, int], None]
"""Is told each failure with the number of those in a row that count."""


@dataclass
class _Book:
    last: deque[Failure] = field(default_factory=lambda: deque(maxlen=KEPT))
    in_a_row: Counter[str] = field(default_factory=Counter)
    """By the place: what works elsewhere does not make good what fails here."""
    failed_at: dict[str, int] = field(default_factory=dict)


class _State:
    def __init__(self) -> None:
        self.books: dict[str, _Book] = {}
        self.hear: Hear | None = None


_state = _State()


def failed(plugin: str, what: str, error: BaseException, *, counts: bool = True) -> None:
    """Notes a failure and logs it with its trace."""
    log.error("a plugin failed", plugin=plugin, what=what, exc_info=error)
    note(Failure(plugin, what, type(error).__name__, _place(error), now_us()), counts=counts)


def note(failure: Failure, *, counts: bool = True) -> None:
    """Keeps a failure that is logged already. What does not count is told, but never a reason to switch it off."""
    book = _state.books.setdefault(failure.plugin, _Book())
    book.last.append(failure)
    if counts:
        book.in_a_row[failure.what] += 1
        book.failed_at[failure.what] = failure.at
    if _state.hear is not None:
        _state.hear(failure, book.in_a_row[failure.what])


def succeeded(plugin: str, what: str) -> None:
    """Ends a row of failures in one place."""
    if (book := _state.books.get(plugin)) is not None:
        book.in_a_row.pop(what, None)


def row_of(plugin: str, what: str) -> int:
    """How many failures came in a row in one place."""
    book = _state.books.get(plugin)
    return book.in_a_row[what] if book is not None else 0


def rests(plugin: str, what: str) -> bool:
    """Whether a place has failed so often that it is left alone now: a plugin that is never switched off, for it
    guards something, must not make each page wait for what else it does."""
    if row_of(plugin, what) < RESTS_AFTER:
        return False
    return now_us() - _state.books[plugin].failed_at[what] < REST_US


def failures_of(plugin: str) -> Sequence[Failure]:
    """The last failures in this process, the newest first."""
    book = _state.books.get(plugin)
    return tuple(reversed(book.last)) if book is not None else ()


def forget(plugin: str | None = None) -> None:
    """Begins to count anew, for one plugin or for all."""
    if plugin is None:
        _state.books.clear()
    else:
        _state.books.pop(plugin, None)


def hear(call: Hear | None) -> None:
    """Names who is told of each failure."""
    _state.hear = call


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
