"""A lease: one holder at a time, renewed by him, free after its time."""

from __future__ import annotations

import pytest

from okno.clock import now_us
from okno.jobs import lease
from okno.settings import Settings


async def test_one_holds_it_until_he_gives_it_back(db: Settings) -> None:
    assert await lease.take("reading", "a")
    assert await lease.take("reading", "a")
    assert not await lease.take("reading", "b")
    await lease.give_back("reading", "b")
    assert not await lease.take("reading", "b")
    await lease.give_back("reading", "a")
    assert await lease.take("reading", "b")


async def test_that_of_one_who_is_gone_is_free_after_its_time(db: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [now_us()]
    monkeypatch.setattr(lease, "now_us", lambda: now[0])
    assert await lease.take("reading", "a")
    now[0] += lease.LEASE_US - 1
    assert not await lease.take("reading", "b")
    now[0] += 1
    assert await lease.take("reading", "b")
    assert not await lease.take("reading", "a")


async def test_leases_of_different_names_know_nothing_of_each_other(db: Settings) -> None:
    assert await lease.take("one", "a")
    assert await lease.take("two", "b")


@pytest.mark.parametrize("holder", ["a", "b"])
async def test_giving_back_what_nobody_has_changes_nothing(db: Settings, holder: str) -> None:
    await lease.give_back("reading", holder)
    assert await lease.take("reading", holder)
