"""Messages that wait for a person: which there are, and letting them go on, trying them again, throwing them away."""

from __future__ import annotations

from dataclasses import dataclass

from okno.access import Actor, require
from okno.channels import outgoing, reasons, store
from okno.channels.events import MessageDropped, MessageReleased
from okno.channels.receive import take_up
from okno.db import execute, fetch, fetch_one, fetch_value, on_commit, tx
from okno.events import record
from okno.tickets.reading import seen_among

RIGHT = "message.manage"
COUNT_TO = 100


@dataclass(frozen=True)
class HeldMessage:
    """A message that failed or is held. `at` is in microseconds UTC. Of what it says nothing is told.

    `seen`: the reader may know the whole address, because he sees the request or has to say whose it is.
    """

    id: int
    direction: str
    channel: str
    endpoint: str
    state: str
    reason: str
    error: str
    size: int
    attempts: int
    at: int
    next_at: int | None
    address: str
    ticket_id: int | None
    seen: bool

    @property
    def can_release(self) -> bool:
        """Whether it may go on as it is."""
        return self.direction == "in" and self.reason in reasons.RELEASABLE


_IN = (
    "SELECT id, 'in' AS direction, channel, endpoint, state, reason, error, body_size AS size, attempts,"
    " received_at AS at, next_at, sender AS address, ticket_id FROM channel_incoming"
)
_OUT = (
    "SELECT id, 'out' AS direction, channel, endpoint, state, error AS reason, '' AS error, 0 AS size, attempts,"
    " created_at AS at, next_at, address, ticket_id FROM channel_outgoing"
)
_HELD = "state IN ('quarantined', 'failed')"
_TO_MEND = frozenset({reasons.STRANGER, reasons.LEFT, reasons.SEVERAL})
"""Without the address nobody could say whose it is."""
_WAITS = "state IN ('stored', 'parsed') AND reason <> ''"


async def waiting() -> int:
    """How many wait for a person; one more than COUNT_TO stands for all that are more."""
    sql = (
        f"SELECT count(*) FROM (SELECT id FROM channel_incoming WHERE {_HELD} UNION ALL"
        f" SELECT id FROM channel_outgoing WHERE state = 'failed' LIMIT {COUNT_TO + 1}) n"
    )
    return int(await fetch_value(sql))


async def held(actor: Actor, direction: str, *, before: int | None = None, limit: int) -> list[HeldMessage]:
    """Those that wait, the newest first: for a person, or for their channel."""
    require(actor, RIGHT)
    where = f"({_HELD} OR ({_WAITS}))" if direction == "in" else "state = 'failed'"
    sql = f"{_IN if direction == 'in' else _OUT} WHERE {where} AND id < $1 ORDER BY id DESC LIMIT $2"
    rows = await fetch(sql, before or 2**62, limit)
    known = await seen_among(actor, sorted({row["ticket_id"] for row in rows if row["ticket_id"] is not None}))
    return [HeldMessage(**row, seen=row["ticket_id"] in known or row["reason"] in _TO_MEND) for row in rows]


async def release(actor: Actor, message_id: int) -> bool:
    """Lets a held message go on as it is; False when it is not held any more, or its reason must be mended first."""
    return await _take_up(actor, message_id, released=True)


async def retry(actor: Actor, direction: str, message_id: int) -> bool:
    """Has a message tried again, once its cause is mended; False when it does not wait any more."""
    if direction == "in":
        return await _take_up(actor, message_id, released=False)
    require(actor, RIGHT)
    async with tx():
        row = await fetch_one("SELECT channel FROM channel_outgoing WHERE id = $1", message_id)
        done = row is not None and await outgoing.send_again(message_id)
        if row is not None and done:
            await record(
                MessageReleased(stream_id=message_id, actor_id=actor.id, channel=row["channel"], direction="out")
            )
    return done


async def _take_up(actor: Actor, message_id: int, *, released: bool) -> bool:
    require(actor, RIGHT)
    async with tx():
        row = await fetch_one(f"SELECT channel, reason FROM channel_incoming WHERE id = $1 AND {_HELD}", message_id)
        if row is None or (released and row["reason"] not in reasons.RELEASABLE):
            return False
        done = await execute(
            "UPDATE channel_incoming SET state = 'stored', reason = '', error = '', attempts = 0, released = $2"
            f" WHERE id = $1 AND {_HELD}",
            message_id,
            released,
        )
        if done:
            await take_up(message_id)
            await record(
                MessageReleased(stream_id=message_id, actor_id=actor.id, channel=row["channel"], direction="in")
            )
    return bool(done)


async def drop(actor: Actor, direction: str, message_id: int) -> bool:
    """Throws a message away that is held or failed, with its bytes; False when it does not wait any more."""
    require(actor, RIGHT)
    async with tx():
        channel = await (_drop_in(message_id) if direction == "in" else _drop_out(message_id))
        if channel is not None:
            await record(MessageDropped(stream_id=message_id, actor_id=actor.id, channel=channel, direction=direction))
    return channel is not None


async def _drop_in(message_id: int) -> str | None:
    row = await fetch_one(f"SELECT channel, body_file FROM channel_incoming WHERE id = $1 AND {_HELD}", message_id)
    if row is None:
        return None
    # The row stays for a while: were the same message fetched again, it would come back.
    await execute(
        "UPDATE channel_incoming SET state = 'ignored', body = NULL, body_file = '', meta = '{}', sender = '',"
        " sender_key = '', sender_name = '' WHERE id = $1",
        message_id,
    )
    on_commit(lambda: store.drop(row["body_file"]))
    return str(row["channel"])


async def _drop_out(message_id: int) -> str | None:
    rows = await fetch(
        "UPDATE channel_outgoing SET state = 'dropped', text = '' WHERE id = $1 AND state = 'failed' RETURNING channel",
        message_id,
    )
    return str(rows[0]["channel"]) if rows else None
