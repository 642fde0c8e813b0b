"""Questions that may be asked outside of a transaction only, though their answers are needed inside of one.

Whoever needs an answer inside says so; the work is undone, the question asked outside, and the work done anew with
the answer at hand. So a plugin is asked about the very thing that is locked and looked at, and no lock waits for it.
Where nobody is to be asked nothing of this happens.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from okno.db.tx import in_tx
from okno.errors import OknoError

P = ParamSpec("P")
A = TypeVar("A")
T = TypeVar("T")

QUESTIONS_MOST = 1000
"""Questions of one work: whoever has more asks the same thing under ever new keys."""


@dataclass(frozen=True)
class _Outcome:
    """What a question has led to: an answer, or a refusal that is raised where the answer is needed."""

    value: Any = None
    error: OknoError | None = None


class Unasked(BaseException):
    """Questions without an answer so far. It is no error: whoever does several things may join theirs, see `joined`."""

    def __init__(self, questions: Mapping[Hashable, Callable[[], Awaitable[Any]]]) -> None:
        super().__init__(*questions)
        self.questions = questions

    @classmethod
    def joined(cls, several: Iterable[Unasked]) -> Unasked:
        """All questions as one, so that the work is done anew once for them."""
        return cls({key: ask for one in several for key, ask in one.questions.items()})


_known: ContextVar[dict[Hashable, _Outcome] | None] = ContextVar("okno_beforehand", default=None)


async def beforehand(key: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
    """The answer to a question, asked outside of any transaction; inside of one `prepared` must be around it.

    `key` is what the answer depends on: done anew, the same question must have the same key.
    """
    if not in_tx():
        return await ask()
    known = _known.get()
    if known is None:
        raise RuntimeError(f"{key!r} is asked before a transaction: put `prepared` around the work that begins it")
    if key not in known:
        raise Unasked({key: ask})
    outcome = known[key]
    if outcome.error is not None:
        raise outcome.error
    value: T = outcome.value
    return value


async def prepared(work: Callable[[], Awaitable[T]]) -> T:
    """Does `work`, whose transactions may need answers: it is begun anew with each of them. Inside of one it is plain.

    Besides the database the work must leave no trace until it is committed.
    """
    if in_tx():
        return await work()
    known: dict[Hashable, _Outcome] = {}
    token = _known.set(known)
    try:
        while True:
            try:
                return await work()
            except Unasked as unasked:
                questions = unasked.questions
            if len(known) >= QUESTIONS_MOST:
                raise RuntimeError(f"there is no end of questions such as {next(iter(questions))!r}")
            for key, ask in questions.items():
                known[key] = await _asked(ask)
    finally:
        _known.reset(token)


async def _asked(ask: Callable[[], Awaitable[Any]]) -> _Outcome:
    # Whoever answers may work with the database too: his questions are his own.
    token = _known.set(None)
    try:
        return _Outcome(await ask())
    except OknoError as error:
        return _Outcome(error=error)
    finally:
        _known.reset(token)


def asking(action: Callable[Concatenate[A, P], Awaitable[T]]) -> Callable[Concatenate[A, P], Awaitable[T]]:
    """Marks a function that begins a transaction in which something is asked: it is `prepared`."""

    @functools.wraps(action)
    async def run(first: A, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await prepared(lambda: action(first, *args, **kwargs))

    return run
