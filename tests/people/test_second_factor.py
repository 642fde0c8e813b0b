"""The second factor: a code opens once, however many come with it, and the database alone opens nothing."""

from __future__ import annotations

import asyncio
from collections import Counter

import pyotp
import pytest

from okno import people
from okno.clock import SECOND_US, now_us
from okno.db import execute, fetch, fetch_value
from okno.errors import Invalid
from okno.people import second_factor
from okno.people.second_factor import CODES, STEP_SECONDS, accept, codes_left, is_on, new_codes, turn_off, turn_on
from okno.secret import Unsealable
from okno.settings import Settings


def code(secret: str, steps: int = 0) -> str:
    """The code of the present step, or of one later."""
    return pyotp.TOTP(secret).generate_otp(now_us() // (STEP_SECONDS * SECOND_US) + steps)


async def switched_on(settings: Settings, login: str = "vera") -> tuple[int, str, list[str]]:
    """A person with a second factor: id, secret, recovery codes."""
    person_id = await people.create(login=login, name=login)
    secret = second_factor.new_secret()
    return person_id, secret, await turn_on(settings.home, person_id, secret=secret, code=code(secret, -1))


async def test_it_is_on_after_the_first_right_code(db: Settings) -> None:
    person_id = await people.create(login="vera", name="Vera")
    secret = second_factor.new_secret()
    wrong = f"{(int(code(secret)) + 500_000) % 1_000_000:06}"
    with pytest.raises(Invalid):
        await turn_on(db.home, person_id, secret=secret, code=wrong)
    assert not await is_on(person_id)
    assert len(set(await turn_on(db.home, person_id, secret=secret, code=code(secret)))) == CODES
    assert await is_on(person_id)
    assert await turn_off(person_id, actor_id=None)
    assert not await turn_off(person_id, actor_id=None)
    assert await codes_left(person_id) == 0


async def test_a_code_opens_once_and_no_older_one_after_it(db: Settings) -> None:
    person_id, secret, _ = await switched_on(db)
    assert await accept(db.home, person_id, f"{code(secret)[:3]} {code(secret)[3:]}")
    assert not await accept(db.home, person_id, code(secret))
    assert not await accept(db.home, person_id, code(secret, -1))
    assert await accept(db.home, person_id, code(secret, 1))


@pytest.mark.parametrize("steps", [-2, 2, 10])
async def test_a_code_of_another_time_opens_nothing(db: Settings, steps: int) -> None:
    person_id, secret, _ = await switched_on(db)
    assert not await accept(db.home, person_id, code(secret, steps))


async def test_of_many_with_one_code_one_enters(db: Settings) -> None:
    person_id, secret, kept = await switched_on(db)
    for typed in (code(secret), kept[0]):
        told = await asyncio.gather(*(accept(db.home, person_id, typed) for _ in range(8)))
        assert Counter(told) == {True: 1, False: 7}


async def test_recovery_codes_are_good_once_and_until_there_are_new_ones(db: Settings) -> None:
    person_id, _, kept = await switched_on(db)
    assert await accept(db.home, person_id, f" {kept[0].upper()} ")
    assert not await accept(db.home, person_id, kept[0])
    assert await codes_left(person_id) == CODES - 1
    fresh = await new_codes(db.home, person_id)
    assert not await accept(db.home, person_id, kept[1])
    assert await accept(db.home, person_id, fresh[1])


async def test_codes_are_those_of_one_person(db: Settings) -> None:
    _, secret, kept = await switched_on(db)
    other, _, _ = await switched_on(db, "oleg")
    assert not await accept(db.home, other, code(secret))
    assert not await accept(db.home, other, kept[0])


async def test_the_database_alone_opens_nothing(db: Settings) -> None:
    """Neither reading it helps nor giving one's own secret to another."""
    vera, secret, kept = await switched_on(db)
    oleg, own, _ = await switched_on(db, "oleg")
    stored = repr(await fetch("SELECT * FROM second_factor")) + repr(await fetch("SELECT * FROM recovery_code"))
    assert secret not in stored
    assert not any(one in stored or one.replace("-", "") in stored for one in kept)
    await execute(
        "UPDATE second_factor SET secret = $1 WHERE person_id = $2",
        await fetch_value("SELECT secret FROM second_factor WHERE person_id = $1", oleg),
        vera,
    )
    with pytest.raises(Unsealable):
        await accept(db.home, vera, code(own))


@pytest.mark.parametrize("typed", ["", " ", "12345", "1234567", "１２３４５６", "a" * 5000, "-----", "\x00"])
async def test_what_is_no_code_opens_nothing(db: Settings, typed: str) -> None:
    person_id, _, _ = await switched_on(db)
    assert not await accept(db.home, person_id, typed)
