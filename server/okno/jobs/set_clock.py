"""The clock of the machine was set: what was planned or leased by the old time is brought in line with the new one.

Set back by an hour, all that was due a moment ago would wait for an hour, and so would what a killed worker had
leased. Set forward, leases of workers that live look as if they were over.
"""

from __future__ import annotations

import time

from okno.clock import SECOND_US, now_us
from okno.db import execute, fetch, tx
from okno.jobs import lease, queue
from okno.jobs.registry import schedules
from okno.log import get

LEAST_US = 3 * SECOND_US
"""Less is a clock that is being slewed, or a process that stood still between two looks."""
REST_SECONDS = queue.LEASE_US / SECOND_US / 2
"""After it was set nothing is taken for so long: who has a lease and lives renews it in this time."""

log = get(__name__)


class SetClock:
    """Compares the clock of the wall with the steady one at each `look`."""

    def __init__(self) -> None:
        self._ahead = _ahead()
        self._rest_until = 0.0

    async def look(self) -> bool:
        """Whether work may be taken now. When the clock was set back, what was planned by it is planned anew first."""
        ahead = _ahead()
        moved, self._ahead = ahead - self._ahead, ahead
        if abs(moved) >= LEAST_US:
            log.warning("the clock was set", seconds=round(moved / SECOND_US))
            self._rest_until = time.monotonic() + REST_SECONDS
            if moved < 0:
                await plan_anew(now_us() - moved)
        return time.monotonic() >= self._rest_until


def _ahead() -> int:
    return now_us() - time.monotonic_ns() // 1000


async def plan_anew(until: int) -> None:
    """Makes due now what was due by the time `until`, from which the clock was set back. Microseconds UTC."""
    now = now_us()
    async with tx():
        await execute("UPDATE job SET run_at = $1 WHERE run_at > $1 AND run_at <= $2", now, until)
        await execute("UPDATE delivery SET next_at = $1 WHERE next_at > $1 AND next_at <= $2", now, until)
        longest = max(queue.LEASE_US, lease.LEASE_US)
        for table, column in (("job", "lease_until"), ("delivery", "lease_until"), ("lease", "until")):
            await execute(f"UPDATE {table} SET {column} = $1 WHERE {column} > $1", now + longest)
    await plan_schedules_anew()


async def plan_schedules_anew() -> None:
    """No schedule is due later than one that is planned now: whichever is was planned by another clock."""
    now = now_us()
    known = schedules()
    for row in await fetch("SELECT name, next_at FROM schedule WHERE next_at > $1", now):
        plan = known.get(row["name"])
        if plan is not None and row["next_at"] > (due := plan.next(now)):
            async with tx():
                await execute(
                    "UPDATE schedule SET next_at = $1 WHERE name = $2 AND next_at = $3", due, plan.name, row["next_at"]
                )
