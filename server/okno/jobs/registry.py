"""Which jobs and schedules there are. Filled at start-up, then sealed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cronsim import CronSim

from okno.clock import from_us, to_us

Run = Callable[[Mapping[str, Any]], Awaitable[None]]


def always() -> bool:
    """Most may be taken at any time."""
    return True


@dataclass(frozen=True)
class Job:
    """A kind of work. It may be run twice after a crash, so `run` must not mind.

    `attempts` is the limit after which it counts as failed and waits for an administrator; `timeout` is in seconds.
    `at_once` limits how many of the kind run side by side in one worker; None leaves it to the worker.
    """

    name: str
    run: Run
    attempts: int
    timeout: float
    at_once: int | None
    ready: Callable[[], bool] = always
    """Whether it may be taken now; while it may not, it waits in the queue."""


@dataclass(frozen=True)
class Schedule:
    """A job that comes again: every so often, or by a cron line in a time zone."""

    name: str
    every: timedelta | None = None
    cron: str | None = None
    zone: str = "UTC"

    @property
    def plan(self) -> str:
        """The plan as text; when it differs from the stored one, the next time is made anew."""
        return f"{self.cron} {self.zone}" if self.cron else str(self.every)

    def next(self, after_us: int) -> int:
        """The first time later than `after_us`. Cron lines follow the wall clock, summer time included."""
        if self.cron is None:
            assert self.every is not None
            return after_us + int(self.every.total_seconds() * 1_000_000)
        local: datetime = from_us(after_us).astimezone(ZoneInfo(self.zone))
        return to_us(next(CronSim(self.cron, local)))


class _Registry:
    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.schedules: dict[str, Schedule] = {}
        self.brought: dict[str, Job] = {}
        self.brought_schedules: dict[str, Schedule] = {}
        self.sealed = False


_registry = _Registry()


def job(name: str, *, attempts: int = 20, timeout: float = 300, at_once: int | None = None) -> Callable[[Run], Run]:
    """Registers a function as the job `name`."""

    def register(run: Run) -> Run:
        _open(name)
        if name in _registry.jobs:
            raise RuntimeError(f"there are two jobs called {name}")
        _registry.jobs[name] = Job(name, run, attempts, timeout, at_once)
        return run

    return register


def schedule(name: str, *, every: timedelta | None = None, cron: str | None = None, zone: str = "UTC") -> None:
    """Runs the registered job `name` by a plan: `every`, or `cron` (five fields) on the wall clock of `zone`."""
    _open(name)
    if (every is None) == (cron is None):
        raise RuntimeError(f"the schedule {name} needs either every or cron")
    _registry.schedules[name] = Schedule(name, every, cron, zone)


def bring(jobs: Iterable[Job], schedules: Iterable[Schedule]) -> None:
    """Names the jobs of plugins and when they come again, all of them at once, in place of those named before."""
    _registry.brought = {one.name: one for one in jobs}
    _registry.brought_schedules = {one.name: one for one in schedules}


def jobs() -> dict[str, Job]:
    """All jobs by name."""
    return {**_registry.jobs, **_registry.brought}


def schedules() -> dict[str, Schedule]:
    """All schedules by name."""
    return {**_registry.schedules, **_registry.brought_schedules}


def seal() -> None:
    """Ends start-up: whoever registers later is refused."""
    _registry.sealed = True


def _open(name: str) -> None:
    if _registry.sealed:
        raise RuntimeError(f"{name} comes after start-up")
