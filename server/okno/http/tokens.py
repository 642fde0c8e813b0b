"""Tokens for REST: shown once, stored as hashes, with all rights of their person or with fewer."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from okno.access import RIGHTS
from okno.clock import from_us, now_us, to_us
from okno.db import Row, dump_json, execute, fetch, fetch_one, load_json
from okno.errors import Refused
from okno.http.sessions import SEEN_US, hashed
from okno.people import Person, get
from okno.text import N_, one_line

PREFIX = "okno_"


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
    person_id: int, name: str, *, rights: Iterable[str] | None = None, expires: datetime | None = None
) -> str:
    """Makes a token and returns it; it can't be shown again. Raises Refused for a right that does not exist."""
    narrowed = None if rights is None else sorted(set(rights))
    unknown = set(narrowed or ()) - set(RIGHTS)
    if unknown:
        raise Refused(N_("There is no right called %(right)s.", right=", ".join(sorted(unknown))))
    plain = PREFIX + secrets.token_urlsafe(32)
    await execute(
        "INSERT INTO token (hash, person_id, name, rights, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        hashed(plain),
        person_id,
        one_line(name),
        None if narrowed is None else dump_json(narrowed),
        now_us(),
        None if expires is None else to_us(expires),
    )
    return plain


async def find(plain: str) -> Bearer | None:
    """Whose token this is; None when it is unknown, over, revoked, or its person is not active."""
    now = now_us()
    row = await fetch_one(
        "SELECT id, person_id, rights, last_used_at FROM token"
        " WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)",
        hashed(plain),
        now,
    )
    person = await get(row["person_id"]) if row else None
    if row is None or person is None or not person.active:
        return None
    if now - (row["last_used_at"] or 0) >= SEEN_US:
        await execute("UPDATE token SET last_used_at = $1 WHERE id = $2", now, row["id"])
    return Bearer(row["id"], person, _rights(row))


async def revoke(token_id: int, *, person_id: int) -> bool:
    """Ends a token of a person for good; False when he has no such one."""
    changed = await execute(
        "UPDATE token SET revoked_at = $1 WHERE id = $2 AND person_id = $3 AND revoked_at IS NULL",
        now_us(),
        token_id,
        person_id,
    )
    return changed == 1


async def list_of(person_id: int, limit: int = 200) -> list[Token]:
    """The tokens of a person that are not revoked, the newest first."""
    rows = await fetch(
        "SELECT * FROM token WHERE person_id = $1 AND revoked_at IS NULL ORDER BY id DESC LIMIT $2", person_id, limit
    )
    return [Token(row["id"], row["name"], _rights(row), from_us(row["created_at"]), *_moments(row)) for row in rows]


def _rights(row: Row) -> frozenset[str] | None:
    rights = load_json(row["rights"])
    return None if rights is None else frozenset(rights)


def _moments(row: Row) -> tuple[datetime | None, datetime | None]:
    used, over = row["last_used_at"], row["expires_at"]
    return (None if used is None else from_us(used)), (None if over is None else from_us(over))
