"""The queue of jobs: written with the change, taken once, back after a crash, later after a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from okno.clock import SECOND_US, now_us
from okno.db import dialect, execute, fetch, fetch_one, fetch_value, spawn, tx
from okno.events.origin import coming, origin
from okno.jobs import enqueue, queue, registry
from okno.jobs.registry import Job, Run
from okno.jobs.worker import GUESTS_AT_ONCE, Worker, run_job
from okno.owners import OWNERS
from okno.settings import Settings
from tests.db import program
from tests.stands.wait import soon


async def put(count: int = 1, *, key: str | None = None) -> None:
    """Writes sample jobs."""
    async with tx():
        for n in range(count):
            await enqueue("sample", {"n": n}, key=key)


@contextmanager
def only(run: Run, *, attempts: int = 20, timeout: float = 60, at_once: int | None = None) -> Iterator[Job]:
    """The job `sample` is the only one there is, and nothing is scheduled."""
    kept = registry._registry.jobs, registry._registry.schedules
    made = Job("sample", run, attempts, timeout, at_once)
    registry._registry.jobs, registry._registry.schedules = {"sample": made}, {}
    try:
        yield made
    finally:
        registry._registry.jobs, registry._registry.schedules = kept


async def nothing(_: Mapping[str, Any]) -> None:
    """A job that does nothing."""


async def test_a_job_is_part_of_the_change_that_wants_it(db: Settings) -> None:
    with pytest.raises(RuntimeError):
        await enqueue("sample")

    async def fail() -> None:
        async with tx():
            await enqueue("sample")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await fetch_value("SELECT count(*) FROM job") == 0


async def test_three_processes_take_each_job_once(db: Settings) -> None:
    await put(60)
    processes = [program.start("claim", db, OWNERS) for _ in range(3)]
    taken = [one for answer in await asyncio.to_thread(program.finish, processes) for one in answer]
    assert len(taken) == len(set(taken)) == 60


async def test_a_worker_neither_waits_for_another_one_nor_takes_the_same(db: Settings) -> None:
    held, go = asyncio.Event(), asyncio.Event()

    async def take_slowly() -> list[Any]:
        async with tx():
            rows = await queue.claim(["sample"], 3)
            held.set()
            await go.wait()
        return rows

    await put(6)
    first = spawn(take_slowly(), "first")
    await held.wait()
    second = spawn(queue.claim(["sample"], 3), "second")
    if dialect() == "postgres":
        await asyncio.wait([second], timeout=10)
        assert second.done(), "the second worker waits for the first one"
    go.set()
    taken = [row["id"] for row in [*await first, *await second]]
    assert len(taken) == len(set(taken)) == 6


async def test_a_job_with_a_key_waits_once(db: Settings) -> None:
    await put(3, key="k")
    assert await fetch_value("SELECT count(*) FROM job") == 1
    (row,) = await queue.claim(["sample"], 10)
    await queue.done(row)
    await put(key="k")
    assert await fetch_value("SELECT count(*) FROM job") == 1


async def test_a_job_that_has_failed_for_good_gives_its_key_back(db: Settings) -> None:
    await put(key="k")
    (row,) = await queue.claim(["sample"], 10)
    await queue.put_off(row, ZeroDivisionError(), attempts=1)
    assert await fetch_value("SELECT count(*) FROM job WHERE failed_at IS NOT NULL") == 1
    await put(key="k")
    assert len(await queue.claim(["sample"], 10)) == 1


async def test_a_worker_takes_only_what_it_knows_and_what_is_due(db: Settings) -> None:
    await put()
    assert await queue.claim(["other"], 10) == []
    await execute("UPDATE job SET run_at = $1", now_us() + 60 * SECOND_US)
    assert await queue.claim(["sample"], 10) == []


async def test_a_lease_that_is_over_gives_the_job_to_another_who_alone_may_settle_it(db: Settings) -> None:
    await put()
    (first,) = await queue.claim(["sample"], 10)
    assert await queue.claim(["sample"], 10) == []
    await execute("UPDATE job SET lease_until = 1")
    (second,) = await queue.claim(["sample"], 10)
    assert second["attempts"] == 2
    assert not await queue.prolong(first)
    await queue.done(first)
    await queue.put_off(first, ZeroDivisionError(), attempts=20)
    assert await queue.prolong(second)
    await queue.done(second)
    assert await fetch_value("SELECT count(*) FROM job") == 0


async def test_a_killed_worker_loses_no_job(db: Settings) -> None:
    await put()
    process = program.start("take_and_hang", db, OWNERS, lease_us=SECOND_US)
    await soon(lambda: fetch_value("SELECT count(*) FROM job WHERE attempts = 1"), "the job is taken")
    process.kill()
    process.communicate()

    async def again() -> Any:
        return bool(await queue.claim(["sample"], 10))

    await soon(again, "the job is back after its lease")


async def test_a_failure_is_tried_again_later_and_later(db: Settings) -> None:
    async def fail(_: Mapping[str, Any]) -> None:
        raise ZeroDivisionError("no")

    await put()
    pauses = []
    with only(fail, attempts=3) as made:
        for _ in range(3):
            (row,) = await queue.claim(["sample"], 1)
            begun = now_us()
            await run_job(row, made)
            pauses.append(await fetch_value("SELECT run_at FROM job") - begun)
            await execute("UPDATE job SET run_at = 0")
    assert pauses[0] < pauses[1] < pauses[2]
    row = await fetch_one("SELECT attempts, error, failed_at FROM job") or {}
    assert row["attempts"] == 3
    assert row["error"] == "ZeroDivisionError: no"
    assert row["failed_at"] is not None
    assert await queue.claim(["sample"], 1) == []


async def test_a_job_has_a_limit_of_time(db: Settings) -> None:
    async def hang(_: Mapping[str, Any]) -> None:
        await asyncio.Event().wait()

    await put()
    with only(hang, timeout=0.05) as made:
        (row,) = await queue.claim(["sample"], 1)
        await run_job(row, made)
    assert "TimeoutError" in (await fetch_one("SELECT error FROM job") or {})["error"]


async def test_a_long_job_keeps_its_lease(db: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "LEASE_US", SECOND_US // 2)
    go = asyncio.Event()

    async def long(_: Mapping[str, Any]) -> None:
        await go.wait()

    await put()
    with only(long) as made:
        (row,) = await queue.claim(["sample"], 1)
        task = spawn(run_job(row, made), "long")
        end = now_us() + 3 * queue.LEASE_US // 2

        async def not_taken_over() -> Any:
            assert await queue.claim(["sample"], 1) == []
            return now_us() > end

        await soon(not_taken_over, "one and a half leases pass")
        go.set()
        await task
    assert await fetch("SELECT id FROM job") == []


async def test_the_worker_wakes_runs_and_stops(db: Settings) -> None:
    ran: list[int] = []

    async def run(payload: Mapping[str, Any]) -> None:
        ran.append(payload["n"])

    stop = asyncio.Event()
    with only(run):
        task = spawn(Worker([]).run(stop), "worker")
        await put(20)
        await soon(lambda: len(ran) == 20, "all jobs are done")
        stop.set()
        await task
    assert sorted(ran) == list(range(20))
    assert await fetch("SELECT id FROM job") == []


async def test_a_kind_of_job_may_be_limited(db: Settings) -> None:
    """Letters go one after the other; the places that they leave are for others."""
    running, most, ran = 0, 0, 0

    async def run(_: Mapping[str, Any]) -> None:
        nonlocal running, most, ran
        running += 1
        most = max(most, running)
        await fetch("SELECT 1 AS one")
        running -= 1
        ran += 1

    stop = asyncio.Event()
    with only(run, at_once=1):
        await put(12)
        task = spawn(Worker([]).run(stop), "worker")
        await soon(lambda: ran == 12, "all jobs are done")
        stop.set()
        await task
    assert most == 1


async def test_a_chore_that_fails_does_not_stop_the_worker(db: Settings) -> None:
    ran = asyncio.Event()

    async def run(_: Mapping[str, Any]) -> None:
        ran.set()

    async def broken() -> int:
        raise ZeroDivisionError

    stop = asyncio.Event()
    with only(run):
        task = spawn(Worker([broken]).run(stop), "worker")
        await put()
        async with asyncio.timeout(10):
            await ran.wait()
        stop.set()
        await task


async def test_jobs_and_chores_run_inside_of_what_the_worker_is_given(db: Settings) -> None:
    """A job has a context of its own: what surrounds it is made there, too."""
    came: list[str] = []
    stop = asyncio.Event()

    async def tell(_: Mapping[str, Any]) -> None:
        came.append(origin().via)
        stop.set()

    async def chore() -> int:
        came.append(origin().via)
        return 0

    await put()
    with only(tell):
        async with asyncio.timeout(15):
            await Worker([chore], inside=lambda: coming("job")).run(stop)
    assert set(came) == {"job"}
    assert len(came) >= 2
    assert origin().via == ""


async def test_an_idle_worker_takes_no_lock_for_what_waits_for_a_plugin(
    db: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(3)
    monkeypatch.setattr(queue, "tx", lambda: pytest.fail("it wants to write"))
    assert await queue.claim(["another"], 5) == []


async def test_long_jobs_of_plugins_leave_places_for_those_of_the_core(db: Settings) -> None:
    go_on, ran, begun = asyncio.Event(), asyncio.Event(), 0

    async def theirs(_: Mapping[str, Any]) -> None:
        nonlocal begun
        begun += 1
        await go_on.wait()

    async def ours(_: Mapping[str, Any]) -> None:
        ran.set()

    stop = asyncio.Event()
    with only(ours):
        registry.bring([Job(f"x.a.{n}", theirs, 3, 60, None if n % 2 else 8) for n in range(4)], [])
        try:
            async with tx():
                for n in range(40):
                    await enqueue(f"x.a.{n % 4}")
            task = spawn(Worker([]).run(stop), "worker")
            await soon(lambda: begun == GUESTS_AT_ONCE, "their places are taken")
            await put()
            async with asyncio.timeout(10):
                await ran.wait()
            assert begun == GUESTS_AT_ONCE
            stop.set()
            go_on.set()
            await task
        finally:
            registry.bring([], [])


async def test_an_error_without_words_is_settled_as_any_other(db: Settings) -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise ValueError

    async def run(_: Mapping[str, Any]) -> None:
        raise Mute

    with only(run) as job:
        await put()
        (row,) = await queue.claim(["sample"], 1)
        await run_job(row, job)
    assert await fetch_value("SELECT error FROM job") == "Mute: ?"
