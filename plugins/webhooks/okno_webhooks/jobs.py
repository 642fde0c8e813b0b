"""What comes again: old deliveries go, deleted webhooks go for good, those without an owner stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.api import Context, execute, now_us, tx
from okno.api.people import get_many as get_people
from okno_webhooks import delivery
from okno_webhooks.hook import every
from okno_webhooks.keeping import UNDO_US
from okno_webhooks.pausing import pause
from okno_webhooks.sight import actors, hindrance

DAY_US = 24 * 3600 * 1_000_000


async def clean(ctx: Context, _: Mapping[str, Any]) -> None:
    """Removes what is older than the setting says, a bounded piece at a time."""
    while await delivery.clean(now_us() - int(ctx.settings["days"]) * DAY_US):
        pass
    await _forget_deleted()
    await _stop_orphans()


async def _forget_deleted() -> None:
    for hook in await every(deleted=True):
        if hook.deleted_at is not None and hook.deleted_at < now_us() - UNDO_US:
            async with tx():
                await execute("DELETE FROM x_webhooks_delivery WHERE hook_id = $1", hook.id)
                await execute("DELETE FROM x_webhooks_hook WHERE id = $1", hook.id)


async def _stop_orphans() -> None:
    hooks = [one for one in await every() if one.running]
    owners = await get_people(one.owner_id for one in hooks)
    acting = await actors(owners)
    for hook in hooks:
        if why := hindrance(owners.get(hook.owner_id), acting.get(hook.owner_id)):
            await pause(hook, why)
