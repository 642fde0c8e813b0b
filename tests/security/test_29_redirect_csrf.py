"""Class 29: a change is asked for on our own page, by a form; and nobody is led away from here."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

import pytest
from starlette.applications import Starlette

from okno.http import csrf
from tests.security.conftest import House
from tests.security.crawl import listed
from tests.security.matrix import CHANGING, World, address
from tests.security.matrix.state import differences, state
from tests.security.visitor import Visitor

FOREIGN = [
    {},
    {"origin": "null"},
    {"origin": "http://evil.test"},
    {"origin": "http://okno.test.evil.test"},
    {"origin": "http://okno.test:8080"},
    {"referer": "http://okno.test.evil/"},
    {"referer": "http://evil.test/?http://okno.test/"},
]
MEDIA = ("text/plain", "multipart/form-data; boundary=e", "application/x-www-form-urlencoded", "")
AWAY = [
    "//evil.test", "/\\evil.test", "https://evil.test", "https:evil.test", "javascript:alert(1)", "%09//evil.test",
    "/%2f/evil.test", "http:////evil.test", "@evil.test", "///evil.test", "/\t/evil.test", "\\\\evil.test",
]  # fmt: skip


async def test_without_the_token_of_the_page_nothing_changes(world: World) -> None:
    """Whatever the type of the body, from wherever it comes, a session alone changes nothing."""
    wrong = []
    for who in ("lead", "admin"):
        visitor = world.visitors[who]
        for entry in (one for one in CHANGING if not one.bare):
            path = address(entry, await world.thing(entry.about, entry.things[0], who))
            before = await state()
            for n, origin in enumerate(FOREIGN):
                token = visitor.csrf if origin else ""
                media = "application/json" if entry.rest and n % 2 else MEDIA[n % len(MEDIA)]
                headers = {"content-type": media, "x-csrf-token": token, **origin}
                body = b"--e--\r\n" if media.startswith("multipart") else b"act=remove&x=1"
                answer = await visitor.ask(entry.method, path, body=body, headers=headers)
                if answer.status != 403:
                    wrong.append(f"{entry} by {who} {origin}: {answer.status}")
            if changed := differences(before, await state()):
                wrong.append(f"{entry} by {who} has changed {changed}")
    assert not wrong, listed(wrong)


async def test_the_token_of_another_is_none(house: House) -> None:
    """Neither that of another person, nor that of the door, nor a piece of the right one."""
    agent, other = house.visitors["agent"], house.visitors["other"]
    for token in (other.csrf, agent.csrf[:-1], agent.csrf + "x", agent.csrf.swapcase(), "", "undefined", agent.cookie):
        answer = await agent.ask("POST", "/preferences", form={"theme": "dark"}, headers={"x-csrf-token": token})
        assert answer.status == 403
    form = {"theme": "dark", csrf.FIELD: agent.csrf}
    assert (await agent.ask("POST", "/preferences", form=form, headers={"x-csrf-token": ""})).status == 303


async def test_a_token_in_the_address_is_none(house: House) -> None:
    """Addresses are logged and sent on."""
    agent = house.visitors["agent"]
    path = f"/preferences?{csrf.FIELD}={agent.csrf}"
    assert (await agent.ask("POST", path, form={"theme": "dark"}, headers={"x-csrf-token": ""})).status == 403


@pytest.mark.parametrize("next_", AWAY)
async def test_nobody_is_led_away(house: House, next_: str) -> None:
    """After choosing a language, after signing in, when one is in already."""
    agent = house.visitors["agent"]
    answers = [
        await agent.ask("POST", "/preferences", form={"theme": "dark", "next": next_}),
        await agent.ask("GET", f"/sign-in?next={quote(next_)}"),
        await agent.ask("GET", f"/sign-in/code?next={quote(next_)}"),
    ]
    for answer in answers:
        assert answer.status == 303
        assert urlsplit(urljoin("http://okno.test/x", answer.headers["location"])).netloc == "okno.test"
        assert not answer.headers["location"].startswith(("//", "/\\"))
    page = await Visitor(house.app).ask("GET", f"/sign-in?next={quote(next_)}")
    assert f'name="next" value="{next_}"' not in page.body.decode()


async def test_the_way_back_is_a_page_of_ours(app: Starlette) -> None:
    """Who is sent to the door comes back to where he was, and nowhere else."""
    for path in ("//evil.test", "/tickets//evil.test/..", "/desk/all?next=//evil.test"):
        answer = await Visitor(app).ask("GET", path)
        place = answer.headers.get("location", "/")
        assert urlsplit(urljoin("http://okno.test/x", place)).netloc == "okno.test"
