"""A forgotten password and an invitation: a letter, a link that is good once, and nothing that tells who exists."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from unittest.mock import Mock

import pytest

from okno import notify, people
from okno.clock import now_us
from okno.db import execute, fetch, fetch_value
from okno.http import metrics, sessions
from okno.http.one_time import Purpose, issue
from okno.people import second_factor
from okno.settings import Settings
from tests.people.test_second_factor import code
from tests.web.browsing import Browser, Document
from tests.web.conftest import PASSWORD, Company
from tests.web.letters import Postbox

At = Callable[[], Awaitable[Browser]]
NEW = "a quite new password"


async def ask(browser: Browser, who: str, status: int = 200) -> Document:
    """Asks for a letter."""
    page = await browser.open("/forgot")
    return await browser.send(page.form("/forgot"), status, who=who)


async def choose(browser: Browser, path: str, new: str = NEW, again: str = NEW, status: int = 200) -> Document:
    """Chooses a password by a link."""
    page = await browser.open(path)
    return await browser.send(page.form(path), status, new=new, again=again)


@pytest.fixture
def post(company: Company, settings: Settings) -> Postbox:
    """The letters of this test."""
    return Postbox(settings)


@pytest.fixture
async def anna(company: Company) -> Browser:
    """She has a mail address."""
    await people.change(company.anna.id, {"mail": "anna@example.test"}, actor_id=None)
    return company.anna


async def test_from_the_door_to_a_new_password(anna: Browser, post: Postbox, at_browser: At) -> None:
    """The letter is in her language; all her sessions end; nobody is signed in by the link."""
    browser = await at_browser()
    page = await browser.open("/sign-in")
    assert ("/forgot", "") in page.links
    await ask(browser, "Anna@Example.test")
    path = await post.link()
    (letter,) = post.letters
    assert letter.to == "anna@example.test"
    assert "anna" in letter.text
    assert "Choose it on this page" in letter.text
    assert path.startswith("/reset/")
    await choose(browser, path)
    assert browser.path == "/sign-in"
    assert "The password is set" in browser.page.text("toast")
    await anna.open("/tickets")
    assert anna.path.startswith("/sign-in")
    await browser.sign_in("anna", PASSWORD, status=401)
    await browser.sign_in("anna", NEW)
    assert browser.path == "/"
    subjects = [one.subject for one in await post.collect()]
    assert "Your password is changed" in subjects


async def test_opening_does_not_use_the_link_up_but_choosing_does(anna: Browser, post: Postbox, at_browser: At) -> None:
    """Programs of mail servers open links first."""
    browser = await at_browser()
    await ask(browser, "anna")
    path = await post.link()
    for _ in range(3):
        await browser.open(path)
    await choose(browser, path, new="short", again="short", status=422)
    await choose(browser, path, again="another one here", status=422)
    await choose(browser, path)
    page = await browser.open(path, status=404)
    assert "link is over" in page.text("h1")
    assert ("/forgot", "Send a new link") in [(href, "Send a new link") for href, _ in page.links]


async def test_of_two_who_have_the_link_one_chooses(anna: Browser, post: Postbox, at_browser: At) -> None:
    """However close together they come."""
    browsers = [await at_browser() for _ in range(3)]
    await ask(browsers[0], "anna")
    path = await post.link()
    forms = [(await one.open(path)).form(path) for one in browsers]
    told = await asyncio.gather(
        *(
            one.client.post(
                path, data={**form.values, "new": [f"password number {n}"], "again": [f"password number {n}"]}
            )
            for n, (one, form) in enumerate(zip(browsers, forms, strict=True))
        )
    )
    assert sorted(one.status_code for one in told) == [303, 404, 404]


async def test_a_wrong_or_old_link_says_what_to_do(anna: Browser, post: Postbox, at_browser: At) -> None:
    """One page for unknown, expired, replaced and foreign ones."""
    browser = await at_browser()
    await ask(browser, "anna")
    first = await post.link()
    await ask(browser, "anna")
    second = await post.link()
    invitation = await issue(Purpose.INVITATION, anna.id)
    for path in (first, "/reset/unknown", f"/reset/{invitation}"):
        assert "link is over" in (await browser.open(path, status=404)).text("h1")
    await execute("UPDATE one_time SET expires_at = $1", now_us() - 1)
    assert "link is over" in (await browser.open(second, status=404)).text("h1")


async def test_the_answer_is_the_same_whoever_is_asked_for(
    anna: Browser, company: Company, post: Postbox, at_browser: At
) -> None:
    """A known login, one without mail, one switched off, nobody: the same bytes, but a letter for one only."""
    await people.change(company.vera.id, {"mail": "vera@example.test", "active": False}, actor_id=None)
    answers = set()
    for who in ("anna", "egor", "vera", "nobody-here", "nobody@example.test"):
        browser = await at_browser()
        await ask(browser, who)
        assert browser.path == "/forgot?sent=1"
        answers.add(browser.page.text("main"))
    assert len(answers) == 1
    assert [letter.to for letter in await post.collect()] == ["anna@example.test"]


async def test_whoever_has_no_password_here_gets_no_link(company: Company, post: Postbox, at_browser: At) -> None:
    """He signs in elsewhere, or was never let in."""
    await people.change(company.stranger.id, {"mail": "egor@example.test"}, actor_id=None)
    await ask(await at_browser(), "egor")
    assert await post.collect() == []


async def test_each_account_of_an_address_gets_its_own_letter(anna: Browser, post: Postbox, at_browser: At) -> None:
    """With its login in it."""
    second = await people.create(login="anna2", name="Анна Вторая", mail="anna@example.test")
    await people.set_password(second, PASSWORD)
    await ask(await at_browser(), "anna@example.test")
    letters = await post.collect()
    assert len({letter.text for letter in letters}) == 2
    assert sum("anna2" in letter.text for letter in letters) == 1


async def test_letters_are_limited_for_an_account_however_it_is_named(
    anna: Browser, post: Postbox, at_browser: At
) -> None:
    """Nobody's box is flooded: by login three, and not three more by mail."""
    for _ in range(3):
        await ask(await at_browser(), "anna")
    page = await ask(await at_browser(), "anna", status=429)
    assert "Too many attempts" in page.text("callout")
    await ask(await at_browser(), "anna@example.test")
    assert len(await post.collect()) == 3


