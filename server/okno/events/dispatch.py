"""Delivering facts to listeners: isolated, in order on each stream, repeated until it succeeds."""

from __future__ import annotations

from okno.clock import SECOND_US, now_us
from okno.db import Row, dialect, execute, fetch, fetch_value, in_list, prepared, tx
from okno.db.trouble import Trouble, trouble_of
from okno.errors import in_words
from okno.events.event import Fact
from okno.events.registry import Listener, all_listeners
from okno.log import get

LEASE_US = 15 * SECOND_US
"""How long claimed deliveries are safe from other workers; those of a killed worker come back after it."""
BATCH = 50
BACKOFF_SECONDS = (1, 5, 15, 60, 300, 1800, 3600)
"""Pauses before the 2nd, 3rd ... try; the last one repeats for ever: a fact is never given up."""

log = get(__name__)

# Only the oldest delivery of a listener on a stream can be taken: what fails holds back its own stream, no other.
_FREE = """
  SELECT d.id FROM delivery d
  WHERE d.next_at <= $1 AND d.lease_until <= $1 AND d.listener IN {names}
    AND NOT EXISTS (SELECT 1 FROM delivery p WHERE p.listener = d.listener AND p.stream = d.stream
                    AND p.stream_id = d.stream_id AND p.id < d.id)"""
_DUE = _FREE + " LIMIT 1"
_CLAIM = f"""
UPDATE delivery SET lease_until = $2 WHERE id IN ({_FREE}
  ORDER BY d.next_at, d.id LIMIT $3 {{skip}})
RETURNING id, event_id, listener, attempts, lease_until
"""


class _LeaseLost(Exception):
    """Another worker has taken the delivery over; what this one wrote is rolled back."""


async def deliver_due() -> int:
    """Delivers what is due now and returns how many deliveries were tried."""
    claimed = await _claim()
    if not claimed:
        return 0
    places, args = in_list([row["event_id"] for row in claimed])
    rows = await fetch(
        f"SELECT id, stream, stream_id, kind, actor_id, at, payload, topics FROM event WHERE id IN {places}", *args
    )
    facts = {row["id"]: Fact.of(row) for row in rows}
    listeners = all_listeners()
    for row in sorted(claimed, key=lambda claim: int(claim["id"])):
        if now_us() >= row["lease_until"]:
            log.warning("deliveries took longer than their lease; the rest is claimed anew", claimed=len(claimed))
            break
        await _deliver(row, facts[row["event_id"]], listeners[row["listener"]])
    return len(claimed)


async def _claim() -> list[Row]:
    now = now_us()
    ready = sorted(one.name for one in all_listeners().values() if one.ready())
    names, args = in_list(ready, start=2)
    # Looking first keeps an idle worker from taking the write lock of SQLite again and again: what waits for a plugin
    # that is off, or behind what fails, is not due.
    if await fetch_value(_DUE.format(names=names), now, *args) is None:
        return []
    names, args = in_list(ready, start=4)
    sql = _CLAIM.format(names=names, skip="FOR UPDATE SKIP LOCKED" if dialect() == "postgres" else "")
    async with tx():
        return await fetch(sql, now, now + LEASE_US, BATCH, *args)


async def _deliver(row: Row, fact: Fact, listener: Listener) -> None:
    try:
        await prepared(lambda: _handle(row, fact, listener))
    except _LeaseLost:
        log.warning("a delivery took longer than its lease", listener=listener.name, fact=fact.id)
    except Trouble:
        # No fault of the listener's: it counts for nothing, and its lease gives it back.
        raise
    except Exception as error:
        if (trouble := trouble_of(error)) is not None:
            raise trouble from error
        log.exception("a listener failed", listener=listener.name, fact=fact.id, attempts=row["attempts"] + 1)
        await _put_off(row, error)


async def _handle(row: Row, fact: Fact, listener: Listener) -> None:
    async with tx():
        await listener.handle(fact)
        gone = await execute("DELETE FROM delivery WHERE id = $1 AND lease_until = $2", row["id"], row["lease_until"])
        if gone != 1:
            raise _LeaseLost


async def _put_off(row: Row, error: Exception) -> None:
    pause = BACKOFF_SECONDS[min(row["attempts"], len(BACKOFF_SECONDS) - 1)]
    await execute(
        "UPDATE delivery SET attempts = attempts + 1, lease_until = 0, next_at = $1, error = $2"
        " WHERE id = $3 AND lease_until = $4",
        now_us() + pause * SECOND_US,
        in_words(error)[:500],
        row["id"],
        row["lease_until"],
    )
