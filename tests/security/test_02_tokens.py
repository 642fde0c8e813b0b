"""Class 2: what opens a door by being known can't be guessed, is stored as a hash, ends, and opens once."""

from __future__ import annotations

import ast
import asyncio
from datetime import timedelta

import pytest

from okno.clock import now
from okno.db import execute
from okno.http import one_time, sessions, tokens
from okno.http.one_time import LIFE_US, Purpose
from okno.people import second_factor
from tests.rules.sources import core, imports
from tests.security.conftest import House
from tests.security.database import everything
from tests.security.test_06_canary import NOON, at

# Where chance is no secret: pauses between attempts, and the numbers that a check of an installation tries.
CHANCE = {"okno.jobs.queue", "okno.live.stream", "okno.tickets.checking"}


def test_chance_comes_from_the_system() -> None:
    """The module random can be computed back from what it gave; uuid1 tells time and machine."""
    found = {module.name for module in core() for _, name in imports(module) if name.split(".")[0] == "random"}
    assert found <= CHANCE
    named = {
        module.name
        for module in core()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute | ast.Name)
        and (node.attr if isinstance(node, ast.Attribute) else node.id) in ("uuid1", "getrandbits")
    }
    assert not named


async def test_no_secret_is_stored_as_it_is(house: House) -> None:
    """Whoever reads the database, or a backup of it, can open nothing with what he finds."""
    person_id = house.company.anna.id
    shared = second_factor.new_secret()
    home = house.app.state.settings.home
    secrets = {
        "session": house.visitors["requester"].cookie,
        "token": await tokens.issue(person_id, "x"),
        **{purpose.value: await one_time.issue(purpose, person_id) for purpose in Purpose},
        "second factor": shared,
    }
    code = second_factor.pyotp.TOTP(shared).now()
    secrets |= {
        f"code {n}": code
        for n, code in enumerate(await second_factor.turn_on(home, person_id, secret=shared, code=code))
    }
    kept = await everything()
    assert person_id
    assert [name for name, secret in secrets.items() if secret in kept or secret.replace("-", "") in kept] == []
    assert all(len(secret) >= 43 for name, secret in secrets.items() if name != "second factor" and "code" not in name)
    assert len(set(secrets.values())) == len(secrets)


@pytest.mark.parametrize("purpose", Purpose)
async def test_a_link_ends(house: House, purpose: Purpose) -> None:
    """By its time, by its use, by the next one; and it opens nothing else."""
    person_id = house.company.anna.id
    plain = await one_time.issue(purpose, person_id)
    assert [other for other in Purpose if await one_time.look(other, plain)] == [purpose]
    assert [other for other in Purpose if other is not purpose and await one_time.use(other, plain)] == []
    with at(now() + timedelta(microseconds=LIFE_US[purpose])):
        assert await one_time.look(purpose, plain) is None
        assert await one_time.use(purpose, plain) is None
    newer = await one_time.issue(purpose, person_id)
    assert await one_time.use(purpose, plain) is None
    assert await one_time.use(purpose, newer) is not None
    assert await one_time.use(purpose, newer) is None


async def test_of_many_who_use_a_link_at_once_one_gets_it(house: House) -> None:
    plain = await one_time.issue(Purpose.RESET, house.company.anna.id)
    used = await asyncio.gather(*(one_time.use(Purpose.RESET, plain) for _ in range(8)))
    assert sum(one is not None for one in used) == 1


async def test_tokens_and_sessions_end(house: House) -> None:
    """By their time, however much they are used."""
    person_id = house.company.anna.id
    with at(NOON):
        token = await tokens.issue(person_id, "x", expires=NOON + timedelta(hours=1))
        cookie = await sessions.create(person_id, address="", agent="", hours=1)
        assert await tokens.find(token)
        assert await sessions.load(cookie, hours=1)
    with at(NOON + timedelta(hours=1)):
        assert await tokens.find(token) is None
        assert await sessions.load(cookie, hours=1) is None
    await execute("UPDATE session SET expires_at = $1 WHERE person_id = $2", 2**62, person_id)
    with at(NOON + timedelta(microseconds=sessions.LONGEST_US)):
        assert await sessions.load(cookie, hours=1) is None
