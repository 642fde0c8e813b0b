"""How long messages are kept: the bytes as they came go first, then the rows of what nothing came of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from okno.channels import limits, store
from okno.clock import now_us
from okno.db import execute, fetch, in_list, on_commit, tx
from okno.jobs import job, schedule

JOB = "channels.retention"
BATCH = 500


@job(JOB)
async def run(_: Mapping[str, Any]) -> None:
    """Removes what has grown too old."""
    while await strip():
        continue
    await forget_ignored()
    await store.sweep()


schedule(JOB, every=timedelta(days=1))


async def strip() -> int:
    """Removes the bytes, and what the channel told beside them, of some messages that are dealt with.

    What still waits for a person keeps them, for without them it could not go on.
    """
    edge = now_us() - limits.RAW_KEPT // timedelta(microseconds=1)
    async with tx():
        rows = await fetch(
            "SELECT id, body_file FROM channel_incoming WHERE received_at < $1 AND state IN ('delivered', 'ignored')"
            " AND (body IS NOT NULL OR body_file <> '') ORDER BY id LIMIT $2",
            edge,
            BATCH,
        )
        places, args = in_list(row["id"] for row in rows)
        await execute(
            f"UPDATE channel_incoming SET body = NULL, body_file = '', meta = '{{}}' WHERE id IN {places}", *args
        )
        for row in rows:
            on_commit(partial(store.drop, row["body_file"]))
    return len(rows)


async def forget_ignored() -> None:
    """Forgets what nothing came of."""
    edge = now_us() - 2 * limits.IGNORED_KEPT // timedelta(microseconds=1)
    await execute("DELETE FROM channel_incoming WHERE state = 'ignored' AND received_at < $1", edge)
    await execute("DELETE FROM channel_outgoing WHERE state = 'dropped' AND created_at < $1", edge)
