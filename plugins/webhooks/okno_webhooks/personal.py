"""What webhooks hold about a person: webhooks of his, and bodies of deliveries with his words or his name."""

from __future__ import annotations

from typing import Any

from okno.api import execute, fetch, from_us, load_json, now_us, utc

_HIS = "(person_id = $1 OR author_id = $1) AND body <> ''"


async def export(person_id: int, *, whole: bool) -> dict[str, Any] | None:
    """All of it; without the bodies when it is not for himself."""
    hooks = await fetch(
        "SELECT id, title, made_at FROM x_webhooks_hook WHERE owner_id = $1 AND deleted_at IS NULL ORDER BY id",
        person_id,
    )
    sql = f"SELECT hook_id, made_at, state, body FROM x_webhooks_delivery WHERE {_HIS} ORDER BY id"
    sent = await fetch(sql, person_id)
    if not hooks and not sent:
        return None
    return {
        "webhooks": [
            {"id": row["id"], "title": row["title"], "made_at": utc(from_us(row["made_at"]))} for row in hooks
        ],
        "deliveries": [
            {
                "webhook": row["hook_id"],
                "made_at": utc(from_us(row["made_at"])),
                "state": row["state"],
                **({"body": load_json(row["body"])} if whole else {}),
            }
            for row in sent
        ],
    }


async def forget(person_id: int) -> None:
    """Erases words and names; what waited to be sent stays here. What receivers have got is theirs."""
    await execute(
        "UPDATE x_webhooks_delivery SET state = 'dropped', next_at = NULL, done_at = $2"
        f" WHERE {_HIS} AND state = 'waiting'",
        person_id,
        now_us(),
    )
    await execute(
        "UPDATE x_webhooks_delivery SET body = '', answer = '', error = '', person_id = NULL, author_id = NULL"
        f" WHERE {_HIS}",
        person_id,
    )
