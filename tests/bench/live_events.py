"""What happens while the live bench listens: a process of its own that acts at a steady rate.

It prints a line for each act: "act", the number of the ticket, and the second (of the clock that does not jump) at
which it was committed. Lines of the log come between them.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from okno import log, tickets
from okno.db import tx
from okno.events import Event, record
from okno.settings import load
from tests.bench.ground import standing, told
from tests.bench.live_crowd import Crowd, wish

FIRST = 900_000_001
"""The first number of a ticket that is not there: for facts without an act."""
AT_ONCE = 8
"""How many acts run at the same time at most; when all are busy the rate is not reached."""

Act = Callable[[int], Awaitable[int]]


class Shaken(Event):
    """A fact of the bench, of no stream that anything else reads."""

    stream = "bench"


def bare(crowd: Crowd) -> Act:
    """Facts only, each about a ticket of its own; the teams in turn."""

    async def act(n: int) -> int:
        number = FIRST + n
        team = crowd.team_ids[n % len(crowd.team_ids)]
        async with tx():
            await record(
                Shaken(stream_id=number, actor_id=None), (f"staff:{number}", f"ticket:{number}", f"team:{team}")
            )
        return number

    return act


async def real(crowd: Crowd, stocked: list[int]) -> Act:
    """Orders and comments in turn; no ticket is acted upon twice, so that each act can be told from all others."""
    customer = await crowd.actor()

    async def act(n: int) -> int:
        if n % 2 and n // 2 < len(stocked):
            number = stocked[n // 2]
            await tickets.comment(customer, number, text=f"Is it done? {n}")
            return number
        return (await tickets.order(customer, wish(crowd, n))).id

    return act


async def drive(act: Act, rate: float, amount: int) -> None:
    """Acts so many times, so many a second, and prints each."""
    free, began = asyncio.Semaphore(AT_ONCE), time.monotonic()

    async def one(n: int) -> None:
        try:
            number = await act(n)
            told(f"act {number} {time.monotonic():.6f}")
        finally:
            free.release()

    async with asyncio.TaskGroup() as group:
        for n in range(amount):
            await asyncio.sleep(max(0.0, began + n / rate - time.monotonic()))
            await free.acquire()
            group.create_task(one(n))


async def run(plan: dict[str, object]) -> None:
    """Does what the plan says."""
    log.setup("WARNING", json=False)
    crowd = Crowd(plan["team_ids"], plan["services"], str(plan["customer"]))  # type: ignore[arg-type]
    async with standing(load(Path(str(plan["home"])), {"OKNO_DATABASE": str(plan["url"]), "OKNO_PLUGINS": "none"})):
        stocked: list[int] = plan["stocked"]  # type: ignore[assignment]
        act = bare(crowd) if plan["bare"] else await real(crowd, stocked)
        told("ready")
        await asyncio.to_thread(sys.stdin.readline)
        await drive(act, float(str(plan["rate"])), int(str(plan["amount"])))


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1])))
