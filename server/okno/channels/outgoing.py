"""Messages that go out: written in the transaction of their cause, sent by a job, at least once, under one id."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from okno.channels import address, limits, reasons, registry
from okno.channels.contract import Channel, Outgoing, OutgoingFile, Undeliverable
from okno.channels.events import MessageFailed, MessageSent
from okno.channels.reference import reference_of
from okno.channels.registry import Known
from okno.clock import from_us, now_us
from okno.db import Row, execute, fetch_one, fetch_value, in_tx, tx
from okno.errors import Invalid
from okno.events import record
from okno.files import of_comments, open_path
from okno.hooks.isolation import PluginFailed, isolated
from okno.jobs import Later, enqueue, job
from okno.log import get
from okno.people.outsider import name_of
from okno.text import N_, clean, one_line
from okno.tickets import outside, store as ticket_store

JOB = "channels.send"
FORWARD: Mapping[str, tuple[str, ...]] = {
    "sent": ("queued",),
    "delivered": ("queued", "sent"),
    "read": ("queued", "sent", "delivered"),
    "failed": ("queued", "sent"),
}
"""From which states a receipt leads to each state: only forward."""

_KEPT = ("channel", "endpoint", "principal_id", "ticket_id", "thread_id", "comment_id", "answers")

log = get(__name__)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What shall leave, and for whom. The words are those of the comment, read when it leaves, or else `text`."""

    channel: str
    to: str
    endpoint: str = ""
    text: str = ""
    subject: str = ""
    principal_id: int | None = None
    ticket_id: int | None = None
    thread_id: int | None = None
    comment_id: int | None = None
    answers: str = ""


async def send(
    channel: str,
    to: str,
    *,
    text: str,
    subject: str = "",
    endpoint: str = "",
    principal_id: int | None = None,
    ticket_id: int | None = None,
) -> int:
    """Writes a message to an address of a channel in the current transaction and returns its id.

    To one address at most limits.SENT_AN_HOUR leave in an hour: what is over leaves later. Raises Invalid.
    """
    if not text.strip():
        raise Invalid({"text": N_("Write something first.")})
    return await write(
        Wanted(
            channel=channel,
            to=to,
            text=text,
            subject=subject,
            endpoint=endpoint,
            principal_id=principal_id,
            ticket_id=ticket_id,
        )
    )


async def write(wanted: Wanted) -> int:
    """Writes what shall leave in the current transaction and returns its id."""
    if not in_tx():
        raise RuntimeError("a message is written in the transaction of its cause")
    now, key = now_us(), address.key_of(wanted.to)
    row: dict[str, object] = {
        **{name: getattr(wanted, name) for name in _KEPT},
        "address": one_line(wanted.to, limits.ADDRESS),
        "address_key": key,
        "subject": one_line(wanted.subject),
        "text": clean(wanted.text).strip(),
        "stable_id": f"okno-{secrets.token_hex(16)}",
        "state": "queued",
        "error": "",
        "attempts": 0,
        "created_at": now,
        "next_at": (at := await _free_at(wanted.channel, key, now)),
    }
    places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    sql = f"INSERT INTO channel_outgoing ({', '.join(row)}) VALUES ({places}) RETURNING id"
    message_id = int(await fetch_value(sql, *row.values()))
    await enqueue(JOB, {"id": message_id}, run_at=from_us(at), key=f"{JOB}:{message_id}")
    return message_id


async def _free_at(channel: str, key: str, now: int) -> int:
    """When the next message may leave for an address: now, or an hour after the one that fills its hour."""
    hour = limits.RATE // timedelta(microseconds=1)
    nth = await fetch_value(
        "SELECT next_at FROM channel_outgoing WHERE channel = $1 AND address_key = $2 AND created_at > $3"
        f" AND state <> 'dropped' ORDER BY next_at DESC LIMIT 1 OFFSET {limits.SENT_AN_HOUR - 1}",
        channel,
        key,
        now - 24 * hour,
    )
    return now if nth is None else max(now, int(nth) + hour)


@job(JOB, timeout=limits.SEND_SECONDS + 30, at_once=4)
async def run(payload: Mapping[str, Any]) -> None:
    """Sends one message."""
    await hand_over(int(payload["id"]))


