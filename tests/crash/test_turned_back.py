"""Work that meets a trouble of the database or its disk is done later; the trouble is no failure of the work."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Any

import pytest

from okno.db import fetch_one, fetch_value
from okno.db.trouble import FULL, Trouble
from okno.hooks import failures
from okno.hooks.isolation import isolated
from okno.jobs import queue, turned_back
from okno.jobs.worker import run_job
from okno.settings import Settings
from tests.jobs.test_queue import only, put


@pytest.mark.parametrize("error", [Trouble(FULL), OSError(errno.ENOSPC, "x")], ids=["database", "files"])
async def test_a_job_is_turned_back(db: Settings, error: Exception) -> None:
    async def run(_: Mapping[str, Any]) -> None:
        raise error

    with only(run, attempts=1) as job:
        await put()
        await run_job((await queue.claim(["sample"], 1))[0], job)
    left = await fetch_one("SELECT attempts, error, failed_at, lease_until FROM job")
    assert left == {"attempts": 0, "error": None, "failed_at": None, "lease_until": 0}


async def test_turning_back_is_tried_until_the_trouble_passes(db: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []
    postpone = queue.postpone

    async def troubled(*given: Any) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise Trouble(FULL)
        await postpone(*given)

    monkeypatch.setattr(queue, "postpone", troubled)
    monkeypatch.setattr(turned_back, "PAUSE_SECONDS", 0)
    await put()
    await turned_back.turn_back((await queue.claim(["sample"], 1))[0], Trouble(FULL))
    assert len(tries) == 3
    assert await fetch_value("SELECT attempts FROM job") == 0


async def test_a_peer_that_is_away_is_a_failure_of_the_job(db: Settings) -> None:
    async def run(_: Mapping[str, Any]) -> None:
        raise ConnectionRefusedError(errno.ECONNREFUSED, "the mail server")

    with only(run, attempts=5) as job:
        await put()
        await run_job((await queue.claim(["sample"], 1))[0], job)
    assert await fetch_value("SELECT attempts FROM job") == 1


async def test_a_plugin_that_meets_it_is_not_to_blame() -> None:
    """However long the database is away, no plugin is switched off for it."""

    async def call() -> None:
        raise Trouble(FULL)

    with pytest.raises(Trouble):
        await isolated("sample", "place", call, seconds=5)
    assert not failures.failures_of("sample")
