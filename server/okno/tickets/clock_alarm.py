"""Has the clock looked at in the second in which something is due, without asking all the time."""

from __future__ import annotations

from okno.clock import FAR_US, SECOND_US, now_us
from okno.db import fetch_value, tx
from okno.jobs import enqueue
from okno.tickets import clock_scanner, task_scanner

JOB = "tickets.clock"
KEY = f"schedule:{JOB}"
"""The key that the schedule of the job has too: there is one of them at a time."""


class Alarm:
    """Knows when something is due the next time. Two searches in an index each time it is asked."""

    def __init__(self) -> None:
        self._at = 0

    async def ring(self) -> int:
        """A chore of the worker: queues the job when something is due, else notes when it will be."""
        self._at = min(await clock_scanner.next_due(), await task_scanner.next_due())
        if self._at > now_us():
            return 0
        # While the job runs, or waits after a failure, there is nothing to ask for.
        self._at = FAR_US
        if await fetch_value("SELECT 1 AS one FROM job WHERE key = $1", KEY) is not None:
            return 0
        async with tx():
            await enqueue(JOB, key=KEY)
        return 1

    def seconds(self) -> float:
        """In how many seconds something is due, as far as is known."""
        return (self._at - now_us()) / SECOND_US
