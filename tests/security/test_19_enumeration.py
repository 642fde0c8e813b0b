"""Class 19: nobody learns at the door who is here, and nobody tries for long.

Time is not measured: what takes it is counted, the hashes of passwords and the statements of the database.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.applications import Starlette

from okno import db, people
from okno.errors import NotSignedIn, TooMany
from okno.http.attempts import sign_in
from okno.people import account, second_factor
from okno.settings import Limits, Settings
from tests.security.conftest import House
from tests.security.visitor import Answer, Visitor, send

RIGHT = "correct horse battery"
NEW = re.compile(rb'[0-9a-f]{16}|value="[^"]*"|content="[^"]*"')
NAMES = ("known", "unknown", "switched-off", "without-password", "with-second-factor")


@pytest.fixture
async def accounts(house: House) -> House:
    """One account of each sort."""
    for name in NAMES:
        if name != "unknown":
            person_id = await people.create(login=name, name=name, mail=f"{name}@example.test")
            if name != "without-password":
                await people.set_password(person_id, RIGHT)
            if name == "switched-off":
                await people.change(person_id, {"active": False}, actor_id=None)
            if name == "with-second-factor":
                secret = second_factor.new_secret()
                code = second_factor.pyotp.TOTP(secret).now()
                await second_factor.turn_on(house.app.state.settings.home, person_id, secret=secret, code=code)
    return house


class Counts:
    """What was counted."""

    hashes = 0
    statements = 0


@contextmanager
def counted() -> Iterator[Counts]:
    """Counts what takes time."""
    counts, matches = Counts(), account._matches

    def matching(hashed: str, password: str) -> bool:
        counts.hashes += 1
        return matches(hashed, password)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(account, "_matches", matching)
        yield counts


async def at_the_door(app: Starlette, path: str, form: dict[str, str], address: str = "192.0.2.50") -> Answer:
    """A form of the door, sent as a browser does that has just opened the page."""
    visitor = Visitor(app, address=address)
    page = await visitor.ask("GET", path)
    cookie = page.headers["set-cookie"].partition(";")[0]
    token = re.search(rb'name="_csrf" value="([^"]+)"', page.body)
    assert token
    body = "&".join(f"{name}={value}" for name, value in {**form, "_csrf": token[1].decode()}.items()).encode()
    headers = {"host": "okno.test", "cookie": cookie, "content-type": "application/x-www-form-urlencoded"}
    return await send(app, "POST", path, headers, body, address=address)


def plain(answer: Answer, name: str) -> tuple[int, bytes, frozenset[str]]:
    """An answer without what is new each time and without what was typed."""
    return answer.status, NEW.sub(b"", answer.body.replace(name.encode(), b"NAME")), frozenset(answer.headers)


async def test_the_same_answer_for_everybody(accounts: House) -> None:
    """Word for word, for one hash each: whether the account exists, is switched off or has no password."""
    told: dict[str, Any] = {}
    for name in NAMES:
        with counted() as counts:
            answer = await at_the_door(accounts.app, "/sign-in", {"login": name, "password": "wrong"})
        told[name] = (*plain(answer, name), counts.hashes)
    assert told["known"][0] == 401
    assert told["known"][3] == 1
    assert [name for name in NAMES if told[name] != told["known"]] == []


async def test_a_wrong_password_does_not_tell_of_the_second_factor(accounts: House) -> None:
    """The code is asked for after the password, and not before."""
    answer = await at_the_door(accounts.app, "/sign-in", {"login": "with-second-factor", "password": RIGHT})
    assert answer.headers["location"] == "/sign-in/code"
    answer = await at_the_door(accounts.app, "/sign-in", {"login": "switched-off", "password": RIGHT})
    assert answer.status == 401


async def test_a_forgotten_password_tells_nothing(accounts: House) -> None:
    """The page does the same work for everybody; who gets a letter, the worker finds out later."""
    told = {}
    for name in (*NAMES, "known@example.test", "nobody@example.test"):
        rows = await db.fetch_value("SELECT count(*) FROM job")
        answer = await at_the_door(accounts.app, "/forgot", {"who": name}, address="192.0.2.60")
        told[name] = (*plain(answer, name), await db.fetch_value("SELECT count(*) FROM job") - rows)
        assert name not in str(await db.fetch("SELECT * FROM job")), "what was typed is readable"
    assert told["known"][0] == 303
    assert [name for name in told if told[name] != told["known"]] == []
    assert not await db.fetch("SELECT * FROM message")


async def test_many_at_once_do_not_slip_through(accounts: House, settings: Settings) -> None:
    """Each attempt is counted before its password is looked at, in one statement."""
    limits = Limits(sign_in_failures=3)
    with counted() as counts:
        results = await asyncio.gather(
            *(sign_in("known", f"guess {n}", address=f"192.0.2.{n}", limits=limits) for n in range(30)),
            return_exceptions=True,
        )
    assert counts.hashes == 3
    assert sum(isinstance(one, NotSignedIn) for one in results) == 3
    assert sum(isinstance(one, TooMany) for one in results) == 27
    with pytest.raises(TooMany):
        await sign_in("known", RIGHT, address="192.0.2.200", limits=limits)


async def test_an_address_does_not_try_many_accounts(accounts: House) -> None:
    """One password for everybody is as good a guess; a whole network of IPv6 is one address."""
    limits = Limits(sign_in_failures=1)
    for address in ("198.51.100.7", "2001:db8::{n}"):
        results = await asyncio.gather(
            *(
                sign_in(f"{n}.{address[:4]}", "summer", address=address.format(n=n), limits=limits)
                for n in range(1, 15)
            ),
            return_exceptions=True,
        )
        assert sum(isinstance(one, NotSignedIn) for one in results) == 10


async def test_a_limit_is_the_same_for_accounts_that_there_are_not(accounts: House) -> None:
    """Else the limit would tell."""
    limits = Limits(sign_in_failures=2)
    told = []
    for name in ("known", "unknown"):
        for n in range(4):
            with pytest.raises((NotSignedIn, TooMany)) as caught:
                await sign_in(name, "x", address=f"203.0.113.{n}", limits=limits)
            told.append(str(caught.value.phrase.msgid))
    assert told[:4] == told[4:]


async def test_the_code_of_the_phone_is_not_guessed(accounts: House) -> None:
    """A million codes, some attempts: signing in anew begins no new count."""
    app, answers = accounts.app, []
    for n in range(14):
        first = await at_the_door(
            app, "/sign-in", {"login": "with-second-factor", "password": RIGHT}, address=f"192.0.2.{n}"
        )
        if first.status != 303:
            answers.append(first.status)
            continue
        cookies = "; ".join(re.findall(r"(okno_[a-z]+=[^;,\s]+)", first.headers["set-cookie"]))
        answers.append(await _code(app, cookies, f"{n:06}", f"192.0.2.{n}"))
    assert 429 in answers
    assert set(answers) <= {401, 429}


async def _code(app: Starlette, cookies: str, code: str, address: str) -> int:
    headers = {"host": "okno.test", "cookie": cookies}
    page = await send(app, "GET", "/sign-in/code", headers, address=address)
    token = re.search(rb'name="_csrf" value="([^"]+)"', page.body)
    assert token, page.status
    if "set-cookie" in page.headers:
        headers["cookie"] += "; " + page.headers["set-cookie"].partition(";")[0]
    body = f"code={code}&_csrf={token[1].decode()}".encode()
    headers["content-type"] = "application/x-www-form-urlencoded"
    return (await send(app, "POST", "/sign-in/code", headers, body, address=address)).status


async def test_links_and_invitations_tell_nothing(house: House) -> None:
    """Of a secret that is over, and of one that never was, the page is the same."""
    from_before = await Visitor(house.app).ask("GET", "/reset/" + "x" * 43)
    other = await Visitor(house.app).ask("GET", "/reset/" + "y" * 43)
    assert plain(from_before, "x" * 43)[:2] == plain(other, "y" * 43)[:2]