async def test_an_address_can_not_try_all_accounts(company: Company, post: Postbox, at_browser: At) -> None:
    """Also those that nobody has."""
    told = [await _status(await at_browser(), f"nobody{n}") for n in range(11)]
    assert told == [303] * 10 + [429]


async def _status(browser: Browser, who: str) -> int:
    page = await browser.open("/forgot")
    data = {**page.form("/forgot").values, "who": [who]}
    return (await browser.client.post("/forgot", data=data)).status_code


async def test_the_secret_is_nowhere_but_in_the_letter(
    anna: Browser, post: Postbox, at_browser: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in the database before or after, not in the log; the page gives no address on."""
    log = Mock()
    monkeypatch.setattr(metrics, "log", log)
    browser = await at_browser()
    await ask(browser, "anna")
    await browser.open("/forgot")
    waiting = repr(await fetch("SELECT * FROM message")) + repr(await fetch("SELECT * FROM job"))
    assert "anna" not in repr(await fetch("SELECT payload FROM job WHERE name = 'account.forgotten'"))
    path = await post.link()
    plain = path.removeprefix("/reset/")
    tables = ("message", "job", "event", "one_time", "audit")
    stored = repr([await fetch(f"SELECT * FROM {table}") for table in tables])
    assert plain not in waiting + stored
    assert await fetch_value("SELECT text FROM message WHERE ticket_id = 0") == ""
    await browser.open(path)
    assert browser.response.headers["referrer-policy"] == "strict-origin"
    assert '<meta name="referrer" content="strict-origin">' in browser.response.text
    logged = repr(log.mock_calls)
    assert "/reset/{secret}" in logged
    assert plain not in logged


async def test_a_link_does_not_pass_the_second_factor(
    anna: Browser, post: Postbox, at_browser: At, settings: Settings
) -> None:
    """Who has the mail box still owes the code."""
    secret = second_factor.new_secret()
    await second_factor.turn_on(settings.home, anna.id, secret=secret, code=code(secret, -1))
    browser = await at_browser()
    await ask(browser, "anna")
    letters = [one for one in await post.collect() if "/reset/" in one.text]
    path = "/reset/" + letters[0].text.partition("/reset/")[2].split()[0]
    await choose(browser, path)
    await browser.sign_in("anna", NEW)
    assert browser.path == "/sign-in/code"
    assert not browser.client.cookies.get(sessions.COOKIE)


async def test_without_mail_the_page_says_whom_to_ask(company: Company, settings: Settings, at_browser: At) -> None:
    """No promise that nobody keeps."""
    notify.settle(settings)
    browser = await at_browser()
    page = await browser.open("/sign-in")
    assert "/forgot" not in [href for href, _ in page.links]
    page = await browser.open("/forgot")
    assert not page.has_form("/forgot")
    assert "sends no mail" in page.text("main")


@pytest.mark.parametrize("path", ["/forgot", "/reset/x", "/invitation/x", "/sign-in/code", "/setup/x"])
async def test_forms_of_the_doors_need_their_token(company: Company, at_browser: At, path: str) -> None:
    """Another site can't send them."""
    browser = await at_browser()
    answer = await browser.client.post(path, data={"who": "anna", "new": NEW, "again": NEW, "code": "1"})
    assert answer.status_code == 403


async def test_an_invitation_goes_by_letter(company: Company, post: Postbox, at_browser: At) -> None:
    """The person chooses a password and signs in with it."""
    await people.change(company.stranger.id, {"mail": "egor@example.test"}, actor_id=None)
    page = await company.admin.open(f"/admin/people/{company.stranger.id}")
    await company.admin.send(page.form(f"/admin/people/{company.stranger.id}/invite"))
    assert "on its way to egor@example.test" in company.admin.page.text("toast")
    path = await post.link()
    assert path.startswith("/invitation/")
    browser = await at_browser()
    await choose(browser, path)
    await browser.sign_in("egor", NEW)
    assert browser.path == "/"
    assert "link is over" in (await browser.open(path, status=404)).text("h1")


async def test_without_mail_the_link_is_shown_once(company: Company, settings: Settings, at_browser: At) -> None:
    """For the administrator to hand over."""
    notify.settle(settings)
    who = f"/admin/people/{company.stranger.id}"
    page = await company.admin.open(who)
    page = await company.admin.send(page.form(f"{who}/invite"))
    link = next(own["value"] for tag, own in page.attributes if own.get("id") == "link")
    assert link.startswith(settings.own_url + "/invitation/")
    browser = await at_browser()
    await choose(browser, link.removeprefix(settings.own_url))
    assert "/invitation/" not in (await company.admin.open(who)).text("main")


async def test_whoever_is_switched_off_is_not_invited(company: Company) -> None:
    """First the access, then the link."""
    await people.change(company.stranger.id, {"active": False}, actor_id=None)
    page = await company.admin.open(f"/admin/people/{company.boris.id}")
    form = page.form(f"/admin/people/{company.boris.id}/invite")
    form.action = f"/admin/people/{company.stranger.id}/invite"
    await company.admin.send(form, 422)
