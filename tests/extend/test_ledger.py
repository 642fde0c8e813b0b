"""Failures of plugins as an administrator sees them: by sorts, of all processes, forgotten when put right."""

from __future__ import annotations

import pytest

from okno.clock import now_us
from okno.extend import ledger
from okno.hooks.failures import Failure
from okno.settings import Settings

NOW = now_us()


def _failure(what: str = "here", *, at: int = NOW) -> Failure:
    return Failure("trial", what, "ValueError", "hooks.py:3", at)


async def test_failures_of_one_sort_are_one_line_with_their_number(db: Settings) -> None:
    await ledger.keep(_failure(), 1)
    await ledger.keep(_failure(at=NOW + 5), 3)
    await ledger.keep(_failure("there", at=NOW + 1), 1)
    assert await ledger.kept("trial") == [(_failure(at=NOW + 5), 4), (_failure("there", at=NOW + 1), 1)]
    assert await ledger.kept("another") == []


async def test_of_too_many_sorts_the_oldest_are_forgotten(db: Settings) -> None:
    for n in range(ledger.SORTS + 3):
        await ledger.keep(_failure(f"place {n}", at=NOW + n), 1)
    kept = [one.what for one, _ in await ledger.kept("trial")]
    assert kept == [f"place {n}" for n in range(ledger.SORTS + 2, 2, -1)]


async def test_putting_it_right_forgets_them(db: Settings) -> None:
    await ledger.keep(_failure(), 1)
    await ledger.clear("trial")
    assert await ledger.kept("trial") == []


def test_a_storm_of_failures_is_written_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_seen", ledger._Seen())
    assert ledger.due(_failure()) == 1
    assert [ledger.due(_failure(at=NOW + n)) for n in range(1, 4)] == [0, 0, 0]
    assert ledger.due(_failure("there")) == 1
    assert ledger.due(_failure(at=NOW + ledger.EVERY_US)) == 4
