"""The second factor through the pages: on, in, off; and no way around it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
import pytest_asyncio

from okno import access, people
from okno.access.rolebook import make
from okno.access.roles import DELIVERED
from okno.clock import now_us
from okno.db import execute, fetch_value
from okno.events.log import read_stream
from okno.http import sessions, tokens
from okno.http.identity import HALF_WAY
from okno.people import second_factor
from okno.settings import Settings
from tests.people.test_second_factor import code
from tests.web.browsing import Browser, Document
from tests.web.conftest import PASSWORD, Company
from tests.web.letters import Postbox

At = Callable[[], Awaitable[Browser]]
PATH = "/profile/second-factor"


@pytest_asyncio.fixture
async def secret(company: Company, settings: Settings) -> str:
    """Anna has a second factor."""
    made = second_factor.new_secret()
    await second_factor.turn_on(settings.home, company.anna.id, secret=made, code=code(made, -1))
    return made


async def half_way(browser: Browser) -> Document:
    """Gives the password."""
    page = await browser.sign_in("anna", PASSWORD)
    assert browser.path == "/sign-in/code"
    return page


async def give(browser: Browser, typed: str, status: int = 200, field: str = "code") -> Document:
    """Gives a code on the open page."""
    return await browser.send(browser.page.form("/sign-in/code"), status, **{field: typed})


async def test_on_in_and_off(company: Company, at_browser: At) -> None:
    """As a person does it: the picture, the first code, ten codes to keep; then the door asks for one."""
    anna = company.anna
    elsewhere = await sessions.create(anna.id, address="192.0.2.9", agent="x", hours=1)
    page = await anna.open(PATH)
    page = await anna.send(page.form(PATH), password=PASSWORD)
    shared = page.text("key-groups").replace(" ", "")
    assert re.fullmatch("[A-Z2-7]{32}", shared)
    assert any(tag == "svg" and "viewbox" in own for tag, own in page.attributes)
    page = await anna.send(page.form(f"{PATH}/on"), 422, code="000000" if code(shared) != "000000" else "000001")
    assert not await second_factor.is_on(anna.id)
    page = await anna.send(page.form(f"{PATH}/on"), code=code(shared, -1))
    kept = page.text("recovery").split()
    assert len(kept) == second_factor.CODES
    assert await sessions.load(elsewhere, hours=1) is None
    assert kept[0] not in (await anna.open(PATH)).text("main")

    browser = await at_browser()
    await half_way(browser)
    await give(browser, code(shared))
    assert browser.path == "/"
    other = await at_browser()
    await half_way(other)
    await give(other, kept[0], field="recovery")
    assert other.path == "/"

    page = await browser.open(PATH)
    assert "9 recovery codes are left" in page.text("main")
    form = page.form(f"{PATH}/codes")
    page = await browser.send(form, password=PASSWORD, code=code(shared, 1))
    fresh = page.text("recovery").split()
    assert not set(fresh) & set(kept)
    form = (await browser.open(PATH)).form(f"{PATH}/codes")
    form.action = f"{PATH}/off"
    await browser.send(form, 422, password=PASSWORD, code=kept[1])
    await browser.send(form, 422, password="not this", code=fresh[0])
    assert await second_factor.is_on(anna.id)
    await browser.send(form, password=PASSWORD, code=fresh[0])
    assert not await second_factor.is_on(anna.id)


async def test_the_password_alone_opens_nothing(company: Company, secret: str, at_browser: At) -> None:
    """Half-way one is nobody: on pages, in REST, at files, whatever cookie is sent as a session."""
    browser = await at_browser()
    await half_way(browser)
    assert not browser.client.cookies.get(sessions.COOKIE)
    for path in ("/", "/tickets", "/profile", PATH, "/profile/tokens"):
        answer = await browser.client.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/sign-in"), path
    assert (await browser.client.get("/api/v1/me")).status_code == 401
    value = browser.client.cookies[HALF_WAY]
    for cookie in (value, sessions.hashed(value)):
        answer = await browser.client.get("/tickets", headers={"Cookie": f"{sessions.COOKIE}={cookie}"})
        assert answer.status_code == 303
    answer = await browser.client.get("/api/v1/me", headers={"Authorization": f"Bearer {value}"})
    assert answer.status_code == 401


async def test_a_session_from_before_is_no_way_in(company: Company, secret: str, at_browser: At) -> None:
    """Whose browser was somebody else's: that session is over, and Anna is not in."""
    browser = await at_browser()
    planted = await sessions.create(company.stranger.id, address="192.0.2.9", agent="x", hours=1)
    page = await browser.open("/sign-in")
    form = page.form("/sign-in")
    browser.client.cookies.set(sessions.COOKIE, planted)
    row = await fetch_value("SELECT csrf FROM session WHERE id_hash = $1", sessions.hashed(planted))
    form.values["_csrf"] = [str(row)]
    await browser.send(form, login="anna", password=PASSWORD)
    assert browser.path == "/sign-in/code"
    assert await sessions.load(planted, hours=1) is None
    await give(browser, code(secret))
    new = browser.client.cookies.get(sessions.COOKIE, domain="127.0.0.1") or ""
    assert new != planted
    loaded = await sessions.load(new, hours=1)
    assert loaded is not None
    assert loaded.person.id == company.anna.id


