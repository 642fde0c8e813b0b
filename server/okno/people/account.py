"""Local accounts: passwords as Argon2id hashes, computed in a thread."""

from __future__ import annotations

from functools import cache

import anyio.to_thread
from anyio import CapacityLimiter
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from okno.clock import now_us
from okno.db import execute, fetch_one, fetch_value, tx
from okno.errors import Invalid
from okno.events import record
from okno.people.events import PasswordSet
from okno.people.person import Person, by_login, hold
from okno.people.weak import is_weak
from okno.text import N_

SHORTEST = 8
LONGEST = 1000

_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """What an unknown login is checked against, so that its answer takes as long as that of a known one."""
    return _hasher.hash("nobody has this password")


class _Threads:
    """At most two hashes at once: each takes 64 MiB and a core for some tens of milliseconds."""

    limiter: CapacityLimiter | None = None


async def _in_thread(function: object, *args: str) -> object:
    if _Threads.limiter is None:
        _Threads.limiter = CapacityLimiter(2)
    return await anyio.to_thread.run_sync(function, *args, limiter=_Threads.limiter)  # type: ignore[arg-type]


WEAK = N_("This password is tried first. Take several words, or let the browser make one.")


def check_password(password: str, *, login: str = "") -> None:
    """Raises Invalid when the password may not be used.

    With a login it must not be one of those that are tried first either: that is asked of whoever chooses his own.
    The owner of the server, who sets one at the command line, is told and decides.
    """
    if len(password) < SHORTEST:
        raise Invalid({"password": N_("A password has at least %(n)s characters.", n=SHORTEST)})
    if len(password) > LONGEST:
        raise Invalid({"password": N_("A password has at most %(n)s characters.", n=LONGEST)})
    if login and is_weak(password, login):
        raise Invalid({"password": WEAK})


async def hash_password(password: str, *, login: str = "") -> str:
    """The form in which a password is stored. Made before a transaction, since it takes its time.

    Raises Invalid as `check_password` does.
    """
    check_password(password, login=login)
    return str(await _in_thread(_hasher.hash, password))


async def set_password(person_id: int, password: str, *, actor_id: int | None = None) -> None:
    """Gives a person a local password."""
    hashed = await hash_password(password)
    async with tx():
        await put_password(person_id, hashed, actor_id=actor_id)


async def put_password(person_id: int, hashed: str, *, actor_id: int | None) -> None:
    """Stores what `hash_password` made, in the current transaction. Raises Refused for whoever was forgotten."""
    await hold(person_id)
    first = not await has_password(person_id)
    await execute(
        "INSERT INTO account (person_id, password, changed_at) VALUES ($1, $2, $3) ON CONFLICT (person_id)"
        " DO UPDATE SET password = excluded.password, changed_at = excluded.changed_at",
        person_id,
        hashed,
        now_us(),
    )
    await record(PasswordSet(stream_id=person_id, actor_id=actor_id, first=first))


async def has_password(person_id: int) -> bool:
    """Whether a person has a local password; whoever signs in by the directory has none."""
    return await fetch_value("SELECT 1 AS one FROM account WHERE person_id = $1", person_id) is not None


async def verify(login: str, password: str) -> Person | None:
    """The active person with this login and password. Takes the same time for whom there is not."""
    person = await by_login(login)
    row = await fetch_one("SELECT password FROM account WHERE person_id = $1", person.id if person else 0)
    matches = await _in_thread(_matches, str(row["password"]) if row else "", password[:LONGEST])
    return person if person is not None and row is not None and matches and person.active else None


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False


async def demo_people() -> int:
    """How many accounts of the demonstration exist."""
    return int(await fetch_value("SELECT count(*) FROM person WHERE demo = $1 AND active = $1", True))
