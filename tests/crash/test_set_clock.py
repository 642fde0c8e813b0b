"""The clock of the machine is set by an hour: nothing waits for it, nothing is done twice, nobody is signed out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from okno.clock import SECOND_US, from_us, now_us
from okno.db import fetch_value, tx
from okno.http import sessions
from okno.jobs import enqueue, lease, queue, registry, set_clock
from okno.jobs.registry import Schedule
from okno.jobs.set_clock import SetClock
from okno.jobs.worker import _plan_schedules, _tick_schedules
from okno.settings import Settings
from okno.testing.frozen import Frozen
from tests.flows.company import hire
from tests.jobs.test_queue import put


class Steady:
    """A steady clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds

    def monotonic_ns(self) -> int:
        return int(self.seconds * 1_000_000_000)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Frozen:
    """The clock on the wall."""
    frozen = Frozen()
    frozen.hang(monkeypatch)
    return frozen


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> Steady:
    """The steady clock."""
    made = Steady()
    monkeypatch.setattr(set_clock, "time", made)
    return made


async def test_set_back_what_was_due_is_due_still(
    db: Settings, wall: Frozen, steady: Steady, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Schedule("sample", every=timedelta(seconds=30))
    monkeypatch.setattr(registry, "_registry", registry._Registry())
    registry._registry.schedules["sample"] = plan
    clock = SetClock()
    await _plan_schedules()
    await put()
    assert await lease.take("reading", "one who is killed")
    killed = await queue.claim(["sample"], 1)
    await put()
    later = now_us() + 86_400 * SECOND_US
    async with tx():
        await enqueue("tomorrow", run_at=from_us(later))

    wall.forward(hours=-1)
    assert not await clock.look(), "who lives renews his leases first"
    steady.seconds += set_clock.REST_SECONDS
    wall.forward(seconds=set_clock.REST_SECONDS)
    assert await clock.look()
    assert len(await queue.claim(["sample"], 10)) == 1
    wall.forward(seconds=queue.LEASE_US / SECOND_US)
    assert [row["id"] for row in await queue.claim(["sample"], 10)][:1] == [killed[0]["id"]]
    assert await lease.take("reading", "another")
    wall.forward(seconds=30)
    assert await _tick_schedules() == 1, "what comes again does not wait for an hour"
    assert await fetch_value("SELECT run_at FROM job WHERE name = 'tomorrow'") == later, "an appointment is kept"


async def test_set_forward_nothing_is_taken_from_who_lives(db: Settings, wall: Frozen, steady: Steady) -> None:
    clock = SetClock()
    await put()
    (mine,) = await queue.claim(["sample"], 1)
    wall.forward(hours=1)
    assert not await clock.look(), "the lease looks as if it were over"
    assert await queue.prolong(mine)
    steady.seconds += set_clock.REST_SECONDS
    wall.forward(seconds=set_clock.REST_SECONDS)
    assert await clock.look()
    assert await queue.claim(["sample"], 1) == []


async def test_a_clock_that_is_slewed_disturbs_nothing(db: Settings, wall: Frozen, steady: Steady) -> None:
    clock = SetClock()
    wall.forward(seconds=1)
    assert await clock.look()
    wall.forward(seconds=-2)
    assert await clock.look()


async def test_a_worker_that_starts_after_it_plans_anew(
    db: Settings, wall: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_registry", registry._Registry())
    registry._registry.schedules["sample"] = Schedule("sample", every=timedelta(seconds=30))
    await _plan_schedules()
    wall.forward(hours=-1)
    await set_clock.plan_schedules_anew()
    assert await fetch_value("SELECT next_at FROM schedule") == now_us() + 30 * SECOND_US


@pytest.mark.parametrize("hours", [-1, 1])
async def test_nobody_is_signed_out(db: Settings, wall: Frozen, hours: int) -> None:
    person = await hire("maria", "Мария")
    value = await sessions.create(person.id, address="127.0.0.1", agent="Firefox", hours=8)
    wall.forward(hours=hours)
    assert await sessions.load(value, hours=8) is not None


async def test_deliveries_do_not_wait_for_the_hour(db: Settings, wall: Frozen, steady: Steady) -> None:
    await hire("maria", "Мария")
    clock = SetClock()
    waiting = await fetch_value("SELECT count(*) FROM delivery")
    assert waiting
    wall.forward(hours=-1)
    await clock.look()
    assert await fetch_value("SELECT count(*) FROM delivery WHERE next_at <= $1", now_us()) == waiting