async def hand_over(message_id: int) -> None:
    """Hands a message over to its channel and notes what came of it. Raises Later for the next try."""
    row = await fetch_one("SELECT * FROM channel_outgoing WHERE id = $1", message_id)
    if row is None or row["state"] != "queued":
        return
    known = registry.find(row["channel"])
    if known is None or known.channel.send is None:
        raise Later(now_us() + limits.GONE_PAUSE // timedelta(microseconds=1))
    message = await _message(row)
    if message is None:
        await _failed(row, reasons.LOST)
        return
    try:
        external_id = await _sent(known, message)
    except Undeliverable:
        await _failed(row, reasons.UNDELIVERABLE)
    except PluginFailed as failed:
        await _again(row, type(failed.__cause__).__name__ if failed.__cause__ is not None else type(failed).__name__)
    else:
        await _done(row, external_id or row["stable_id"])


async def _sent(known: Known, message: Outgoing) -> str:
    channel: Channel = known.channel

    async def call() -> str:
        assert channel.send is not None
        return await channel.send(known.context, message)

    answer = await isolated(
        known.plugin,
        f"send of {channel.key}",
        call,
        seconds=limits.SEND_SECONDS,
        allowed=(Undeliverable,),
        counts=False,
    )
    return one_line(str(answer or ""), limits.EXTERNAL_ID)


async def _message(row: Row) -> Outgoing | None:
    """What leaves, read now; None when it must not or there is nothing of it any more."""
    text, subject, files = row["text"], row["subject"], tuple[OutgoingFile, ...]()
    if row["comment_id"] is not None:
        found = await outside.comment_with(row["comment_id"])
        if found is None or not _may_leave(row, found[1].visibility, found[1].principal_id):
            return None
        text = found[0].text
        kept = (await of_comments([row["comment_id"]])).get(row["comment_id"], [])
        files = tuple(
            OutgoingFile(name=one.name, type=one.media_type, path=open_path(one)) for one in kept if not one.erased
        )
    if row["ticket_id"] is not None and not subject:
        subject = (await ticket_store.load(row["ticket_id"])).subject
    return Outgoing(
        id=row["stable_id"],
        endpoint=row["endpoint"],
        address=row["address"],
        name=await name_of(row["principal_id"]),
        subject=subject,
        text=text,
        files=files,
        answers=row["answers"],
        reference=reference_of(row["ticket_id"], row["thread_id"]) if row["ticket_id"] is not None else "",
        number=str(row["ticket_id"] or ""),
    )


def _may_leave(row: Row, visibility: str, outsider_id: int | None) -> bool:
    """Notes of the staff never leave; what is said with an outsider leaves for him alone."""
    if visibility == "outside":
        return outsider_id is not None and outsider_id == row["principal_id"]
    return visibility == "public"


# What came of it ----------------------------------------------------------------------------------------------


async def _done(row: Row, external_id: str) -> None:
    async with tx():
        mine = await execute(
            "UPDATE channel_outgoing SET state = 'sent', external_id = $2, sent_at = $3, text = '', error = ''"
            " WHERE id = $1 AND state = 'queued'",
            row["id"],
            external_id,
            now_us(),
        )
        if mine:
            await record(
                MessageSent(
                    stream_id=row["id"],
                    actor_id=None,
                    channel=row["channel"],
                    ticket_id=row["ticket_id"],
                    comment_id=row["comment_id"],
                ),
                _topics(row),
            )


async def _failed(row: Row, reason: str) -> None:
    async with tx():
        mine = await execute(
            "UPDATE channel_outgoing SET state = 'failed', error = $2 WHERE id = $1 AND state IN ('queued', 'sent')",
            row["id"],
            reason,
        )
        if mine:
            await record(
                MessageFailed(
                    stream_id=row["id"],
                    actor_id=None,
                    channel=row["channel"],
                    direction="out",
                    reason=reason,
                    ticket_id=row["ticket_id"],
                ),
                _topics(row),
            )


def _topics(row: Row) -> list[str]:
    """The page of the ticket tells its staff what became of it."""
    return [f"staff:{row['ticket_id']}"] if row["ticket_id"] is not None else []


async def _again(row: Row, error: str) -> None:
    """Puts it off, twice as long each time; after many tries it waits for a person. Raises Later."""
    tries = row["attempts"] + 1
    log.warning("a message could not be handed over", message=row["id"], error=error, tries=tries)
    if tries >= limits.SEND_TRIES:
        await _failed(row, reasons.TRIES)
        return
    at = now_us() + min(limits.SEND_FIRST * 2 ** (tries - 1), limits.SEND_LONGEST) // timedelta(microseconds=1)
    await execute(
        "UPDATE channel_outgoing SET attempts = $2, next_at = $3, error = $4 WHERE id = $1",
        row["id"],
        tries,
        at,
        error[:64],
    )
    raise Later(at)


async def receipt(channel: str, external_id: str, state: str) -> bool:
    """What the channel tells of a message that has left: sent, delivered, read or failed. False when nothing changes.

    It only leads forward; one for a message that nobody knows is passed over.
    """
    if state not in FORWARD:
        raise ValueError(f"a receipt says one of {', '.join(FORWARD)}, not {state!r}")
    row = await fetch_one(
        "SELECT * FROM channel_outgoing WHERE channel = $1 AND external_id = $2", channel, external_id
    ) or await fetch_one("SELECT * FROM channel_outgoing WHERE channel = $1 AND stable_id = $2", channel, external_id)
    if row is None or row["state"] not in FORWARD[state]:
        return False
    if state == "failed":
        await _failed(row, reasons.UNDELIVERABLE)
        return True
    froms = ", ".join(f"'{one}'" for one in FORWARD[state])
    return bool(
        await execute(f"UPDATE channel_outgoing SET state = $2 WHERE id = $1 AND state IN ({froms})", row["id"], state)
    )


async def send_again(message_id: int) -> bool:
    """Has a failed message tried anew, in the current transaction; False when it has not failed."""
    now = now_us()
    mine = await execute(
        "UPDATE channel_outgoing SET state = 'queued', attempts = 0, error = '', next_at = $2"
        " WHERE id = $1 AND state = 'failed'",
        message_id,
        now,
    )
    if mine:
        await enqueue(JOB, {"id": message_id}, key=f"{JOB}:{message_id}")
    return bool(mine)
