"""Sessions: rows in the database, so that each can be ended at once. The browser holds a random value, we its hash."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from okno.clock import SECOND_US, from_us, now_us
from okno.db import Row, execute, fetch, fetch_one, tx
from okno.events import record
from okno.http.events import SessionsEnded
from okno.people import Person
from okno.people.person import P_COLUMNS, taken_from
from okno.text import one_line

COOKIE = "okno_session"
SHUT_COOKIE = f"__Host-{COOKIE}"
"""Its name behind https: a cookie with this prefix can be planted neither by a neighbour domain nor without https."""
SEEN_US = 5 * 60 * SECOND_US
"""How often at most the last visit is written."""
HOUR_US = 3600 * SECOND_US
LONGEST_US = 30 * 24 * HOUR_US
"""After this a session ends even if it is used all the time."""
MOST = 50
"""How many sessions a person has at most; one more ends the one that was used longest ago."""


@dataclass(frozen=True)
class Session:
    """A session of an active person."""

    id_hash: str
    person: Person
    csrf: str
    created_at: int
    seen_at: int


@dataclass(frozen=True)
class SessionLine:
    """A session as its owner sees it in a list."""

    id_hash: str
    created: datetime
    seen: datetime
    address: str
    agent: str


def cookie_name(scheme: str) -> str:
    """The name of the cookie in answers to requests that came by http or by https."""
    return SHUT_COOKIE if scheme == "https" else COOKIE


def hashed(value: str) -> str:
    """The form in which a random secret is stored. Its 256 random bits need neither salt nor slowness."""
    return sha256(value.encode("utf-8", "replace")).hexdigest()


async def create(person_id: int, *, address: str, agent: str, hours: int) -> str:
    """Starts a session and returns the value of its cookie."""
    value = secrets.token_urlsafe(32)
    now = now_us()
    async with tx():
        await execute(
            "INSERT INTO session (id_hash, person_id, created_at, seen_at, expires_at, csrf, address, agent)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            hashed(value),
            person_id,
            now,
            now,
            now + hours * HOUR_US,
            secrets.token_urlsafe(32),
            address[:64],
            one_line(agent),
        )
        await _end(
            "id_hash NOT IN (SELECT id_hash FROM session WHERE person_id = $1 ORDER BY seen_at DESC, id_hash LIMIT $2)",
            person_id,
            MOST,
        )
    return value


async def seen_from(person_id: int, *, address: str, agent: str) -> bool:
    """Whether a person has a session of such a browser at this address."""
    found = await fetch_one(
        "SELECT 1 AS one FROM session WHERE person_id = $1 AND address = $2 AND agent = $3 LIMIT 1",
        person_id,
        address[:64],
        one_line(agent),
    )
    return found is not None


async def load(value: str, *, hours: int) -> Session | None:
    """The session of a cookie value; None when it has ended or its person is not active any more."""
    now = now_us()
    # Together with its person: each request begins with this statement.
    row = await fetch_one(
        f"SELECT s.id_hash, s.csrf, s.created_at, s.seen_at, {P_COLUMNS}"
        " FROM session s JOIN person p ON p.id = s.person_id WHERE s.id_hash = $1 AND s.expires_at > $2",
        hashed(value),
        now,
    )
    if row is None or now - row["created_at"] >= LONGEST_US:
        return None
    person = taken_from(row)
    if not person.active:
        return None
    if now - row["seen_at"] >= SEEN_US:
        await _seen(row, now, hours)
    return Session(row["id_hash"], person, row["csrf"], row["created_at"], row["seen_at"])


async def _seen(row: Row, now: int, hours: int) -> None:
    """Slides the end of the session; one of several parallel requests writes."""
    await execute(
        "UPDATE session SET seen_at = $1, expires_at = $2 WHERE id_hash = $3 AND seen_at = $4",
        now,
        now + hours * HOUR_US,
        row["id_hash"],
        row["seen_at"],
    )


async def destroy(id_hash: str, *, person_id: int, actor_id: int | None = None) -> bool:
    """Ends one session of a person; False when he has no such one."""
    return await _end("id_hash = $2", person_id, id_hash, actor_id) == 1


async def destroy_all(person_id: int, *, but: str = "", actor_id: int | None = None) -> int:
    """Ends all sessions of a person, except the one with the hash `but`, and counts them."""
    return await _end("id_hash <> $2", person_id, but, actor_id)


async def _end(which: str, person_id: int, value: str | int, actor_id: int | None = None) -> int:
    """Deletes sessions of a person and tells so: live streams that were opened with them end too."""
    async with tx():
        ended = await execute(f"DELETE FROM session WHERE person_id = $1 AND {which}", person_id, value)
        if ended:
            await record(SessionsEnded(stream_id=person_id, actor_id=actor_id), [f"person:{person_id}"])
    return ended


async def list_of(person_id: int, limit: int = MOST) -> list[SessionLine]:
    """The sessions of a person, the last used first."""
    rows = await fetch(
        "SELECT id_hash, created_at, seen_at, address, agent FROM session WHERE person_id = $1 AND expires_at > $2"
        " ORDER BY seen_at DESC LIMIT $3",
        person_id,
        now_us(),
        limit,
    )
    return [
        SessionLine(row["id_hash"], from_us(row["created_at"]), from_us(row["seen_at"]), row["address"], row["agent"])
        for row in rows
    ]
