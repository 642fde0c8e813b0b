"""Forgets what is over: sessions, one-time secrets, answers kept for twins, counts of attempts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from okno.clock import SECOND_US, now_us
from okno.db import execute
from okno.http import first_start, one_time
from okno.http.idempotency import KEPT_US
from okno.http.one_time import Purpose
from okno.http.sessions import LONGEST_US
from okno.jobs.registry import job, schedule

_DAY_US = 24 * 3600 * SECOND_US


@job("http.clean")
async def clean(_: Mapping[str, Any]) -> None:
    """Deletes rows that no request reads any more."""
    now = now_us()
    await execute("DELETE FROM session WHERE expires_at <= $1 OR created_at <= $2", now, now - LONGEST_US)
    await execute("DELETE FROM one_time WHERE expires_at < $1", now - one_time.KEPT_US)
    await execute("DELETE FROM idempotency WHERE at < $1", now - KEPT_US)
    await execute("DELETE FROM sign_in_attempt WHERE started_at < $1", now - _DAY_US)
    if await first_start.has_administrator():
        # One who was made by a command: the link must not open again when he is switched off some day.
        await one_time.end(None, Purpose.SETUP)


schedule("http.clean", every=timedelta(hours=1))
