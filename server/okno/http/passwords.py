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
    person_id: int,
    password: str,
    *,
    actor_id: int | None,
    but: str = "",
    with_tokens: bool = False,
    login: str = "",
) -> None:
    """Gives a person a new password and ends the rest, except the session with the hash `but`. Raises Invalid.

    With his `login` it is one that he has chosen himself, and must not be weak. Tokens were made to outlive a password,
    so they end only when that is asked for.
    """
    hashed = await hash_password(password, login=login)
    async with tx():
        await _put(person_id, hashed, actor_id=actor_id, but=but)
        if with_tokens:
            await tokens.revoke_all(person_id, actor_id=actor_id)


async def owner(purpose: Purpose, plain: str) -> Person | None:
    """Who may choose a password with the secret of this link; None when it is over or he is not active any more."""
    found = await one_time.look(purpose, plain)
    person = await get(found.person_id) if found is not None and found.person_id is not None else None
    return person if person is not None and person.active else None


async def choose(purpose: Purpose, plain: str, password: str) -> Person | None:
    """Uses a link up and sets the password of its person; None when the link is over. Raises Invalid and keeps it."""
    person = await owner(purpose, plain)
    if person is None:
        return None
    hashed = await hash_password(password, login=person.login)
    async with tx():
        if await one_time.use(purpose, plain) is None:
            return None
        await _put(person.id, hashed, actor_id=person.id)
    return person


async def shut_out(person_id: int, *, actor_id: int | None) -> None:
    """Ends what a person who is switched off could come in by: switched on again he signs in anew.

    His tokens do not work while he is off, and work again afterwards: programs do not sign in.
    """
    async with tx():
        await one_time.end(person_id, *LINKS, Purpose.SECOND)
        await sessions.destroy_all(person_id, actor_id=actor_id)


async def _put(person_id: int, hashed: str, *, actor_id: int | None, but: str = "") -> None:
    await put_password(person_id, hashed, actor_id=actor_id)
    await one_time.end(person_id, *LINKS, Purpose.SECOND)
    await sessions.destroy_all(person_id, but=but, actor_id=actor_id)
