"""Messages that the same sender sent before by another way: under the same id, or with the same words."""

from __future__ import annotations

from datetime import timedelta

from okno.channels import limits
from okno.db import Row, dialect, fetch_one, fetch_value


async def own(row: Row) -> bool:
    """Whether it is a message of ours that has come back."""
    sql = "SELECT 1 AS one FROM channel_outgoing WHERE (external_id = $1 OR stable_id = $1) LIMIT 1"
    return await fetch_value(sql, row["external_id"]) is not None


async def earlier(row: Row, principal_id: int | None, text_hash: str) -> int | None:
    """The message that this one repeats, in the current transaction.

    Two ways of one sender are looked at one after the other, so that of two at once one waits for the other.
    """
    if principal_id is None:
        return None
    locked = " FOR UPDATE" if dialect() == "postgres" else ""
    await fetch_one(f"SELECT id FROM principal WHERE id = $1{locked}", principal_id)
    named = await fetch_value(
        "SELECT id FROM channel_incoming WHERE external_id = $1 AND channel <> $2 AND principal_id = $3"
        " AND state = 'delivered' ORDER BY id LIMIT 1",
        row["external_id"],
        row["channel"],
        principal_id,
    )
    if named is not None or not text_hash:
        return None if named is None else int(named)
    near = limits.DUPLICATES // timedelta(microseconds=1)
    same = await fetch_value(
        "SELECT id FROM channel_incoming WHERE principal_id = $1 AND text_hash = $2 AND state = 'delivered'"
        " AND (channel <> $3 OR endpoint <> $4) AND received_at BETWEEN $5 AND $6 AND id <> $7 ORDER BY id LIMIT 1",
        principal_id,
        text_hash,
        row["channel"],
        row["endpoint"],
        row["received_at"] - near,
        row["received_at"] + near,
        row["id"],
    )
    return None if same is None else int(same)
