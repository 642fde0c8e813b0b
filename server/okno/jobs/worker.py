"""The worker: delivers facts, runs jobs, keeps schedules; sleeps until it is woken or something is due."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

from okno.clock import SECOND_US, now_us
from okno.db import Row, execute, fetch, load_json, spawn, tx
from okno.db.tasks import cancel
from okno.db.trouble import Trouble, trouble_of
from okno.db.wake import bell
from okno.jobs import queue
from okno.jobs.registry import Job, Schedule, jobs, schedules
from okno.jobs.set_clock import SetClock, plan_schedules_anew
from okno.jobs.turned_back import turn_back
from okno.log import get

POLL_SECONDS = 2.0
"""The safety net: how long the worker sleeps at most, for rings may get lost."""
SHORTEST_SECONDS = 0.05
AT_ONCE = 8
"""Jobs that run side by side in one worker."""
GUESTS_AT_ONCE = AT_ONCE // 2
"""How many of them may be jobs of plugins: however long theirs take, places are left for those of the core."""
TROUBLED_SECONDS = 1.0
"""How long the worker lets a database alone that is in trouble."""
GUEST = "x."
"""How the names of their jobs begin."""

log = get(__name__)

Chore = Callable[[], Awaitable[int]]
Alarm = Callable[[], float]
"""In how many seconds there is something to do at the latest."""


class Worker:
    """Runs `chores` (functions that do what is due and say how much it was) and jobs until `stop` is set.

    `inside` makes what surrounds each of them, such as where its changes come from. Before what the `alarm` tells the
    worker does not oversleep.
    """

    def __init__(
        self,
        chores: Sequence[Chore],
        *,
        inside: Callable[[], AbstractContextManager[None]] = nullcontext,
        alarm: Alarm = lambda: POLL_SECONDS,
    ) -> None:
        self._chores = chores
        self._inside = inside
        self._alarm = alarm
        self._ring = asyncio.Event()
        self._jobs: dict[asyncio.Task[None], str] = {}
        self._clock = SetClock()

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop`; jobs that run then are finished first."""
        await _plan_schedules()
        await plan_schedules_anew()
        forget = bell.subscribe(lambda _: self._ring.set())
        stopper = spawn(self._wait_stop(stop), "worker-stop")
        try:
            while not stop.is_set():
                self._ring.clear()
                busy = await self._round()
                if not busy:
                    await self._sleep()
            if self._jobs:
                await asyncio.wait(self._jobs)
        finally:
            forget()
            await cancel(stopper)

    async def _wait_stop(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._ring.set()

    async def _round(self) -> int:
        busy = 0
        try:
            if not await self._clock.look():
                return 0
        except Trouble:
            return await _wait_for_database()
        for chore in (*self._chores, _tick_schedules, self._start_jobs):
            try:
                with self._inside():
                    busy += await chore()
            except Trouble:
                # The others would meet it too, and the log tells of it once (see db/condition.py).
                return await _wait_for_database()
            except Exception:
                log.exception("a chore failed")
                await asyncio.sleep(0.5)
        return busy

    async def _sleep(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ring.wait(), min(max(self._alarm(), SHORTEST_SECONDS), POLL_SECONDS))

    async def _start_jobs(self) -> int:
        known = {name: one for name, one in jobs().items() if one.ready()}
        started = 0
        for names, limit in self._places(known):
            rows = await queue.claim(names, min(limit, self._free(guests=names[0].startswith(GUEST))))
            for row in rows:
                task = spawn(self._run_job(row, known[row["name"]]), f"job-{row['name']}-{row['id']}")
                self._jobs[task] = row["name"]
                task.add_done_callback(self._job_over)
            started += len(rows)
        return started

    async def _run_job(self, row: Row, job: Job) -> None:
        # The task has a context of its own, so what surrounds the job is made in it.
        with self._inside():
            await run_job(row, job)

    def _free(self, *, guests: bool) -> int:
        free = AT_ONCE - len(self._jobs)
        if not guests:
            return free
        return min(free, GUESTS_AT_ONCE - sum(name.startswith(GUEST) for name in self._jobs.values()))

    def _places(self, known: Mapping[str, Job]) -> list[tuple[list[str], int]]:
        """Which jobs may be taken now, and how many: the limited kinds each by its own limit, the others together."""
        running = Counter(self._jobs.values())
        places = [([one.name], one.at_once - running[one.name]) for one in known.values() if one.at_once is not None]
        free = [one.name for one in known.values() if one.at_once is None]
        places.append(([name for name in free if not name.startswith(GUEST)], AT_ONCE))
        places.append(([name for name in free if name.startswith(GUEST)], GUESTS_AT_ONCE))
        return [(names, limit) for names, limit in places if names and limit > 0]

    def _job_over(self, task: asyncio.Task[None]) -> None:
        self._jobs.pop(task, None)
        self._ring.set()


async def _wait_for_database() -> int:
    await asyncio.sleep(TROUBLED_SECONDS)
    return 0


async def run_job(row: Row, job: Job) -> None:
    """Runs one claimed job within its time and settles it."""
    keeper = spawn(_keep(row), f"lease-{row['id']}")
    try:
        async with asyncio.timeout(job.timeout):
            await job.run(load_json(row["payload"]))
    except queue.Later as later:
        await cancel(keeper)
        await queue.postpone(row, later.at)
    except Exception as error:
        if (trouble := trouble_of(error)) is not None:
            await cancel(keeper)
            await turn_back(row, trouble)
            return
        log.warning("a job failed", job=job.name, attempts=row["attempts"], exc_info=error)
        await cancel(keeper)
        await queue.put_off(row, error, job.attempts)
    else:
        await cancel(keeper)
        await queue.done(row)


async def _keep(row: Row) -> None:
    while True:
        await asyncio.sleep(queue.LEASE_US / SECOND_US / 3)
        try:
            if not await queue.prolong(row):
                return
        except Trouble:
            # The lease has time for two more tries.
            continue


async def _plan_schedules() -> None:
    """Writes down the next time of schedules that are new or were changed."""
    for plan in schedules().values():
        async with tx():
            await execute(
                "INSERT INTO schedule (name, plan, next_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE"
                " SET plan = excluded.plan, next_at = excluded.next_at WHERE schedule.plan <> excluded.plan",
                plan.name,
                plan.plan,
                plan.next(now_us()),
            )


async def _tick_schedules() -> int:
    """Puts the jobs of due schedules into the queue; of several nodes one does it."""
    now = now_us()
    known = schedules()
    ticked = 0
    for row in await fetch("SELECT name, next_at FROM schedule WHERE next_at <= $1", now):
        if (plan := known.get(row["name"])) is not None:
            ticked += await _tick(plan, row["next_at"], now)
    return ticked


async def _tick(plan: Schedule, due: int, now: int) -> int:
    async with tx():
        mine = await execute(
            "UPDATE schedule SET next_at = $1, last_at = $4 WHERE name = $2 AND next_at = $3",
            plan.next(now),
            plan.name,
            due,
            now,
        )
        if mine:
            # The key keeps a slow job from piling up: missed ticks become one.
            await queue.enqueue(plan.name, key=f"schedule:{plan.name}")
    return mine
