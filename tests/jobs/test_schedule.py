"""Schedules: each tick once, whatever the number of workers, on the wall clock of its zone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from okno.clock import SECOND_US, from_us, to_us
from okno.db import execute, fetch_value, spawn
from okno.jobs import registry, worker
from okno.jobs.plans import plans_of
from okno.jobs.registry import Schedule
from okno.settings import Settings

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def every_minute() -> Iterator[Schedule]:
    """The only schedule there is."""
    kept = registry._registry.schedules
    made = Schedule("sample", every=timedelta(minutes=1))
    registry._registry.schedules = {"sample": made}
    yield made
    registry._registry.schedules = kept


async def test_two_workers_make_one_tick(db: Settings, every_minute: Schedule) -> None:
    await worker._plan_schedules()
    await execute("UPDATE schedule SET next_at = 1")
    ticks = await asyncio.gather(*(spawn(worker._tick_schedules(), "tick") for _ in range(4)))
    assert sum(ticks) == 1
    assert await fetch_value("SELECT count(*) FROM job") == 1


async def test_when_it_ran_last_and_runs_next_is_told(db: Settings, every_minute: Schedule) -> None:
    await worker._plan_schedules()
    assert (await plans_of(["sample", "nothing"]))["sample"].last_at is None
    await execute("UPDATE schedule SET next_at = 1")
    await worker._tick_schedules()
    [plan] = (await plans_of(["sample"])).values()
    assert plan.last_at is not None
    assert plan.next_at == plan.last_at + 60 * SECOND_US
    assert await plans_of([]) == {}


async def test_missed_ticks_become_one(db: Settings, every_minute: Schedule) -> None:
    await worker._plan_schedules()
    for _ in range(3):
        await execute("UPDATE schedule SET next_at = 1")
        await worker._tick_schedules()
    assert await fetch_value("SELECT count(*) FROM job") == 1


async def test_starting_again_does_not_put_a_tick_off_and_another_plan_does(
    db: Settings, every_minute: Schedule
) -> None:
    await worker._plan_schedules()
    await execute("UPDATE schedule SET next_at = 1")
    await worker._plan_schedules()
    assert await fetch_value("SELECT next_at FROM schedule") == 1
    registry._registry.schedules = {"sample": Schedule("sample", every=timedelta(hours=1))}
    await worker._plan_schedules()
    assert await fetch_value("SELECT next_at FROM schedule") > 1


@pytest.mark.parametrize(
    ("cron", "after", "following"),
    [
        ("0 9 * * *", "2025-03-29T10:00", "2025-03-30T09:00"),  # the night loses an hour: nine is nine
        ("0 9 * * *", "2025-10-25T10:00", "2025-10-26T09:00"),  # the night gains an hour
        ("0 9 * * 1-5", "2025-03-28T10:00", "2025-03-31T09:00"),
    ],
)
def test_a_line_of_cron_follows_the_wall_clock(cron: str, after: str, following: str) -> None:
    plan = Schedule("sample", cron=cron, zone="Europe/Berlin")
    moment = datetime.fromisoformat(after).replace(tzinfo=BERLIN)
    assert from_us(plan.next(to_us(moment))).astimezone(BERLIN) == datetime.fromisoformat(following).replace(
        tzinfo=BERLIN
    )


@pytest.mark.parametrize(("day", "times"), [("2025-03-30", 1), ("2025-10-26", 1), ("2025-06-01", 1)])
def test_a_daily_job_in_the_hour_of_change_runs_once_that_day(day: str, times: int) -> None:
    plan = Schedule("sample", cron="30 2 * * *", zone="Europe/Berlin")
    start = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=BERLIN)
    at, ran = to_us(start) - 1, 0
    while (at := plan.next(at)) < to_us(start + timedelta(days=1)):
        ran += 1
    assert ran == times


def test_a_plan_is_either_every_or_cron() -> None:
    for wrong in ({}, {"every": timedelta(1), "cron": "* * * * *"}):
        with pytest.raises(RuntimeError):
            registry.schedule("sample", **wrong)  # type: ignore[arg-type]
