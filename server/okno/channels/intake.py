"""The job that reads a message that came in, finds out who has sent it and where it belongs, and puts it there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, NoReturn

from okno.channels import address, duplicates, limits, parser, rates, reasons, receive, registry, route, store, words
from okno.channels.contract import Parsed, Policy
from okno.channels.events import MessageFailed
from okno.channels.reference import place_of
from okno.channels.registry import Known
from okno.channels.route import Case, Held, Repeated, Settled
from okno.channels.sender import Sender, sender_of
from okno.channels.wire import NotParsed
from okno.clock import now_us
from okno.db import Row, execute, fetch_one, load_json, prepared, tx
from okno.errors import Invalid, OknoError, TooMany, Unavailable
from okno.events import record
from okno.hooks.isolation import isolated
from okno.jobs import Later, job
from okno.log import get

WAITING = ("stored", "parsed")
POLICY_SECONDS = 5.0

log = get(__name__)


@job(receive.JOB, timeout=180, at_once=limits.PARSERS)
async def run(payload: Mapping[str, Any]) -> None:
    """Takes one message up."""
    await take(int(payload["id"]))


async def take(message_id: int) -> None:
    """Reads a message and puts it where it belongs; one that can't go on is held with its reason. Raises Later."""
    row = await load(message_id)
    if row is None or row["state"] not in WAITING:
        return
    known = registry.find(row["channel"])
    if known is None:
        await _wait(row, reasons.GONE, limits.GONE_PAUSE)
    parsed = await _parsed(row, known)
    if parsed is None:
        return
    try:
        await _put(row, known, parsed)
    except Held as held:
        await hold(row, held.reason)
    except Repeated as repeated:
        await ignore(row, reasons.DUPLICATE, of=repeated.of)
    except Settled:
        log.info("a message was dealt with meanwhile", message=message_id)


async def load(message_id: int) -> Row | None:
    """The row of a message."""
    row = await fetch_one("SELECT * FROM channel_incoming WHERE id = $1", message_id)
    return None if row is None else {**row, "meta": load_json(row["meta"]), "released": bool(row["released"])}


# Reading ------------------------------------------------------------------------------------------------------


async def _parsed(row: Row, known: Known) -> Parsed | None:
    """What it says; None when it can't be read, which is noted. Raises Later for the next try."""
    raw = await store.read(row)
    if raw is None:
        await hold(row, reasons.LOST, state="failed")
        return None
    tries = row["attempts"] + 1
    if tries > limits.PARSE_TRIES:
        # It has taken the whole worker along each time, so nobody has written down why.
        await hold(row, reasons.CRASH, state="failed")
        return None
    await execute("UPDATE channel_incoming SET attempts = $2 WHERE id = $1", row["id"], tries)
    try:
        return await parser.parse(known.channel.parse, raw, row["meta"])
    except parser.BadMessage as error:
        await hold(row, reasons.UNREADABLE, state="failed", error=error.error)
    except NotParsed as error:
        await hold(row, error.reason, state="failed")
    except parser.Died as died:
        log.warning("a message ended the program that read it", message=row["id"], reason=died.reason, tries=tries)
        if tries >= limits.PARSE_TRIES:
            await hold(row, died.reason, state="failed")
        else:
            await _wait(row, died.reason, limits.PARSE_PAUSES[min(tries, len(limits.PARSE_PAUSES)) - 1])
    return None


# Putting it where it belongs ----------------------------------------------------------------------------------


async def _put(row: Row, known: Known, parsed: Parsed) -> None:
    settings = store.current()
    sender = await sender_of(known.channel, row, parsed, region=settings.phone_region)
    text_hash = words.hash_of(parsed)
    await _note(row, parsed, sender, text_hash)
    if await duplicates.own(row):
        await ignore(row, reasons.OWN)
        return
    if parsed.auto and not row["released"]:
        await ignore(row, reasons.AUTO)
        return
    policy = await _policy(known, str(row["endpoint"]))
    await _check(row, parsed, sender, policy)
    case = Case(row=row, channel=known.channel, policy=policy, parsed=parsed, sender=sender, text_hash=text_hash)
    way = await route.way_of(case, await place_of(row, parsed))
    kept = await words.keep(parsed, way.owner_id, settings, settings.locale)
    await _go(case, way, kept)


