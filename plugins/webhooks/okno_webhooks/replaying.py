"""Sending deliveries again: one, or all that were given up in a period."""

from __future__ import annotations

from collections.abc import Mapping

from okno.api import N_, NotFound, Phrase, Refused, now_us, record, tx
from okno_webhooks import delivery
from okno_webhooks.delivery import Delivery
from okno_webhooks.events import DeliveriesReplayed
from okno_webhooks.hook import Hook, present
from okno_webhooks.sender import soon

HOUR_US = 3600 * 1_000_000
PERIODS: Mapping[str, tuple[int, Phrase]] = {
    "1": (1, N_("of the last hour")),
    "24": (24, N_("of the last 24 hours")),
    "168": (168, N_("of the last 7 days")),
    "0": (0, N_("all that are in the log")),
}
"""From when deliveries that were given up are sent again: hours, 0 for all."""


async def replay_one(actor_id: int | None, found: Delivery) -> None:
    """Has one delivery sent again, and writes down who wanted that. Raises Refused while its webhook is stopped."""
    hook = await present(found.hook_id)
    if not found.test:
        _require_running(hook)
    async with tx():
        await delivery.replay(found)
        await record(DeliveriesReplayed(stream_id=found.hook_id, actor_id=actor_id, count=1))
        soon()


async def replay_period(actor_id: int | None, hook: Hook, period: str) -> int:
    """The same for all that were given up in a period of PERIODS; gives how many."""
    if period not in PERIODS:
        raise NotFound
    hours, _ = PERIODS[period]
    return await replay_since(actor_id, hook, since=now_us() - hours * HOUR_US if hours else 0, until=now_us() + 1)


async def replay_since(actor_id: int | None, hook: Hook, *, since: int, until: int) -> int:
    """The same for all that were given up and are from this time."""
    _require_running(hook)
    async with tx():
        count = await delivery.replay_failed(hook.id, since=since, until=until)
        if count:
            await record(DeliveriesReplayed(stream_id=hook.id, actor_id=actor_id, count=count))
            soon()
    return count


def _require_running(hook: Hook) -> None:
    """What is sent again to one that is stopped would wait unseen."""
    if not hook.running:
        raise Refused(N_("The webhook is stopped. Switch it on and save it first, then send again."))
