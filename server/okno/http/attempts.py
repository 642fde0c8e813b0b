"""Signing in by login and password and by the code after it, with a limit of attempts for each account and address.

An attempt is counted before the password is looked at, in one statement, so that many at once can't slip through.
The same happens for a login that nobody has: neither the answer nor its time tells which accounts exist.

Whoever attacks an account, or comes from the address of a whole office, must not lock its owner out: a browser in
which he was before (see known_browser) has a count of its own, and so has the proof of a password by whoever is in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any

from okno.clock import SECOND_US, now_us
from okno.db import execute, fetch_one, tx
from okno.errors import NotSignedIn, TooMany
from okno.events import record
from okno.events.origin import coming
from okno.hooks import guest_of
from okno.hooks.isolation import PluginFailed, isolated
from okno.http.hooks import sign_in_methods
from okno.jobs import enqueue, job
from okno.people import Person, by_login, get, second_factor, verify
from okno.people.events import SignInRefused
from okno.settings import Limits
from okno.text import N_, one_line, plural

ADDRESS_FACTOR = 10
"""How many times more attempts an address has than an account: a whole office may come from one address."""
ENTRIES_FACTOR = 100
"""How many times more an account may be entered than it may fail: each time is kept in the audit for ever."""
CHECK_SECONDS = 10.0
"""How long a plugin may take to check a password: directories are slow at times."""
LETTERS = 3
"""How many letters with a link an account gets in one span of time."""

_COUNT = """
INSERT INTO sign_in_attempt (key, started_at, count) VALUES ($1, $2, 1)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN sign_in_attempt.started_at < $3 THEN 1 ELSE sign_in_attempt.count + 1 END,
  started_at = CASE WHEN sign_in_attempt.started_at < $3 THEN $2 ELSE sign_in_attempt.started_at END
