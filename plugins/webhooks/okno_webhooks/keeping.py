"""Changing webhooks: made, changed, stopped, deleted, given another secret. Whoever changes one becomes its owner."""

from __future__ import annotations

from okno.api import (
    N_,
    Actor,
    Conflict,
    Context,
    NotFound,
    Refused,
    dump_json,
    execute,
    fetch_value,
    now_us,
    record,
    tx,
)
from okno.api.sign import seal
from okno_webhooks import delivery
from okno_webhooks.draft import Draft, checked
from okno_webhooks.events import HookChanged, HookDeleted, HookMade, SecretRotated
from okno_webhooks.hook import Hook, present, required
from okno_webhooks.signing import new_secret

MOST = 100
"""Webhooks of an installation: each fact is looked at for each of them."""
SEALED_FOR = "secret"
"""The purpose of the seal of secrets."""
HOUR_US = 3600 * 1_000_000
OVERLAP_US = 24 * HOUR_US
"""How long two secrets are good after another one was made."""
UNDO_US = 24 * HOUR_US
"""How long a deleted webhook can be taken back."""
_FIELDS = ("title", "url", "level", "kinds", "teams", "services", "active")


async def make(ctx: Context, actor: Actor, draft: Draft) -> tuple[int, str]:
    """Makes a webhook that acts with the rights of the actor; gives its id and its secret, which is shown once."""
    clean, values = await checked(ctx, actor, draft, None)
    plain = new_secret()
    async with tx():
        if int(await fetch_value("SELECT count(*) FROM x_webhooks_hook WHERE deleted_at IS NULL")) >= MOST:
            raise Refused(N_("There are %(n)s webhooks already. Delete one that is not used.", n=MOST))
        hook_id = await _insert(actor.id, clean, values, seal(ctx, SEALED_FOR, plain))
        await record(HookMade(stream_id=hook_id, actor_id=actor.author_id))
    return hook_id, plain


async def change(ctx: Context, actor: Actor, hook: Hook, draft: Draft, *, version: int | None = None) -> None:
    """Changes a webhook. It acts with the rights of the actor from now on, and goes on if the server has stopped it.

    Raises Invalid by field, Conflict when somebody else has changed it since `version`.
    """
    clean, values = await checked(ctx, actor, draft, hook)
    seen = version if version is not None else hook.version
    async with tx():
        now = await present(hook.id)
        if now.version != seen or not await _update(hook.id, seen, actor.id, clean, values):
            raise Conflict(N_("Somebody else has changed this webhook meanwhile. Look at it again."))
        if now.paused or (clean.active and not now.active):
            await delivery.wake(hook.id)
        changed = [name for name in _FIELDS if getattr(clean, name) != getattr(now, name)]
        if tuple(clean.headers) != now.header_names or any(clean.headers.values()):
            changed.append("headers")
        told = {"fields": tuple(changed), "from_owner_id": now.owner_id}
        await record(HookChanged(stream_id=hook.id, actor_id=actor.author_id, **told))  # type: ignore[arg-type]


def _columns(owner_id: int, clean: Draft, values: str) -> dict[str, object]:
    """What a form decides, by the names of columns."""
    return {
        "title": clean.title,
        "url": clean.url,
        "owner_id": owner_id,
        "active": clean.active,
        "level": clean.level,
        "kinds": dump_json(clean.kinds),
        "teams": dump_json(clean.teams),
        "services": dump_json(clean.services),
        "header_names": dump_json(tuple(clean.headers)),
        "header_values": values,
        "changed_at": now_us(),
    }


async def _insert(owner_id: int, clean: Draft, values: str, secret: str) -> int:
    row = {
        **_columns(owner_id, clean, values),
        "secret": secret,
        "old_secret": "",
        "paused": "",
        "streak": 0,
        "lost": 0,
        "rest_until": 0,
        "made_at": now_us(),
        "version": 1,
    }
    places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    sql = f"INSERT INTO x_webhooks_hook ({', '.join(row)}) VALUES ({places}) RETURNING id"
    return int(await fetch_value(sql, *row.values()))


async def _update(hook_id: int, version: int, owner_id: int, clean: Draft, values: str) -> int:
    row = _columns(owner_id, clean, values)
    sets = ", ".join(f"{name} = ${n}" for n, name in enumerate(row, start=3))
    return await execute(
        f"UPDATE x_webhooks_hook SET {sets}, paused = '', paused_at = NULL, streak = 0, lost = 0, rest_until = 0,"
        " version = version + 1 WHERE id = $1 AND version = $2",
        hook_id,
        version,
        *row.values(),
    )


async def delete(actor: Actor, hook: Hook) -> None:
    """Deletes a webhook; for a day that can be taken back."""
    async with tx():
        sql = "UPDATE x_webhooks_hook SET deleted_at = $2, version = version + 1 WHERE id = $1 AND deleted_at IS NULL"
        if await execute(sql, hook.id, now_us()):
            await record(HookDeleted(stream_id=hook.id, actor_id=actor.author_id))


async def restore(actor: Actor, hook_id: int | str) -> Hook:
    """Takes the deletion of a webhook back. It is as it was, its owner too. Raises NotFound when a day has gone by."""
    hook = await required(hook_id)
    if hook.deleted_at is not None and hook.deleted_at <= now_us() - UNDO_US:
        raise NotFound(N_("There is no such webhook."))
    async with tx():
        sql = (
            "UPDATE x_webhooks_hook SET deleted_at = NULL, version = version + 1"
            " WHERE id = $1 AND deleted_at IS NOT NULL"
        )
        if await execute(sql, hook.id):
            await record(HookDeleted(stream_id=hook.id, actor_id=actor.author_id, restored=True))
    return await present(hook.id)


async def rotate(ctx: Context, actor: Actor, hook: Hook) -> str:
    """Gives a webhook another secret, which is shown once; for a day deliveries are signed with both."""
    plain = new_secret()
    async with tx():
        now = await present(hook.id)
        await execute(
            "UPDATE x_webhooks_hook SET old_secret = $2, old_until = $3, secret = $4, version = version + 1"
            " WHERE id = $1",
            hook.id,
            now.secret,
            now_us() + OVERLAP_US,
            seal(ctx, SEALED_FOR, plain),
        )
        await record(SecretRotated(stream_id=hook.id, actor_id=actor.author_id))
    return plain


async def end_old(actor: Actor, hook: Hook) -> None:
    """Lets go of the secret before at once, as when it is known to others."""
    async with tx():
        sql = (
            "UPDATE x_webhooks_hook SET old_secret = '', old_until = NULL, version = version + 1"
            " WHERE id = $1 AND old_secret <> ''"
        )
        if await execute(sql, hook.id):
            await record(SecretRotated(stream_id=hook.id, actor_id=actor.author_id, ended=True))
