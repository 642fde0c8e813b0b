"""What is due is taken for a while and settled: a server that is killed in between sends it once more."""

from __future__ import annotations

from dataclasses import dataclass

from okno.api import execute, fetch, fetch_one, now_us, tx
from okno_webhooks.backoff import PERIOD_US, REST_SECONDS, pause_us
from okno_webhooks.delivery import COLUMNS, LEASE_US, Delivery, delivery_of
from okno_webhooks.hook import COLUMNS as HOOK_COLUMNS, FAILING, GONE, Hook, hook_of
from okno_webhooks.pausing import pause

LOST_MOST = 3
"""So many given up one after the other, and the webhook is stopped."""
ANSWER_CHARS, ERROR_CHARS = 500, 300

_DUE = "EXISTS (SELECT 1 FROM x_webhooks_delivery d WHERE d.hook_id = h.id AND d.next_at <= $1{more})"
_HOOKS = (
    f"SELECT {HOOK_COLUMNS} FROM x_webhooks_hook h WHERE h.deleted_at IS NULL AND ("
    f"(h.active = $2 AND h.paused = '' AND h.rest_until <= $1 AND {_DUE.format(more='')})"
    f" OR {_DUE.format(more=' AND d.test = $2')}) ORDER BY h.id"
)


@dataclass(frozen=True)
class Outcome:
    """How a try went. `status` None: there was no answer. `wish_us`: how long the receiver asks to be left alone."""

    status: int | None
    millis: int
    answer: str = ""
    error: str = ""
    wish_us: int = 0

    @property
    def arrived(self) -> bool:
        """Whether the receiver has taken it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def ill(self) -> bool:
        """Whether the receiver itself fails, not just this delivery."""
        return self.status is None or self.status >= 500 or self.status == 429


async def due_hooks() -> list[Hook]:
    """The webhooks that have something to send now."""
    return [hook_of(row) for row in await fetch(_HOOKS, now_us(), True)]


async def claim(hook: Hook, limit: int) -> list[Delivery]:
    """Takes what is due, the oldest first; from one that is not running, tests only."""
    now = now_us()
    tests = "" if hook.running and hook.rest_until <= now else " AND test = $5"
    rows = await fetch(
        "UPDATE x_webhooks_delivery SET next_at = $1, attempts = attempts + 1 WHERE next_at <= $2 AND id IN"
        f" (SELECT id FROM x_webhooks_delivery WHERE hook_id = $3 AND next_at <= $2{tests}"
        f" ORDER BY next_at, id LIMIT $4) RETURNING {COLUMNS}",
        now + LEASE_US,
        now,
        hook.id,
        limit,
        *([True] if tests else []),
    )
    return sorted(map(delivery_of, rows), key=lambda one: one.id)


async def withhold(one: Delivery, state: str) -> None:
    """Ends a delivery that may not go out any more."""
    await execute(
        "UPDATE x_webhooks_delivery SET state = $3, next_at = NULL, done_at = $4, error = ''"
        " WHERE id = $1 AND attempts = $2",
        one.id,
        one.attempts,
        state,
        now_us(),
    )


async def settle(hook: Hook, one: Delivery, outcome: Outcome) -> None:
    """Writes down how a try went, and what follows for the delivery and its webhook.

    The webhook is always locked before its deliveries, so that several that end at once never wait for each other.
    """
    now = now_us()
    async with tx():
        if outcome.arrived:
            await _well(hook, now)
            await _put(one, outcome, "sent", None, now)
            return
        gap = max(pause_us(one.attempts), outcome.wish_us)
        over = one.test or outcome.status == 410 or now + gap > one.since + PERIOD_US
        why = "" if one.test else await _ailing(hook, outcome, now, given_up=over)
        await _put(one, outcome, "failed" if over else "waiting", None if over else now + gap, now)
        if why:
            await pause(hook, why)


async def _put(one: Delivery, outcome: Outcome, state: str, next_at: int | None, now: int) -> None:
    await execute(
        "UPDATE x_webhooks_delivery SET state = $3, next_at = $4, done_at = $5, status = $6, millis = $7, answer = $8,"
        " error = $9 WHERE id = $1 AND attempts = $2 AND state = 'waiting'",
        one.id,
        one.attempts,
        state,
        next_at,
        None if next_at is not None else now,
        outcome.status,
        outcome.millis,
        outcome.answer[:ANSWER_CHARS],
        outcome.error[:ERROR_CHARS],
    )


async def _well(hook: Hook, now: int) -> None:
    """The receiver takes deliveries (again): what was put off for longer goes out now."""
    cured = await execute(
        "UPDATE x_webhooks_hook SET streak = 0, lost = 0, rest_until = 0"
        " WHERE id = $1 AND (streak > 0 OR lost > 0 OR rest_until > 0)",
        hook.id,
    )
    if cured:
        await execute(
            "UPDATE x_webhooks_delivery SET next_at = $2 WHERE hook_id = $1 AND next_at > $3 AND state = 'waiting'",
            hook.id,
            now,
            now + LEASE_US,
        )


async def _ailing(hook: Hook, outcome: Outcome, now: int, *, given_up: bool) -> str:
    """Counts a failure, and gives why the webhook must stop; "" when it need not."""
    sql = "UPDATE x_webhooks_hook SET lost = lost + $2 WHERE id = $1 RETURNING streak, lost, rest_until"
    row = await fetch_one(sql, hook.id, 1 if given_up else 0)
    if row is None:
        return ""
    if outcome.ill and row["rest_until"] <= now:
        # Of several that fail side by side the first one tells all there is to know.
        streak = row["streak"] + 1
        rest = max(pause_us(streak, longest=REST_SECONDS), outcome.wish_us)
        sql = "UPDATE x_webhooks_hook SET streak = $2, rest_until = $3 WHERE id = $1"
        await execute(sql, hook.id, streak, now + rest)
    if outcome.status == 410:
        return GONE
    return FAILING if row["lost"] >= LOST_MOST else ""


def settled(one: Delivery) -> str:
    """How the last try went, in a line for the terminal."""
    if one.status is not None:
        return f"{one.state}: HTTP {one.status}, {one.millis} ms"
    return f"{one.state}: {one.error}" if one.error else one.state
