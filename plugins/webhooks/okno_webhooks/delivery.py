"""Deliveries: one row for each fact and webhook, from the fact's own transaction until the receiver has taken it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields

from okno.api import N_, NotFound, Phrase, Refused, Row, execute, fetch, fetch_one, fetch_value, now_us, tx
from okno.api.tickets import Ticket
from okno_webhooks import payload
from okno_webhooks.hook import Hook
from okno_webhooks.kinds import PING

WAITING, SENT, FAILED, DROPPED, WITHHELD = "waiting", "sent", "failed", "dropped", "withheld"
STATES: dict[str, Phrase] = {
    WAITING: N_("waiting to be sent"),
    SENT: N_("delivered"),
    FAILED: N_("given up"),
    DROPPED: N_("not sent"),
    WITHHELD: N_("withheld"),
}
PAGE = 50
LEASE_US = 90 * 1_000_000
"""How long one that is on its way is safe from being sent again; longer than any question may take."""
CLEANED = 1000


@dataclass(frozen=True)
class Delivery:
    """Columns as in DeliveryRow."""

    id: int
    hook_id: int
    key: str
    kind: str
    test: bool
    ticket_id: int | None
    body: str
    state: str
    attempts: int
    next_at: int | None
    since: int
    made_at: int
    done_at: int | None
    status: int | None
    millis: int | None
    answer: str
    error: str


COLUMNS = ", ".join(field.name for field in fields(Delivery))


def delivery_of(row: Row) -> Delivery:
    """The delivery in a row of COLUMNS."""
    return Delivery(**{**row, "test": bool(row["test"])})


# Writing ------------------------------------------------------------------------------------------------------


async def put(hook: Hook, *, key: str, kind: str, body: str, ticket: Ticket | None = None, next_at: int = 0) -> int:
    """Writes a delivery in the current transaction and gives its id; once for each key, 0 when it is there already."""
    now = now_us()
    found = await fetch_value(
        "INSERT INTO x_webhooks_delivery (hook_id, key, kind, test, ticket_id, person_id, author_id, body, state,"
        " attempts, next_at, since, made_at, answer, error)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10, $11, $11, '', '')"
        " ON CONFLICT (hook_id, key) DO NOTHING RETURNING id",
        hook.id,
        key,
        kind,
        kind == PING,
        ticket.id if ticket is not None else None,
        ticket.customer_id if ticket is not None else None,
        ticket.requester_id if ticket is not None else None,
        body,
        1 if next_at else 0,
        next_at or now,
        now,
    )
    return int(found or 0)


async def put_test(hook: Hook, *, taken: bool = False) -> int:
    """Writes a test and gives its id. `taken`: whoever asks sends it himself."""
    key, now = f"test-{secrets.token_hex(8)}", now_us()
    async with tx():
        return await put(
            hook, key=key, kind=PING, body=payload.ping(hook, key, now), next_at=now + LEASE_US if taken else 0
        )


async def wake(hook_id: int) -> None:
    """Has all that waits for a webhook go out at once, its time counted anew."""
    await execute(
        "UPDATE x_webhooks_delivery SET next_at = $2, since = $2, attempts = 0"
        " WHERE hook_id = $1 AND state = 'waiting'",
        hook_id,
        now_us(),
    )


async def replay(found: Delivery) -> None:
    """Has a delivery sent again, the same bytes by the same id. Raises Refused for one whose words are erased."""
    if not found.body:
        raise Refused(N_("Its words are erased, for its person was forgotten."))
    now = now_us()
    await execute(
        "UPDATE x_webhooks_delivery SET state = 'waiting', attempts = 0, next_at = $2, since = $2, done_at = NULL"
        " WHERE id = $1",
        found.id,
        now,
    )


async def replay_failed(hook_id: int, *, since: int, until: int) -> int:
    """Has all deliveries but tests sent again that were given up and are from this time; gives how many."""
    return await execute(
        "UPDATE x_webhooks_delivery SET state = 'waiting', attempts = 0, next_at = $4, since = $4, done_at = NULL"
        " WHERE hook_id = $1 AND state = 'failed' AND made_at >= $2 AND made_at < $3 AND body <> '' AND test = $5",
        hook_id,
        since,
        until,
        now_us(),
        False,
    )


async def clean(before: int) -> int:
    """Removes some of what was written before an instant; gives how many, 0 when there is nothing left."""
    return await execute(
        "DELETE FROM x_webhooks_delivery WHERE id IN"
        f" (SELECT id FROM x_webhooks_delivery WHERE made_at < $1 ORDER BY made_at LIMIT {CLEANED})",
        before,
    )


# Reading ------------------------------------------------------------------------------------------------------


async def page(
    hook_id: int, *, state: str = "", before: int | None = None, limit: int = PAGE
) -> tuple[list[Delivery], int | None]:
    """Deliveries of a webhook, the newest first, and the id to go on below; None at the end."""
    wanted, args = "", [hook_id, before if before is not None else 2**62, limit + 1]
    if state:
        wanted = " AND state = $4"
        args.append(state)  # type: ignore[arg-type]
    rows = await fetch(
        f"SELECT {COLUMNS} FROM x_webhooks_delivery WHERE hook_id = $1 AND id < $2{wanted} ORDER BY id DESC LIMIT $3",
        *args,
    )
    found = [delivery_of(row) for row in rows[:limit]]
    return found, found[-1].id if len(rows) > limit else None


async def required(delivery_id: int | str) -> Delivery:
    """The delivery with this id. Raises NotFound."""
    text = str(delivery_id)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    row = await fetch_one(f"SELECT {COLUMNS} FROM x_webhooks_delivery WHERE id = $1", number)
    if row is None:
        raise NotFound(N_("There is no such delivery."))
    return delivery_of(row)


@dataclass(frozen=True)
class Last:
    """The last try of a webhook, and how much waits and was given up, without tests (counted up to a bound)."""

    at: int | None
    state: str
    waiting: int
    failed: int


COUNT_TO = 100


async def last_of(hook_ids: Sequence[int]) -> dict[int, Last]:
    """How several webhooks fare."""
    return {one: await _last(one) for one in hook_ids}


async def _last(hook_id: int) -> Last:
    row = await fetch_one(
        "SELECT coalesce(done_at, made_at) AS at, state FROM x_webhooks_delivery"
        " WHERE hook_id = $1 AND attempts > 0 ORDER BY id DESC LIMIT 1",
        hook_id,
    )
    return Last(
        row["at"] if row is not None else None,
        row["state"] if row is not None else "",
        await _count(hook_id, WAITING),
        await _count(hook_id, FAILED),
    )


async def _count(hook_id: int, state: str) -> int:
    sql = f"SELECT 1 FROM x_webhooks_delivery WHERE hook_id = $1 AND state = $2 AND test = $3 LIMIT {COUNT_TO}"
    return int(await fetch_value(f"SELECT count(*) FROM ({sql}) n", hook_id, state, False))
