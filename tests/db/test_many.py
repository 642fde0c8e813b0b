"""Many rows are changed by one statement, on both databases."""

from __future__ import annotations

import pytest

from okno.db import dump_json, execute, fetch, load_json, many, tx
from okno.db.many import update_many
from okno.settings import Settings

STORY = {"ticket_id": "BIGINT", "segments": "JSON"}


async def _stories(count: int) -> None:
    for number in range(count):
        await execute(
            "INSERT INTO clock_story (ticket_id, segments, steps, frozen) VALUES ($1, $2, $3, $4)",
            number,
            dump_json([]),
            dump_json([]),
            False,
        )


async def test_each_row_gets_its_own_values(db: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are not named stay, those that are not there are passed over, in one statement or in several."""
    monkeypatch.setattr(many, "MOST_VALUES", 5)
    await _stories(6)
    async with tx():
        changed = await update_many(
            "clock_story", STORY, [[number, dump_json([number])] for number in (1, 2, 3, 4, 99)]
        )
    assert changed == 4
    found = await fetch("SELECT ticket_id, segments FROM clock_story ORDER BY ticket_id")
    assert [load_json(row["segments"]) for row in found] == [[], [1], [2], [3], [4], []]


async def test_no_rows_are_no_statement(db: Settings) -> None:
    assert await update_many("clock_story", STORY, []) == 0


async def test_nothing_may_be_written_too(db: Settings) -> None:
    """Also in the first row, which says of which types the others are."""
    await execute(
        "INSERT INTO job (name, key, payload, run_at, lease_until, attempts) VALUES ('one', 'a', '{}', 1, 0, 0)"
    )
    rows = await fetch("SELECT id FROM job")
    await update_many("job", {"id": "BIGINT", "failed_at": "BIGINT"}, [[rows[0]["id"], None]])
    assert (await fetch("SELECT failed_at FROM job"))[0]["failed_at"] is None
