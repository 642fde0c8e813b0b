"""Guessing passwords: counted before the password is looked at, the same for accounts that do not exist."""

from __future__ import annotations

import asyncio

import pytest

from okno.clock import now_us
from okno.db import execute, fetch, sql
from okno.errors import NotSignedIn, OknoError, TooMany
from okno.http.attempts import ADDRESS_FACTOR, ENTRIES_FACTOR, prove, sign_in
from okno.people import account, required
from okno.settings import Limits, Settings
from tests.http.conftest import PASSWORD

FEW = Limits(sign_in_failures=3, sign_in_minutes=15)


async def attempt(login: str, password: str = "wrong", *, address: str = "192.0.2.1") -> OknoError | None:
    try:
        await sign_in(login, password, address=address, limits=FEW)
    except OknoError as error:
        return error
    return None


async def test_the_right_password_enters(db: Settings, vera: int) -> None:
    person = await sign_in("Vera ", PASSWORD, address="192.0.2.1", limits=FEW)
    assert person.id == vera


@pytest.mark.parametrize("login", ["vera", "nobody"])
async def test_known_and_unknown_accounts_answer_alike(db: Settings, vera: int, login: str) -> None:
    told = [await attempt(login) for _ in range(FEW.sign_in_failures + 1)]
    assert [type(error) for error in told] == [NotSignedIn] * 3 + [TooMany]
    assert len({error.phrase.msgid for error in told[:3] if error}) == 1
    assert isinstance(told[3], TooMany)
    assert 0 < int(str(told[3].detail["retry_after"])) <= 15 * 60


async def test_attempts_at_once_are_all_counted(db: Settings, vera: int) -> None:
    told = await asyncio.gather(*(attempt("vera", address=f"192.0.2.{n}") for n in range(10)))
    assert sum(isinstance(error, TooMany) for error in told) == 10 - FEW.sign_in_failures
    # Even the right password has to wait now: the count came first.
    assert isinstance(await attempt("vera", PASSWORD), TooMany)


async def test_an_account_is_not_entered_without_end(db: Settings, vera: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time leaves a session, a fact and a line in the audit, which is kept for ever."""
    monkeypatch.setattr(account, "_matches", lambda _, password: password == PASSWORD)
    told = [await attempt("vera", PASSWORD) for _ in range(FEW.sign_in_failures * ENTRIES_FACTOR + 2)]
    assert [type(error) for error in told[-3:]] == [type(None), TooMany, TooMany]


async def test_the_window_passes(db: Settings, vera: int) -> None:
    for _ in range(5):
        await attempt("vera")
    await execute("UPDATE sign_in_attempt SET started_at = $1", now_us() - 16 * 60 * 1_000_000)
    assert await attempt("vera", PASSWORD) is None


async def test_success_clears_the_account_and_gives_the_address_one_back(db: Settings, vera: int) -> None:
    await attempt("vera")
    await attempt("vera")
    assert await attempt("vera", PASSWORD) is None
    rows = await fetch("SELECT key, count FROM sign_in_attempt ORDER BY key")
    assert [(row["key"].split(":")[0], row["count"]) for row in rows] == [("address", 2), ("entry", 1)]


async def test_one_address_is_stopped_whatever_account_it_tries(db: Settings) -> None:
    many = FEW.sign_in_failures * ADDRESS_FACTOR
    await attempt("someone", address="2001:db8::1")
    await execute("UPDATE sign_in_attempt SET count = $1 WHERE key LIKE 'address:%'", many)
    assert isinstance(await attempt("other", address="2001:db8::ffff"), TooMany)
    assert isinstance(await attempt("other", address="2001:db8:0:1::1"), NotSignedIn)


async def test_what_was_typed_as_a_login_is_not_stored(db: Settings) -> None:
    await attempt("my-secret-password")
    assert "my-secret" not in repr(await fetch("SELECT * FROM sign_in_attempt"))


async def test_strangers_do_not_lock_the_owner_out(db: Settings, vera: int) -> None:
    """Whoever attacks an account stops all browsers that were never in it, and none that was; nor a whole office."""
    for n in range(5):
        await attempt("vera", address=f"198.51.100.{n}")
    assert isinstance(await attempt("vera", PASSWORD), TooMany)
    await execute("UPDATE sign_in_attempt SET count = 1000")
    knows = {vera}.__contains__
    assert (await sign_in("vera", PASSWORD, address="192.0.2.1", limits=FEW, knows=knows)).id == vera
    assert isinstance(await attempt("vera", PASSWORD), TooMany), "his coming in is no new count for the others"


async def test_a_known_browser_guesses_no_more_than_others(db: Settings, vera: int) -> None:
    told = []
    for _ in range(5):
        with pytest.raises((NotSignedIn, TooMany)) as caught:
            await sign_in("vera", "wrong", address="192.0.2.1", limits=FEW, knows={vera}.__contains__)
        told.append(caught.type)
    assert told == [NotSignedIn] * 3 + [TooMany] * 2


async def test_the_proof_of_a_password_has_its_own_count(db: Settings, vera: int) -> None:
    """Whoever is in can change his password while others knock at the door; a stolen session can't guess for long."""
    person = await required(vera)
    for _ in range(5):
        await attempt("vera")
    await prove(person, PASSWORD, address="192.0.2.1", limits=FEW)
    told = []
    for _ in range(5):
        with pytest.raises((NotSignedIn, TooMany)) as caught:
            await prove(person, "wrong", address="192.0.2.1", limits=FEW)
        told.append(caught.type)
    assert told == [NotSignedIn] * 3 + [TooMany] * 2


async def test_the_database_is_asked_as_often_for_nobody(
    db: Settings, vera: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One statement more for accounts that exist could be measured."""
    asked, plain = 0, sql.client

    def counting() -> object:
        nonlocal asked
        asked += 1
        return plain()

    monkeypatch.setattr(sql, "client", counting)
    told = []
    for login in ("vera", "nobody"):
        asked = 0
        await attempt(login)
        told.append(asked)
    assert told[0] == told[1]
