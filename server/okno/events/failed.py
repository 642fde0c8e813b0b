"""Deliveries that failed: which listener has not dealt with which kind of fact yet."""

from __future__ import annotations

from dataclasses import dataclass

from okno.clock import now_us
from okno.db import execute, fetch
from okno.db.wake import bell
from okno.errors import class_of


@dataclass(frozen=True)
class FailedDelivery:
    """A fact that a listener failed to deal with. It is tried again for ever; `next_at` is in microseconds UTC."""

    id: int
    listener: str
    kind: str
    attempts: int
    next_at: int
    error: str


async def failed_deliveries(*, limit: int) -> list[FailedDelivery]:
    """Deliveries that failed at least once, the oldest first: they hold back those after them."""
    rows = await fetch(
        "SELECT d.id, d.listener, d.attempts, d.next_at, d.error, e.kind FROM delivery d"
        " JOIN event e ON e.id = d.event_id WHERE d.attempts > 0 ORDER BY d.id LIMIT $1",
        limit,
    )
    return [
        FailedDelivery(row["id"], row["listener"], row["kind"], row["attempts"], row["next_at"], class_of(row["error"]))
        for row in rows
    ]


async def retry_delivery(delivery_id: int) -> bool:
    """Has a failed delivery tried at once, in the current transaction; False when it is under way or done."""
    now = now_us()
    changed = await execute(
        "UPDATE delivery SET next_at = $1 WHERE id = $2 AND lease_until <= $1 AND attempts > 0", now, delivery_id
    )
    # The worker wakes on any ring; no fact has this name.
    await bell.ring("j")
    return changed == 1
