"""Devices that show notices although no page is open: taking them on, sending to them, letting go of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from okno import outbound
from okno.clock import now_us
from okno.db import Row, execute, fetch, fetch_one, fetch_value, tx
from okno.errors import Invalid, Refused, TooMany
from okno.events import record
from okno.jobs import job
from okno.notify import due, outbox, webpush
from okno.notify.events import DeviceRemoved, DeviceSubscribed
from okno.notify.outbox import PUSH, PUSH_JOB
from okno.notify.rewording import reworded
from okno.notify.wording import Said
from okno.people import get as get_person
from okno.settings import Settings
from okno.text import N_, one_line

MOST = 10
"""Devices of one person."""
LONGEST_ENDPOINT = 1000
ATTEMPTS = 8
"""With the pauses between jobs that is some ten minutes of a silent service; then the news is old."""
LIFE = timedelta(days=1)
"""How long a push service keeps a message for a device that sleeps."""
STALE_US = int(LIFE / timedelta(microseconds=1))
_GONE = (404, 410)
_NEVER = (400, 401, 403, 413)
"""The service does not take it as it is: another try would change nothing."""
ADDRESS = N_("The browser has given an address that this server does not call.")


@dataclass(frozen=True)
class Device:
    """A browser of a person. Times in microseconds UTC; `failures` in a row."""

    id: int
    browser: str
    created_at: int
    sent_at: int | None
    failures: int
    endpoint: str


def way(settings: Settings) -> outbound.Way:
    """How push services are called: employees name them, so what is inside for others is not for them."""
    return outbound.Way(
        proxy=settings.push.proxy or settings.outbound.proxy,
        only=settings.push.services,
        inside=settings.push.inside,
        authorities=settings.outbound.authorities,
        own=outbound.usual().own,
    )


# Devices ------------------------------------------------------------------------------------------------------


async def devices_of(person_id: int) -> list[Device]:
    """The devices of a person, the newest first."""
    rows = await fetch(
        "SELECT id, browser, created_at, sent_at, failures, endpoint FROM push_subscription WHERE person_id = $1"
        " ORDER BY id DESC",
        person_id,
    )
    return [Device(**row) for row in rows]


async def subscribe(person_id: int, *, endpoint: str, key: str, secret: str, browser: str) -> int:
    """Takes a browser on, and gives the id. A browser has one person: whoever came last.

    Raises Invalid for what no browser gives, Refused when pushes are switched off, TooMany.
    """
    if not outbox.current().push.enabled:
        raise Refused(N_("Notices on devices are switched off here."))
    _check(endpoint, key, secret)
    async with tx():
        known = await fetch_one("SELECT id, person_id FROM push_subscription WHERE endpoint = $1", endpoint)
        if known is not None and known["person_id"] == person_id:
            await execute(
                "UPDATE push_subscription SET key = $2, secret = $3, failures = 0 WHERE id = $1",
                known["id"],
                key,
                secret,
            )
            return int(known["id"])
        if known is not None:
            # Its rows in the outbox are for the other one: a new id keeps them from him.
            await _remove(known["id"], known["person_id"], actor_id=person_id)
        count = await fetch_value("SELECT count(*) FROM push_subscription WHERE person_id = $1", person_id)
        if int(count) >= MOST:
            raise TooMany(N_("At most %(n)s devices. Remove one that you do not use.", n=MOST))
        device = int(
            await fetch_value(
                "INSERT INTO push_subscription (person_id, endpoint, key, secret, browser, created_at, failures)"
                " VALUES ($1, $2, $3, $4, $5, $6, 0) RETURNING id",
                person_id,
                endpoint,
                key,
                secret,
                one_line(browser, 120),
                now_us(),
            )
        )
        await record(DeviceSubscribed(stream_id=person_id, actor_id=person_id, device=device))
    return device


async def remove(person_id: int, device_id: int, *, actor_id: int | None) -> bool:
    """Lets go of a device of a person; False when he has no such."""
    async with tx():
        return await _remove(device_id, person_id, actor_id=actor_id)


async def remove_endpoint(person_id: int, endpoint: str) -> bool:
    """The same for the browser with this address, as when its person signs out there."""
    device = await fetch_value(
        "SELECT id FROM push_subscription WHERE person_id = $1 AND endpoint = $2", person_id, endpoint
    )
    return device is not None and await remove(person_id, int(device), actor_id=person_id)


async def _remove(device_id: int, person_id: int, *, actor_id: int | None, gone: bool = False) -> bool:
    sql = "DELETE FROM push_subscription WHERE id = $1 AND person_id = $2"
    removed = await execute(sql, device_id, person_id) == 1
    if removed:
        await execute(
            "UPDATE message SET state = 'dropped' WHERE person_id = $1 AND channel = $2 AND state = 'waiting'",
            person_id,
            f"{PUSH}{device_id}",
        )
        await record(DeviceRemoved(stream_id=person_id, actor_id=actor_id, device=device_id, gone=gone))
    return removed


def _check(endpoint: str, key: str, secret: str) -> None:
    if len(endpoint) > LONGEST_ENDPOINT:
        raise Invalid({"endpoint": ADDRESS})
    try:
        outbound.check(endpoint, way(outbox.current()))
    except outbound.Unreachable:
        raise Invalid({"endpoint": ADDRESS}) from None
    try:
        webpush.point(key)
        right = len(webpush.decoded(secret)) == webpush.SECRET_BYTES
    except (ValueError, UnicodeEncodeError):
        right = False
    if not right:
        raise Invalid({"key": N_("The browser has given a key that is none.")})


# Sending ------------------------------------------------------------------------------------------------------


@job(PUSH_JOB, attempts=ATTEMPTS, timeout=60)
async def send(payload: Mapping[str, Any]) -> None:
    """Sends one message to one device and settles it."""
    row = await due.waiting(int(payload["message"]))
    person = await get_person(row["person_id"]) if row is not None else None
    if row is None or person is None:
        return
    await due.wait_for_quiet(row, person)
    device = await _device(row)
    said = await due.ready(row) if device is not None and not _is_stale(row) else None
    if device is None or said is None:
        await outbox.settle_row(row["id"], "dropped")
        return
    try:
        await _hand_over(row, device, await reworded(said, row, "push"), person.locale)
    except outbound.Unreachable as error:
        await _refused(row, device, str(error))
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        if row["attempts"] + 1 >= ATTEMPTS:
            # No work for an administrator: the notice in the page is there.
            await _refused(row, device, why)
            return
        await _failed(device)
        await outbox.note_failure(row["id"], why, attempts=ATTEMPTS)
        raise


def _is_stale(row: Row) -> bool:
    """What could not be told for a day is old news; what has waited for quiet hours to end is not."""
    return bool(now_us() - max(row["created_at"], row["not_before"]) > STALE_US)


async def _device(row: Row) -> Row | None:
    return await fetch_one(
        "SELECT id, person_id, endpoint, key, secret FROM push_subscription WHERE id = $1 AND person_id = $2",
        int(row["channel"].removeprefix(PUSH)),
        row["person_id"],
    )


async def _hand_over(row: Row, device: Row, said: Said, locale: str) -> None:
    settings = outbox.current()
    content = webpush.encrypt(_payload(row, said, locale), device["key"], device["secret"])
    contact = settings.push.contact or (settings.base_url if settings.base_url.startswith("https:") else "")
    contact = contact or settings.mail.sender
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(LIFE.total_seconds())),
        "Urgency": "high" if row["kind"].startswith("late") else "normal",
        "Authorization": webpush.authorization(
            settings.home, device["endpoint"], contact if contact.startswith("https:") else f"mailto:{contact}"
        ),
    }
    answer = await outbound.post(device["endpoint"], content, headers, way(settings))
    if answer.status in _GONE:
        async with tx():
            await _remove(device["id"], device["person_id"], actor_id=None, gone=True)
    elif answer.status in _NEVER:
        await _refused(row, device, f"the service answers {answer.status}")
    elif 200 <= answer.status < 300:
        await _taken(row, device)
    else:
        raise OSError(f"the service answers {answer.status}")


def _payload(row: Row, said: Said, locale: str) -> bytes:
    """Short words and ids. What concerns one thing has one tag: the newest takes the place of the one before."""
    path = due.href_of(row)
    told = {"title": said.subject, "body": said.text, "path": path, "tag": path, "lang": locale}
    content = json.dumps(told, ensure_ascii=False).encode("utf-8")
    assert len(content) <= webpush.LONGEST
    return content


async def _taken(row: Row, device: Row) -> None:
    async with tx():
        await outbox.settle_row(row["id"], "sent")
        sql = "UPDATE push_subscription SET sent_at = $2, failures = 0 WHERE id = $1"
        await execute(sql, device["id"], now_us())


async def _refused(row: Row, device: Row, why: str) -> None:
    await _failed(device)
    await outbox.settle_row(row["id"], "dropped", why)


async def _failed(device: Row) -> None:
    await execute("UPDATE push_subscription SET failures = failures + 1 WHERE id = $1", device["id"])
