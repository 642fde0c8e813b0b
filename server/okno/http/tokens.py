"""Tokens for REST: shown once, stored as hashes, with all rights of their person or with fewer."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from okno.access import RIGHTS
from okno.clock import from_us, now_us, to_us
from okno.db import Row, dump_json, execute, fetch, fetch_one, fetch_value, load_json, tx
from okno.errors import Refused
from okno.events import record
from okno.http.sessions import SEEN_US, hashed
from okno.people import Person
from okno.people.events import TokenIssued, TokenRevoked
from okno.people.person import P_COLUMNS, taken_from
from okno.text import N_, one_line

PREFIX = "okno_"
MOST = 50
"""How many tokens a person may have at once."""


@dataclass(frozen=True)
class Token:
    """A token without its secret. `rights` None = all rights of the person."""

    id: int
    name: str
    rights: frozenset[str] | None
    created: datetime
    last_used: datetime | None
    expires: datetime | None


@dataclass(frozen=True)
class Bearer:
    """Who a valid token speaks for, and what it may at most."""

    token_id: int
    person: Person
    rights: frozenset[str] | None


async def issue(
    person_id: int,
    name: str,
    *,
    rights: Iterable[str] | None = None,
    expires: datetime | None = None,
    actor_id: int | None = None,
) -> str:
    """Makes a token and returns it; it can't be shown again.

    Raises Refused for a right that does not exist, and when the person has as many tokens as he may have.
    """
    narrowed = None if rights is None else sorted(set(rights))
    unknown = set(narrowed or ()) - set(RIGHTS)
    if unknown:
        raise Refused(N_("There is no right called %(right)s.", right=", ".join(sorted(unknown))))
    plain = PREFIX + secrets.token_urlsafe(32)
    async with tx():
        if await _count(person_id) >= MOST:
            raise Refused(N_("There are %(n)s tokens already. Revoke those that are not needed any more.", n=MOST))
        token_id = await fetch_value(
            "INSERT INTO token (hash, person_id, name, rights, created_at, expires_at)"
            " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
            hashed(plain),
            person_id,
            one_line(name),
            None if narrowed is None else dump_json(narrowed),
            now_us(),
            None if expires is None else to_us(expires),
        )
        await record(TokenIssued(stream_id=person_id, actor_id=actor_id, token_id=int(token_id)))
    return plain


async def _count(person_id: int) -> int:
    """How many tokens of a person work now."""
    found = await fetch_value(
        "SELECT count(*) AS n FROM token WHERE person_id = $1 AND revoked_at IS NULL"
        " AND (expires_at IS NULL OR expires_at > $2)",
        person_id,
        now_us(),
    )
    return int(found)


async def find(plain: str) -> Bearer | None:
    """Whose token this is; None when it is unknown, over, revoked, or its person is not active."""
    now = now_us()
    row = await fetch_one(
        f"SELECT k.id AS token_id, k.rights, k.last_used_at, {P_COLUMNS}"
        " FROM token k JOIN person p ON p.id = k.person_id"
        " WHERE k.hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2)",
        hashed(plain),
        now,
    )
    if row is None:
        return None
    person = taken_from(row)
    if not person.active:
        return None
    if now - (row["last_used_at"] or 0) >= SEEN_US:
        await execute("UPDATE token SET last_used_at = $1 WHERE id = $2", now, row["token_id"])
    return Bearer(row["token_id"], person, _rights(row))


async def revoke(token_id: int, *, person_id: int, actor_id: int | None = None) -> bool:
    """Ends a token of a person for good; False when he has no such one."""
    async with tx():
        changed = await execute(
            "UPDATE token SET revoked_at = $1 WHERE id = $2 AND person_id = $3 AND revoked_at IS NULL",
            now_us(),
            token_id,
            person_id,
        )
        if changed:
            await record(TokenRevoked(stream_id=person_id, actor_id=actor_id, token_id=token_id))
    return changed == 1


async def revoke_all(person_id: int, *, actor_id: int | None = None) -> int:
    """Ends all tokens of a person and counts them."""
    async with tx():
        rows = await fetch("SELECT id FROM token WHERE person_id = $1 AND revoked_at IS NULL ORDER BY id", person_id)
        ended = [await revoke(row["id"], person_id=person_id, actor_id=actor_id) for row in rows]
    return sum(ended)


async def list_of(person_id: int, limit: int = 200) -> list[Token]:
    """The tokens of a person that are not revoked, the newest first."""
    rows = await fetch(
        "SELECT * FROM token WHERE person_id = $1 AND revoked_at IS NULL ORDER BY id DESC LIMIT $2", person_id, limit
    )
    return [token_of(row) for row in rows]


def token_of(row: Row) -> Token:
    """The token in a row of its table."""
    return Token(row["id"], row["name"], _rights(row), from_us(row["created_at"]), *_moments(row))


def _rights(row: Row) -> frozenset[str] | None:
    rights = load_json(row["rights"])
    return None if rights is None else frozenset(rights)


def _moments(row: Row) -> tuple[datetime | None, datetime | None]:
    used, over = row["last_used_at"], row["expires_at"]
    return (None if used is None else from_us(used)), (None if over is None else from_us(over))
