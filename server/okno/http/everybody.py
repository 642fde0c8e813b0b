"""Sessions and tokens of everybody, for whoever administers them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from okno.clock import from_us, now_us
from okno.db import Row, fetch, fetch_value, in_list
from okno.http import sessions, tokens
from okno.http.tokens import Token, token_of

PAGE = 50


@dataclass(frozen=True)
class OpenSession:
    """Where a person is signed in. `key` names it among his: the moment of its beginning, in microseconds."""

    person_id: int
    key: int
    id_hash: str
    created: datetime
    seen: datetime
    address: str
    agent: str


@dataclass(frozen=True)
class OpenToken:
    """A token that works, and whose it is."""

    person_id: int
    token: Token


async def open_sessions(
    people: Collection[int] | None = None, *, after: tuple[int, str] | None = None, limit: int = PAGE
) -> tuple[list[OpenSession], tuple[int, str] | None]:
    """Sessions that live, the last used first, those of `people` alone when given; and the key to go on with."""
    where, args = ["s.expires_at > $1", "s.created_at > $2", "p.active = $3"], list[object]()
    args += [now_us(), now_us() - sessions.LONGEST_US, True]
    _of(people, "s", where, args)
    if after is not None:
        args += after
        where.append(f"(s.seen_at, s.id_hash) < (${len(args) - 1}, ${len(args)})")
    rows = await fetch(
        "SELECT s.id_hash, s.person_id, s.created_at, s.seen_at, s.address, s.agent FROM session s"
        f" JOIN person p ON p.id = s.person_id WHERE {' AND '.join(where)}"
        f" ORDER BY s.seen_at DESC, s.id_hash DESC LIMIT ${len(args) + 1}",
        *args,
        limit + 1,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    return [_session(row) for row in rows[:limit]], (last["seen_at"], last["id_hash"]) if last is not None else None


async def open_tokens(
    people: Collection[int] | None = None, *, after: int | None = None, limit: int = PAGE
) -> tuple[list[OpenToken], int | None]:
    """Tokens that work, the newest first, those of `people` alone when given; and the id to go on below."""
    where, args = ["k.revoked_at IS NULL", "(k.expires_at IS NULL OR k.expires_at > $1)"], list[object]([now_us()])
    _of(people, "k", where, args)
    if after is not None:
        args.append(after)
        where.append(f"k.id < ${len(args)}")
    rows = await fetch(
        f"SELECT k.* FROM token k WHERE {' AND '.join(where)} ORDER BY k.id DESC LIMIT ${len(args) + 1}",
        *args,
        limit + 1,
    )
    found = [OpenToken(row["person_id"], token_of(row)) for row in rows[:limit]]
    return found, found[-1].token.id if len(rows) > limit else None


def _of(people: Collection[int] | None, table: str, where: list[str], args: list[object]) -> None:
    if people is not None:
        places, more = in_list(sorted(people), start=len(args) + 1)
        where.append(f"{table}.person_id IN {places}")
        args += more


def _session(row: Row) -> OpenSession:
    return OpenSession(
        person_id=row["person_id"],
        key=row["created_at"],
        id_hash=row["id_hash"],
        created=from_us(row["created_at"]),
        seen=from_us(row["seen_at"]),
        address=row["address"],
        agent=row["agent"],
    )


async def end_session(person_id: int, key: int, *, actor_id: int) -> bool:
    """Ends the session of a person that began at `key`; False when he has no such one any more."""
    id_hash = await fetch_value("SELECT id_hash FROM session WHERE person_id = $1 AND created_at = $2", person_id, key)
    return id_hash is not None and await sessions.destroy(id_hash, person_id=person_id, actor_id=actor_id)


async def end_all(person_id: int, *, actor_id: int, but: str = "") -> int:
    """Ends all sessions of a person, except the one with the hash `but`, and counts them."""
    return await sessions.destroy_all(person_id, but=but, actor_id=actor_id)


async def revoke_token(token_id: int, *, actor_id: int) -> bool:
    """Revokes anybody's token; False when there is none that works."""
    owner = await fetch_value("SELECT person_id FROM token WHERE id = $1", token_id)
    return owner is not None and await tokens.revoke(token_id, person_id=int(owner), actor_id=actor_id)
