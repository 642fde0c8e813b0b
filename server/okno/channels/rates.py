"""How much one sender and one channel may bring in an hour. What is over waits or is held, and is never lost."""

from __future__ import annotations

from datetime import timedelta

from okno.channels import limits
from okno.channels.contract import Policy
from okno.db import Row, fetch_value

_COUNTED = "state IN ('parsed', 'delivered', 'quarantined') AND reason <> 'full'"


async def crowded(row: Row, sender_key: str, policy: Policy) -> bool:
    """Whether the sender has brought too much already within the hour before this message."""
    before = await fetch_value(
        "SELECT count(*) FROM channel_incoming WHERE channel = $1 AND sender_key = $2"
        f" AND received_at > $3 AND id < $4 AND {_COUNTED}",
        row["channel"],
        sender_key,
        row["received_at"] - limits.RATE // timedelta(microseconds=1),
        row["id"],
    )
    return int(before) >= policy.per_sender


async def full(row: Row, policy: Policy, now: int) -> bool:
    """Whether the channel has delivered as much within the last hour as it may."""
    done = await fetch_value(
        "SELECT count(*) FROM channel_incoming WHERE channel = $1 AND done_at > $2 AND state = 'delivered'",
        row["channel"],
        now - limits.RATE // timedelta(microseconds=1),
    )
    return int(done) >= policy.per_channel