RETURNING count, started_at
"""


@dataclass(frozen=True)
class _Attempt:
    """An attempt that was counted: under which keys, "" for an address that does not count; the last that is free."""

    account: str
    place: str
    last: bool


Knows = Callable[[int], bool]
"""Whether the browser was in the account of the person with this id before."""


def _knows_nobody(_: int) -> bool:
    return False


async def sign_in(login: str, password: str, *, address: str, limits: Limits, knows: Knows = _knows_nobody) -> Person:
    """The person whose login and password these are. Raises NotSignedIn with one and the same sentence, or TooMany.

    Whoever has a second factor is not in yet: see `second_step`.
    """
    meant = await by_login(login)
    apart = meant is not None and knows(meant.id)
    attempt = await _counted("account", login, address, limits, apart=apart)
    person = await verify(login, password) or await _by_method(login, password)
    if person is None:
        await _refused(meant, "password", address, attempt)
        raise NotSignedIn(N_("The login or the password is not right. Check the keyboard layout and Caps Lock."))
    await _count(account_key(str(person.id), "entry"), limits.sign_in_failures * ENTRIES_FACTOR, limits)
    await _passed(attempt)
    return person


async def _by_method(login: str, password: str) -> Person | None:
    """Whose login and password a plugin knows these to be; asked one after the other."""
    for answer in sign_in_methods.answers():
        for method in answer.value:
            guest = guest_of(answer.plugin)
            if method.check is None or guest is None:
                continue
            ask = partial(method.check, guest.context(), login, password)
            with suppress(PluginFailed):
                found = await isolated(answer.plugin, f"sign-in {method.key}", ask, seconds=CHECK_SECONDS)
                person = await get(found) if found is not None else None
                if person is not None and person.active:
                    return person
    return None


async def prove(person: Person, password: str, *, address: str, limits: Limits) -> None:
    """Raises NotSignedIn unless this is the password of a person who is in, or TooMany: a session must guess none."""
    attempt = await _counted("proof", str(person.id), address, limits, apart=True)
    if await verify(person.login, password) is None:
        await _refused(person, "password", address, attempt)
        raise NotSignedIn
    await _passed(attempt)


async def second_step(
    person: Person, typed: str, *, home: Path, address: str, limits: Limits, apart: bool = False
) -> None:
    """Uses up a code of the second factor of a person. Raises NotSignedIn when it is not right, or TooMany.

    Its attempts have a count of their own: who knows the password can't begin anew by entering it again. `apart` is
    for browsers in which the person was before.
    """
    attempt = await _counted("code", str(person.id), address, limits, apart=apart)
    if not await second_factor.accept(home, person.id, typed):
        await _refused(person, "code", address, attempt)
        raise NotSignedIn(N_("This code does not fit. Wait for the next one: each code is good for one time."))
    await _passed(attempt)


async def ask_for_letter(typed: str, *, address: str, limits: Limits) -> None:
    """Counts a request for a letter with a link. Raises TooMany, for accounts that exist and for others alike."""
    await _count(_address_key("letters", address), limits.sign_in_failures, limits)
    await _count(account_key(typed, "letter"), LETTERS, limits)


async def letter_allowed(person_id: int, limits: Limits) -> bool:
    """Whether a person may get one more letter with a link now, by whatever name he was asked for."""
    try:
        await _count(account_key(str(person_id), "letter to"), LETTERS, limits)
    except TooMany:
        return False
    return True


async def _counted(kind: str, name: str, address: str, limits: Limits, *, apart: bool) -> _Attempt:
    """Counts an attempt, `apart` from those of strangers. Raises TooMany."""
    account = account_key(name, f"known {kind}" if apart else kind)
    place = "" if apart else _address_key("address", address)
    if place:
        await _count(place, limits.sign_in_failures * ADDRESS_FACTOR, limits)
    times = await _count(account, limits.sign_in_failures, limits)
    return _Attempt(account, place, times == limits.sign_in_failures)


async def _passed(attempt: _Attempt) -> None:
    await execute("DELETE FROM sign_in_attempt WHERE key = $1", attempt.account)
    # Only this attempt is given back: whoever has one account must not clear his guesses at others with it.
    await execute("UPDATE sign_in_attempt SET count = count - 1 WHERE key = $1 AND count > 0", attempt.place)


async def _refused(person: Person | None, step: str, address: str, attempt: _Attempt) -> None:
    """Has the refusal written down by the worker, if it concerns anybody: here it takes the same time for nobody."""
    told = {"person": person.id if person else None, "step": step, "address": address, "last": attempt.last}
    async with tx():
        await enqueue("http.refused", told)


@job("http.refused")
async def note_refused(payload: Mapping[str, Any]) -> None:
    """Writes down that a known account was refused."""
    if payload["person"] is None:
        return
    step, last = payload["step"], payload["last"]
    with coming("page", payload["address"]):
        async with tx():
            await record(SignInRefused(stream_id=payload["person"], actor_id=None, step=step, last=last))


async def _count(key: str, allowed: int, limits: Limits) -> int:
    """How many times it was by now. Raises TooMany after so many as are allowed."""
    now = now_us()
    window = limits.sign_in_minutes * 60 * SECOND_US
    row = await fetch_one(_COUNT, key, now, now - window)
    assert row is not None
    if row["count"] > allowed:
        seconds = max(1, (row["started_at"] + window - now) // SECOND_US)
        minutes = -(-seconds // 60)
        raise TooMany(
            plural(
                "Too many attempts. Try again in %(n)s minute.",
                "Too many attempts. Try again in %(n)s minutes.",
                minutes,
            ),
            retry_after=seconds,
        )
    return int(row["count"])


def account_key(name: str, kind: str = "account") -> str:
    """Under which key attempts of a kind are counted: "account" for the password, `name` being the login."""
    # Hashed, because people type passwords into the wrong field.
    return f"{kind}:" + sha256(one_line(name).lower().encode("utf-8", "replace")).hexdigest()


def _address_key(kind: str, address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return f"{kind}:" + address[:64]
    if isinstance(parsed, IPv6Address):
        # One subscriber has at least a whole /64.
        return f"{kind}:{ip_network((parsed, 64), strict=False)}"
    return f"{kind}:{parsed}"
