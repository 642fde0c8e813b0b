"""Signing in by login and password, with a limit of attempts for each account and each address.

An attempt is counted before the password is looked at, in one statement, so that many at once can't slip through.
The same happens for a login that nobody has: neither the answer nor its time tells which accounts exist.
"""

from __future__ import annotations

from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from okno.clock import SECOND_US, now_us
from okno.db import execute, fetch_one
from okno.errors import NotSignedIn, TooMany
from okno.people import Person, verify
from okno.settings import Limits
from okno.text import N_, one_line, plural

ADDRESS_FACTOR = 10
"""How many times more attempts an address has than an account: a whole office may come from one address."""

_COUNT = """
INSERT INTO sign_in_attempt (key, started_at, count) VALUES ($1, $2, 1)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN sign_in_attempt.started_at < $3 THEN 1 ELSE sign_in_attempt.count + 1 END,
  started_at = CASE WHEN sign_in_attempt.started_at < $3 THEN $2 ELSE sign_in_attempt.started_at END
RETURNING count, started_at
"""


async def sign_in(login: str, password: str, *, address: str, limits: Limits) -> Person:
    """The person who may enter. Raises NotSignedIn with one and the same sentence, or TooMany."""
    account, place = _account_key(login), _address_key(address)
    await _count(place, limits.sign_in_failures * ADDRESS_FACTOR, limits)
    await _count(account, limits.sign_in_failures, limits)
    person = await verify(login, password)
    if person is None:
        raise NotSignedIn(N_("The login or the password is not right. Check the keyboard layout and Caps Lock."))
    await execute("DELETE FROM sign_in_attempt WHERE key = $1", account)
    # Only this attempt is given back: whoever has one account must not clear his guesses at others with it.
    await execute("UPDATE sign_in_attempt SET count = count - 1 WHERE key = $1 AND count > 0", place)
    return person


async def _count(key: str, allowed: int, limits: Limits) -> None:
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


def _account_key(login: str) -> str:
    # Hashed, because people type passwords into the wrong field.
    return "account:" + sha256(one_line(login).lower().encode("utf-8", "replace")).hexdigest()


def _address_key(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return "address:" + address[:64]
    if isinstance(parsed, IPv6Address):
        # One subscriber has at least a whole /64.
        return f"address:{ip_network((parsed, 64), strict=False)}"
    return f"address:{parsed}"
