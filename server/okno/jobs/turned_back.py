"""Jobs that met a trouble of the database or its disk: they go back into the queue as if they had not been taken."""

from __future__ import annotations

import asyncio
import time

from okno.clock import SECOND_US, now_us
from okno.db import Row
from okno.db.trouble import Trouble
from okno.jobs import queue
from okno.log import get

PAUSE_SECONDS = 1.0
"""Between two tries to give a job back."""

log = get(__name__)


async def turn_back(row: Row, trouble: Trouble) -> None:
    """Has a job run again when the trouble may have passed. It was no failure of the job, so it counts for nothing.

    The trouble may well hinder this too: it is tried until the lease is over, which gives the job back by itself.
    """
    end = time.monotonic() + queue.LEASE_US / SECOND_US
    log.warning("a job is turned back", job=row["name"], trouble=trouble.code)
    while time.monotonic() < end:
        try:
            await queue.postpone(row, now_us() + trouble.kind.retry * SECOND_US)
        except Trouble:
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            return
