"""A new password ends what was opened with the old one: sessions, half-finished sign-ins, links in letters."""

from __future__ import annotations

from okno.db import tx
from okno.http import one_time, sessions, tokens
from okno.http.one_time import Purpose
from okno.people import Person, get
from okno.people.account import hash_password, put_password

LINKS = (Purpose.RESET, Purpose.INVITATION)
"""Secrets by which a person chooses a password without the old one."""


async def replace(
    person_id: int, password: str, *, actor_id: int | None, but: str = "", with_tokens: bool = False
) -> None:
    """Gives a person a new password and ends the rest, except the session with the hash `but`. Raises Invalid.

    Tokens were made to outlive a password; they end only when that is asked for.
    """
    hashed = await hash_password(password)
    async with tx():
        await _put(person_id, hashed, actor_id=actor_id, but=but)
        if with_tokens:
            await tokens.revoke_all(person_id, actor_id=actor_id)


async def owner(purpose: Purpose, plain: str) -> Person | None:
    """Who may choose a password with the secret of this link; None when it is over or he is not active any more."""
    found = await one_time.look(purpose, plain)
    person = await get(found.person_id) if found is not None and found.person_id is not None else None
    return person if person is not None and person.active else None


async def choose(purpose: Purpose, plain: str, password: str) -> bool:
    """Uses a link up and sets the password of its person; False when the link is over. Raises Invalid and keeps it."""
    if await owner(purpose, plain) is None:
        return False
    hashed = await hash_password(password)
    async with tx():
        used = await one_time.use(purpose, plain)
        if used is None or used.person_id is None:
            return False
        await _put(used.person_id, hashed, actor_id=used.person_id)
    return True


async def _put(person_id: int, hashed: str, *, actor_id: int | None, but: str = "") -> None:
    await put_password(person_id, hashed, actor_id=actor_id)
    await one_time.end(person_id, *LINKS, Purpose.SECOND)
    await sessions.destroy_all(person_id, but=but, actor_id=actor_id)
