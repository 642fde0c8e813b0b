"""What the way in holds of a person: devices, tokens, one-time secrets, answers kept for twins, counts of attempts."""

from __future__ import annotations

import re
from typing import Any

from okno.db import Row, execute, fetch, load_json
from okno.http.attempts import account_key
from okno.people.personal import Erasure, holder, told
from okno.tickets.personal import his_tickets

_NUMBERS = re.compile(r"/tickets/(\d{1,18})")
_GONE = "{}"
BATCH = 200


async def export(person_id: int) -> dict[str, Any]:
    """Without what opens a door: neither ids of sessions nor hashes nor codes.

    Answers that are kept for twins are not counted either: that would tell how much was ordered and written.
    """
    return {
        "sessions": await _session_lines(person_id),
        "tokens": await _token_lines(person_id),
        "one_time": told(
            await fetch(
                "SELECT purpose, created_at, expires_at, used_at FROM one_time WHERE person_id = $1 ORDER BY id",
                person_id,
            ),
            times=("created_at", "expires_at", "used_at"),
        ),
    }


async def _session_lines(person_id: int) -> list[dict[str, Any]]:
    times = ("created_at", "seen_at", "expires_at")
    rows = await fetch(
        f"SELECT {', '.join(times)}, address, agent FROM session WHERE person_id = $1 ORDER BY created_at", person_id
    )
    return told(rows, times=times)


async def _token_lines(person_id: int) -> list[dict[str, Any]]:
    times = ("created_at", "last_used_at", "expires_at", "revoked_at")
    rows = await fetch(
        f"SELECT name, rights, {', '.join(times)} FROM token WHERE person_id = $1 ORDER BY id", person_id
    )
    return [row | {"rights": load_json(row["rights"])} for row in told(rows, times=times)]


async def forget(erasure: Erasure) -> None:
    """All of it goes; of answers that others got about his tickets the body does."""
    person_id = erasure.person.id
    for table, column in (("session", "person_id"), ("token", "person_id"), ("one_time", "person_id")):
        await execute(f"DELETE FROM {table} WHERE {column} = $1", person_id)
    await execute("DELETE FROM idempotency WHERE actor_id = $1", person_id)
    for kind in ("account", "known account"):
        await execute("DELETE FROM sign_in_attempt WHERE key = $1", account_key(erasure.person.login, kind))
    await _blank_answers(erasure)


async def _blank_answers(erasure: Erasure) -> None:
    """The key of an answer stays, so that a twin is still known as one; it gets an answer without a body."""
    own = frozenset(await his_tickets(erasure.person.id))
    last = 0
    while rows := await fetch(
        "SELECT id, response, location FROM idempotency WHERE id > $1 ORDER BY id LIMIT $2", last, BATCH
    ):
        for row in rows:
            if _tells_of(row, own, erasure):
                await execute("UPDATE idempotency SET response = $2 WHERE id = $1", row["id"], _GONE)
        last = rows[-1]["id"]


def _tells_of(row: Row, tickets: frozenset[int], erasure: Erasure) -> bool:
    whole = f"{row['location']} {row['response']}"
    return erasure.names(whole) or any(int(number) in tickets for number in _NUMBERS.findall(whole))


holder("http", export=export, forget=forget)
