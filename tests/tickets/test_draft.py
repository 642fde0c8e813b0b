"""Drafts: one a person and service, for a month, with their files; the order takes them away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from okno import files
from okno.clock import now_us
from okno.db import execute, fetch, fetch_value
from okno.errors import TooLarge, TooMany
from okno.files.sweep import sweep
from okno.settings import Settings
from okno.tickets import draft
from tests.company import MONITOR, Company

DAY_US = timedelta(days=1) // timedelta(microseconds=1)


async def test_the_last_answers_are_kept_for_each_service(company: Company) -> None:
    anna, egor = company.anna.id, company.stranger.id
    await draft.save(anna, "monitor", 1, {"place": "a"})
    await draft.save(anna, "monitor", 2, {"place": "b"})
    await draft.save(anna, "laptop", 2, {"place": "c"})
    await draft.save(egor, "monitor", 2, {"place": "d"})
    found = await draft.find(anna, "monitor")
    assert found is not None
    assert (found.revision, found.answers) == (2, {"place": "b"})
    await draft.drop(anna, "monitor")
    assert await draft.find(anna, "monitor") is None
    assert await draft.find(anna, "laptop") is not None
    assert await draft.find(egor, "monitor") is not None


async def test_a_draft_grows_old(company: Company) -> None:
    await draft.save(company.anna.id, "monitor", 1, {})
    await draft.save(company.anna.id, "laptop", 1, {})
    await execute("UPDATE draft SET at = $1 WHERE service = 'monitor'", now_us() - 31 * DAY_US)
    assert await draft.find(company.anna.id, "monitor") is None
    await draft.clean({})
    assert [row["service"] for row in await fetch("SELECT service FROM draft")] == ["laptop"]


async def test_an_order_takes_the_draft_away_and_one_of_a_program_does_not(company: Company) -> None:
    await draft.save(company.anna.id, "monitor", 1, dict(MONITOR))
    await company.order(source="api")
    assert await draft.find(company.anna.id, "monitor") is not None
    await company.order()
    assert await draft.find(company.anna.id, "monitor") is None


async def test_there_are_limits(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLarge):
        await draft.save(company.anna.id, "monitor", 1, {"place": "x" * draft.SIZE_LIMIT})
    monkeypatch.setattr(draft, "MOST", 1)
    await draft.save(company.anna.id, "monitor", 1, {})
    await draft.save(company.anna.id, "monitor", 1, {"place": "again"})
    with pytest.raises(TooMany):
        await draft.save(company.anna.id, "laptop", 1, {})


async def test_files_of_drafts_are_not_swept(company: Company, settings: Settings) -> None:
    """Those of others are, and those of a draft that is gone."""
    files.settle(settings.home)
    anna = company.anna.id
    kept = await files.save(anna, "kept.txt", b"kept", limit=100)
    loose = await files.save(anna, "loose.txt", b"loose", limit=100)
    foreign = await files.save(company.stranger.id, "foreign.txt", b"foreign", limit=100)
    await draft.save(anna, "monitor", 1, {"photo": [kept.public_id, foreign.public_id]})
    await execute("UPDATE file SET created_at = $1", now_us() - 2 * DAY_US)
    await sweep()
    left = [row["name"] for row in await fetch("SELECT name FROM file ORDER BY id")]
    assert left == ["kept.txt"], (loose, foreign)
    await draft.drop(anna, "monitor")
    await sweep()
    assert await fetch_value("SELECT count(*) FROM file") == 0
