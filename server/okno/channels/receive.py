"""Taking a message in: its bytes are safe before anybody looks at them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from okno.channels import limits, store
from okno.clock import now_us
from okno.db import dump_json, fetch_value, in_tx, tx
from okno.errors import Invalid, TooLarge
from okno.jobs import enqueue
from okno.text import N_, one_line

JOB = "channels.take"
_NEW: Mapping[str, object] = {
    "state": "stored",
    "reason": "",
    "error": "",
    "attempts": 0,
    "released": False,
    "sender": "",
    "sender_key": "",
    "sender_name": "",
    "text_hash": "",
}
"""What a message is before anybody has looked at it."""


async def receive(
    channel: str,
    raw: bytes,
    *,
    external_id: str = "",
    meta: Mapping[str, Any] | None = None,
    endpoint: str = "",
    sender_id: int | None = None,
) -> int:
    """Keeps a message as it came and returns its id; from then on it is never lost. It is read later, by a job.

    `external_id` is what the channel calls it; without one the bytes themselves are: the same comes once. `meta` goes
    to `parse` with the bytes. `sender_id`: the person who sends it is known already, as by his session. Raises
    TooLarge and Invalid; a message without bytes is none.
    """
    if in_tx():
        raise RuntimeError("a message is kept by itself, before anything is done with it")
    known = dump_json(dict(meta or {}))
    if not raw:
        raise Invalid({"raw": N_("It says nothing.")})
    if len(raw) > limits.RAW or len(known) > limits.META:
        raise TooLarge(N_("A message may have at most %(mb)s MB.", mb=limits.RAW // 2**20))
    digest = hashlib.sha256(raw).hexdigest()
    named = one_line(external_id, limits.EXTERNAL_ID) or f"sha256:{digest}"
    seen = await _seen(channel, named)
    if seen is not None:
        return seen
    body, file = await store.put(raw)
    row: dict[str, object] = {
        **_NEW,
        "channel": channel,
        "endpoint": one_line(endpoint, 64),
        "external_id": named,
        "body": body,
        "body_file": file,
        "body_hash": digest,
        "body_size": len(raw),
        "meta": known,
        "received_at": now_us(),
        "given_id": sender_id,
    }
    made = await _keep(row)
    if made is not None:
        return made
    # Somebody was faster with the same message.
    store.drop(file)
    seen = await _seen(channel, named)
    assert seen is not None
    return seen


async def _keep(row: Mapping[str, object]) -> int | None:
    """Writes the row and the job that reads it; None when the message is there already."""
    places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    async with tx():
        made = await fetch_value(
            f"INSERT INTO channel_incoming ({', '.join(row)}) VALUES ({places})"
            " ON CONFLICT (channel, external_id) DO NOTHING RETURNING id",
            *row.values(),
        )
        if made is not None:
            await take_up(int(made))
    return None if made is None else int(made)


async def take_up(message_id: int) -> None:
    """Has a message read by a job, in the current transaction."""
    await enqueue(JOB, {"id": message_id}, key=f"{JOB}:{message_id}")


async def _seen(channel: str, external_id: str) -> int | None:
    found = await fetch_value(
        "SELECT id FROM channel_incoming WHERE channel = $1 AND external_id = $2", channel, external_id
    )
    return None if found is None else int(found)