async def test_whether_there_is_one_is_not_told_before_the_password(
    company: Company, secret: str, at_browser: At
) -> None:
    """A wrong password answers as it does for everybody."""
    browser = await at_browser()
    page = await browser.sign_in("anna", "not this", status=401)
    unknown = await (await at_browser()).sign_in("nobody-here", "not this", status=401)
    assert page.text("callout") == unknown.text("callout")
    await browser.open("/sign-in/code")
    assert browser.path == "/sign-in"


async def test_wrong_codes_are_counted_and_the_password_does_not_begin_anew(
    company: Company, secret: str, at_browser: At, settings: Settings
) -> None:
    """Parallel ones too: after ten even the right code waits, in every browser."""
    first = await at_browser()
    await half_way(first)
    wrong = "000000" if code(secret) != "000000" else "000001"
    form = first.page.form("/sign-in/code")
    told = await asyncio.gather(
        *(first.client.post("/sign-in/code", data={**form.values, "code": [wrong]}) for _ in range(12))
    )
    counted = [one.status_code for one in told]
    assert counted.count(401) == settings.limits.sign_in_failures
    assert counted.count(429) == 2
    second = await at_browser()
    await half_way(second)
    await give(second, code(secret), status=429)
    assert not second.client.cookies.get(sessions.COOKIE)


async def test_a_code_is_good_once(company: Company, secret: str, at_browser: At) -> None:
    """Whoever looked over the shoulder is late."""
    shown = code(secret)
    first, second = await at_browser(), await at_browser()
    await half_way(first)
    await give(first, shown)
    assert first.path == "/"
    await half_way(second)
    await give(second, shown, status=401)
    assert not second.client.cookies.get(sessions.COOKIE)


async def test_the_time_for_the_code_ends(company: Company, secret: str, at_browser: At) -> None:
    """Then it begins with the password."""
    browser = await at_browser()
    await half_way(browser)
    await execute("UPDATE one_time SET expires_at = $1", now_us() - 1)
    await give(browser, code(secret))
    assert browser.path == "/sign-in"
    assert "Sign in again" in browser.page.text("toast")


async def test_the_goal_is_kept_and_stays_here(company: Company, secret: str, at_browser: At) -> None:
    """Through both steps, and never to another site."""
    for goal, arrives in (("/catalog?q=monitor", "/catalog?q=monitor"), ("//elsewhere.example/", "/")):
        browser = await at_browser()
        page = await browser.open(f"/sign-in?next={goal}")
        await browser.send(page.form("/sign-in"), login="anna", password=PASSWORD)
        await execute("UPDATE second_factor SET last_step = 0")
        await give(browser, code(secret))
        assert browser.path == arrives


async def test_a_lost_phone_is_taken_away_by_who_may(
    company: Company, secret: str, settings: Settings, at_browser: At
) -> None:
    """It is written down, and the owner is told."""
    post = Postbox(settings)
    await people.change(company.anna.id, {"mail": "anna@example.test"}, actor_id=None)
    who = f"/admin/people/{company.anna.id}"
    page = await company.admin.open(who)
    await company.admin.send(page.form(f"{who}/second-factor"))
    assert not await second_factor.is_on(company.anna.id)
    story = await read_stream("person", company.anna.id)
    assert [one.actor_id for one in story if one.kind == "SecondFactorOff"] == [company.admin.id]
    told = [one for one in await post.collect() if "switched off" in one.text]
    assert [one.to for one in told] == ["anna@example.test"]
    browser = await at_browser()
    await browser.sign_in("anna", PASSWORD)
    assert browser.path == "/"


