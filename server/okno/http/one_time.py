"""Secrets that open one door once: a forgotten password, an invitation, the second step of signing in, the first start.

Looking does not use them up: programs of mail servers open links before people do.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum

from okno.clock import SECOND_US, now_us
from okno.db import Row, execute, fetch_one, tx
from okno.http.sessions import hashed

_MINUTE_US = 60 * SECOND_US
_HOUR_US = 60 * _MINUTE_US


class Purpose(StrEnum):
    """What a secret opens."""

    RESET = "reset"
    INVITATION = "invitation"
    SECOND = "second"
    SETUP = "setup"


LIFE_US = {
    Purpose.RESET: _HOUR_US,
    Purpose.INVITATION: 72 * _HOUR_US,
    Purpose.SECOND: 5 * _MINUTE_US,
    Purpose.SETUP: 72 * _HOUR_US,
}
"""How long a secret may be used."""
KEPT_US = 7 * 24 * _HOUR_US
"""How long after its end the row of a secret stays."""


@dataclass(frozen=True)
class OneTime:
    """A secret that can be used now. `person_id` None: it is nobody's."""

    person_id: int | None
    expires_at: int


async def issue(purpose: Purpose, person_id: int | None = None) -> str:
    """Makes a secret; older ones of the same person and purpose open nothing any more."""
    plain = secrets.token_urlsafe(32)
    now = now_us()
    async with tx():
        await end(person_id, purpose)
        await execute(
            "INSERT INTO one_time (hash, purpose, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
            hashed(plain),
            purpose.value,
            person_id,
            now,
            now + LIFE_US[purpose],
        )
    return plain


async def look(purpose: Purpose, plain: str) -> OneTime | None:
    """Whose secret this is, without using it; None when it is unknown, used or over."""
    row = await fetch_one(
        "SELECT person_id, expires_at FROM one_time WHERE hash = $1 AND purpose = $2 AND used_at IS NULL"
        " AND expires_at > $3",
        hashed(plain),
        purpose.value,
        now_us(),
    )
    return _of(row)


async def use(purpose: Purpose, plain: str) -> OneTime | None:
    """The same, and it is used up: of several who come at once one gets it."""
    row = await fetch_one(
        "UPDATE one_time SET used_at = $3 WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3"
        " RETURNING person_id, expires_at",
        hashed(plain),
        purpose.value,
        now_us(),
    )
    return _of(row)


async def end(person_id: int | None, *purposes: Purpose) -> None:
    """Ends the secrets of a person for these purposes."""
    for purpose in purposes:
        owner, args = ("person_id IS NULL", ()) if person_id is None else ("person_id = $3", (person_id,))
        await execute(
            f"UPDATE one_time SET used_at = $1 WHERE purpose = $2 AND used_at IS NULL AND {owner}",
            now_us(),
            purpose.value,
            *args,
        )


def _of(row: Row | None) -> OneTime | None:
    return None if row is None else OneTime(row["person_id"], row["expires_at"])
