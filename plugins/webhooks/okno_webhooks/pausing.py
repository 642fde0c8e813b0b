"""The server stops a webhook by itself, and tells its owner and those who manage webhooks."""

from __future__ import annotations

from okno.api import N_, execute, now_us, record, tx
from okno.api.notify import Message, tell
from okno.api.people import get_many, with_right
from okno_webhooks.events import HookPaused
from okno_webhooks.hook import GONE, PAUSES, Hook

RIGHT = "webhooks.manage"
GROUP = "server"


async def pause(hook: Hook, why: str) -> bool:
    """Stops a webhook; False when that has been done already."""
    async with tx():
        sql = (
            "UPDATE x_webhooks_hook SET paused = $2, paused_at = $3, version = version + 1"
            " WHERE id = $1 AND paused = '' AND deleted_at IS NULL"
        )
        if not await execute(sql, hook.id, why, now_us()):
            return False
        if why == GONE:
            await execute(
                "UPDATE x_webhooks_delivery SET state = 'dropped', next_at = NULL, done_at = $2"
                " WHERE hook_id = $1 AND state = 'waiting'",
                hook.id,
                now_us(),
            )
        event_id = await record(HookPaused(stream_id=hook.id, actor_id=None, why=why))
        await _tell(hook, why, event_id)
    return True


async def _tell(hook: Hook, why: str, event_id: int) -> None:
    message = Message(
        group=GROUP,
        subject=N_("A webhook is stopped: “%(hook)s”", hook=hook.title),
        lead=N_("The webhook “%(hook)s” tells its receiver nothing any more.", hook=hook.title),
        notice=N_("A webhook is stopped. Its page says why, and what to do."),
        more=(PAUSES[why],),
        path=f"/x/webhooks/{hook.id}",
    )
    people = await get_many({hook.owner_id, *await with_right(RIGHT)})
    for person in people.values():
        if person.active:
            await tell(event_id, person, message)
