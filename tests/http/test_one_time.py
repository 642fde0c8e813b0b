"""Secrets that open one door once: for one purpose, for a while, for whoever comes first."""

from __future__ import annotations

import asyncio

from okno import people
from okno.clock import now_us
from okno.db import execute, fetch, fetch_value
from okno.http import first_start, one_time, passwords, sessions, tokens
from okno.http.attempts import sign_in
from okno.http.cleaning import clean
from okno.http.one_time import KEPT_US, Purpose, issue, look, use
from okno.people.account import has_password
from okno.settings import Settings

NEW = "a quite new password"


async def test_looking_does_not_use_it_up(db: Settings, vera: int) -> None:
    plain = await issue(Purpose.RESET, vera)
    for _ in range(3):
        found = await look(Purpose.RESET, plain)
        assert found is not None
        assert found.person_id == vera
    assert await use(Purpose.RESET, plain) is not None
    assert await look(Purpose.RESET, plain) is None
    assert await use(Purpose.RESET, plain) is None


async def test_of_many_at_once_one_wins(db: Settings, vera: int) -> None:
    plain = await issue(Purpose.RESET, vera)
    told = await asyncio.gather(*(use(Purpose.RESET, plain) for _ in range(10)))
    assert sum(one is not None for one in told) == 1


async def test_it_opens_its_own_door_only(db: Settings, vera: int) -> None:
    plain = await issue(Purpose.INVITATION, vera)
    assert await use(Purpose.RESET, plain) is None
    assert await use(Purpose.SECOND, plain) is None
    assert await use(Purpose.INVITATION, plain + "x") is None
    assert await use(Purpose.INVITATION, "") is None
    assert await use(Purpose.INVITATION, plain) is not None


async def test_a_new_one_ends_the_older_ones_of_its_person(db: Settings, vera: int, admin: int) -> None:
    old, foreign = await issue(Purpose.RESET, vera), await issue(Purpose.RESET, admin)
    invitation = await issue(Purpose.INVITATION, vera)
    new = await issue(Purpose.RESET, vera)
    assert await look(Purpose.RESET, old) is None
    assert await look(Purpose.RESET, new) is not None
    assert await look(Purpose.RESET, foreign) is not None
    assert await look(Purpose.INVITATION, invitation) is not None
    nobodys = [await issue(Purpose.SETUP) for _ in range(2)]
    assert [await look(Purpose.SETUP, one) is not None for one in nobodys] == [False, True]


async def test_it_ends_by_itself_and_is_swept(db: Settings, vera: int) -> None:
    plain = await issue(Purpose.RESET, vera)
    await execute("UPDATE one_time SET expires_at = $1", now_us())
    assert await look(Purpose.RESET, plain) is None
    assert await use(Purpose.RESET, plain) is None
    await clean({})
    assert await fetch_value("SELECT count(*) FROM one_time") == 1
    await execute("UPDATE one_time SET expires_at = $1", now_us() - KEPT_US - 1)
    await clean({})
    assert await fetch_value("SELECT count(*) FROM one_time") == 0


async def test_the_database_holds_no_secret(db: Settings, vera: int) -> None:
    plain = await issue(Purpose.RESET, vera)
    assert plain not in repr(await fetch("SELECT * FROM one_time"))
    row = (await fetch("SELECT hash FROM one_time"))[0]
    assert await use(Purpose.RESET, row["hash"]) is None


async def test_a_chosen_password_ends_what_the_old_one_opened(db: Settings, vera: int) -> None:
    session = await sessions.create(vera, address="192.0.2.1", agent="x", hours=1)
    half, invitation = await issue(Purpose.SECOND, vera), await issue(Purpose.INVITATION, vera)
    token = await tokens.issue(vera, "x")
    plain = await issue(Purpose.RESET, vera)
    assert await passwords.choose(Purpose.RESET, plain, NEW)
    assert not await passwords.choose(Purpose.RESET, plain, "another password")
    assert await sessions.load(session, hours=1) is None
    assert await look(Purpose.SECOND, half) is None
    assert await look(Purpose.INVITATION, invitation) is None
    assert await tokens.find(token) is not None
    assert (await sign_in("vera", NEW, address="192.0.2.1", limits=db.limits)).id == vera


async def test_a_link_ends_with_the_access_of_its_person(db: Settings, vera: int) -> None:
    plain = await issue(Purpose.RESET, vera)
    await people.change(vera, {"active": False}, actor_id=None)
    assert await passwords.owner(Purpose.RESET, plain) is None
    assert not await passwords.choose(Purpose.RESET, plain, NEW)


async def test_two_who_begin_at_once_make_one_administrator(db: Settings) -> None:
    link = await first_start.offer(db)
    plain = link.rpartition("/")[2]
    kept = db.home / first_start.FILE
    assert kept.read_text().strip() == link
    assert kept.stat().st_mode & 0o777 == 0o600

    async def begin(login: str) -> people.Person | None:
        return await first_start.begin(db, plain, login=login, name=login, mail="", password=NEW)

    told = await asyncio.gather(*(begin(f"first{n}") for n in range(4)))
    made = [one for one in told if one is not None]
    assert len(made) == 1
    assert await first_start.has_administrator()
    assert await has_password(made[0].id)
    assert await fetch_value("SELECT count(*) FROM person") == 1
    assert not kept.exists()
    assert await first_start.offer(db) == ""


async def test_a_new_start_ends_the_older_link(db: Settings) -> None:
    old, new = [(await first_start.offer(db)).rpartition("/")[2] for _ in range(2)]
    assert not await first_start.is_open(old)
    assert await first_start.is_open(new)
    assert await one_time.look(Purpose.RESET, new) is None