async def _check(row: Row, parsed: Parsed, sender: Sender, policy: Policy) -> None:
    """Raises Held, or Later when the channel has brought enough for this hour."""
    if sender.problem:
        raise Held(sender.problem)
    if not (parsed.text or parsed.subject or parsed.files or parsed.answers):
        raise Held(reasons.EMPTY)
    if row["released"]:
        return
    if await rates.crowded(row, address.key_of(parsed.sender), policy):
        raise Held(reasons.RATE)
    if await rates.full(row, policy, now_us()):
        await _wait(row, reasons.FULL, limits.FULL_PAUSE)


async def _go(case: Case, way: route.Way, kept: words.Words) -> None:
    """Puts it there. A service that a message in plain words can't fill in gives way to the general request."""
    services: list[str | None] = [case.policy.service or None]
    if case.policy.service and not case.parsed.answers:
        services.append(None)
    for service in services:
        last = service == services[-1]
        try:
            # Plugins may be asked on the way: that happens before the transaction.
            await prepared(partial(route.go, case, way, kept, service=service))
            return
        except Invalid as error:
            if last:
                log.info("a message does not fill its form in", message=case.row["id"], fields=sorted(error.fields))
                raise Held(reasons.FORM) from error
        except (TooMany, Unavailable):
            await _wait(case.row, reasons.FULL, limits.FULL_PAUSE)
        except OknoError as error:
            raise Held(reasons.REFUSED) from error


async def _policy(known: Known, endpoint: str) -> Policy:
    async def ask() -> Policy:
        return await registry.policy_of(known, endpoint)

    return await isolated(known.plugin, f"policy of {known.channel.key}", ask, seconds=POLICY_SECONDS, counts=False)


# Noting -------------------------------------------------------------------------------------------------------


async def _note(row: Row, parsed: Parsed, sender: Sender, text_hash: str) -> None:
    """It can be read: its tries begin anew, and who sent it is known from now on."""
    await execute(
        "UPDATE channel_incoming SET state = 'parsed', attempts = 0, error = '', sender = $2, sender_key = $3,"
        " sender_name = $4, principal_id = $5, text_hash = $6 WHERE id = $1 AND state IN ('stored', 'parsed')",
        row["id"],
        parsed.sender,
        address.key_of(parsed.sender),
        parsed.sender_name,
        sender.principal_id,
        text_hash,
    )


async def hold(row: Row, reason: str, *, state: str = "quarantined", error: str = "") -> None:
    """The message waits for a person."""
    async with tx():
        mine = await execute(
            "UPDATE channel_incoming SET state = $2, reason = $3, error = $4, next_at = NULL"
            " WHERE id = $1 AND state IN ('stored', 'parsed')",
            row["id"],
            state,
            reason,
            error,
        )
        if mine:
            await record(
                MessageFailed(stream_id=row["id"], actor_id=None, channel=row["channel"], direction="in", reason=reason)
            )


async def ignore(row: Row, reason: str, *, of: int | None = None) -> None:
    """Nothing comes of the message; `of` is the one that it repeats."""
    await execute(
        "UPDATE channel_incoming SET state = 'ignored', reason = $2, duplicate_of = $3, next_at = NULL"
        " WHERE id = $1 AND state IN ('stored', 'parsed')",
        row["id"],
        reason,
        of,
    )


async def _wait(row: Row, reason: str, pause: timedelta) -> NoReturn:
    """Raises Later: it is looked at again, and nothing is lost meanwhile."""
    at = now_us() + pause // timedelta(microseconds=1)
    await execute("UPDATE channel_incoming SET reason = $2, next_at = $3 WHERE id = $1", row["id"], reason, at)
    raise Later(at)