async def test_who_may_less_does_not_take_it_from_who_may_more(
    company: Company, settings: Settings, at_browser: At
) -> None:
    """Nor passwords, nor invitations: class 5."""
    rights = DELIVERED["agent"].rights | {"people.manage", "session.manage"}
    await make("reception", replace(DELIVERED["agent"], key="reception", rights=rights), actor_id=None)
    await access.grant(company.stranger.id, "reception")
    made = second_factor.new_secret()
    await second_factor.turn_on(settings.home, company.admin.id, secret=made, code=code(made))
    clerk, who = company.stranger, f"/admin/people/{company.admin.id}"
    token = (await clerk.open("/profile")).form("/sign-out").values["_csrf"]
    for path in (f"{who}/second-factor", f"{who}/invite", f"{who}/password"):
        answer = await clerk.client.post(path, data={"_csrf": token})
        assert answer.status_code == 403, path
    assert await second_factor.is_on(company.admin.id)
    assert (await company.boris.client.post(f"{who}/second-factor", data={"_csrf": "x"})).status_code == 403


async def test_signing_in_is_written_down(company: Company, secret: str, at_browser: At, settings: Settings) -> None:
    """Who came in and how, and who was turned away at which step; nothing for logins that nobody has."""
    post = Postbox(settings)
    browser = await at_browser()
    await browser.sign_in("anna", "not this", status=401)
    await browser.sign_in("nobody-here", "not this", status=401)
    await half_way(browser)
    await give(browser, "not a code", status=401)
    await give(browser, code(secret))
    await post.collect()
    story = await read_stream("person", company.anna.id)
    assert [one.payload["step"] for one in story if one.kind == "SignInRefused"] == ["password", "code"]
    assert [one.payload["second"] for one in story if one.kind == "PersonSignedIn"] == [True]
    assert await fetch_value("SELECT count(*) FROM event WHERE kind = 'SignInRefused'") == 2


async def test_a_token_switches_nothing_on(company: Company) -> None:
    """It is no person with a phone."""
    head = {"Authorization": f"Bearer {await tokens.issue(company.anna.id, 'x')}"}
    for path in (PATH, "/profile/tokens"):
        assert (await company.anna.client.post(path, data={"password": PASSWORD}, headers=head)).status_code == 403


async def test_a_draft_belongs_to_its_session(company: Company, at_browser: At) -> None:
    """A form from another browser switches nothing on."""
    page = await company.anna.open(PATH)
    page = await company.anna.send(page.form(PATH), password=PASSWORD)
    form, shared = page.form(f"{PATH}/on"), page.text("key-groups").replace(" ", "")
    other = await at_browser()
    await other.sign_in("anna", PASSWORD)
    form.values["_csrf"] = (await other.open("/profile")).form("/sign-out").values["_csrf"]
    page = await other.send(form, 422, code=code(shared))
    assert "Begin again" in page.text("errors")
    assert not await second_factor.is_on(company.anna.id)


@pytest.mark.parametrize("path", [PATH, f"{PATH}/on", f"{PATH}/off", f"{PATH}/codes"])
async def test_its_forms_need_their_token(company: Company, path: str) -> None:
    """Another site can't send them."""
    assert (await company.anna.client.post(path, data={"password": PASSWORD})).status_code == 403


async def test_who_guesses_codes_knows_the_password_and_its_owner_is_told(
    company: Company, secret: str, at_browser: At, settings: Settings
) -> None:
    """Once for ten wrong codes, and not for the slip of a finger."""
    await people.change(company.anna.id, {"mail": "anna@example.test"}, actor_id=None)
    post, browser = Postbox(settings), await at_browser()
    await post.collect()
    wrong = "000000" if code(secret) != "000000" else "000001"
    await half_way(browser)
    await give(browser, wrong, status=401)
    assert await post.collect() == []
    form = browser.page.form("/sign-in/code")
    await asyncio.gather(
        *(browser.client.post("/sign-in/code", data={**form.values, "code": [wrong]}) for _ in range(12))
    )
    (letter,) = await post.collect()
    assert letter.to == "anna@example.test"
    assert "knows your password" in letter.text
