"""The first start: a link makes the first administrator, then it shuts itself for everybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest_asyncio

from okno import access, people
from okno.events.log import read_stream
from okno.http import cleaning, first_start
from okno.settings import Settings
from tests.web.browsing import Browser
from tests.web.conftest import PASSWORD

At = Callable[[], Awaitable[Browser]]
FIRST = {"name": "Ольга Первая", "login": "olga", "mail": "olga@example.test", "new": PASSWORD, "again": PASSWORD}


@pytest_asyncio.fixture
async def path(catalog: None, settings: Settings) -> str:
    """The path of the link of an empty installation."""
    link = await first_start.offer(settings)
    assert link.startswith(settings.own_url + "/setup/")
    return link.removeprefix(settings.own_url)


async def test_the_first_administrator(path: str, settings: Settings, at_browser: At) -> None:
    """Signed in, on the page of people; the link is over, here and for others."""
    browser, late = await at_browser(), await at_browser()
    page = await browser.open(path)
    await late.open(path)
    await browser.send(page.form(path), fill=FIRST)
    assert browser.path == "/admin/people"
    person = await people.by_login("olga")
    assert person is not None
    assert "administrator" in await access.roles_of(person.id)
    assert "SetupDone" in [one.kind for one in await read_stream("person", person.id)]
    assert not (settings.home / first_start.FILE).exists()
    await late.send(late.page.form(path), 404, fill=FIRST | {"login": "mallory"})
    assert await people.by_login("mallory") is None
    for browser_ in (browser, late):
        await browser_.open(path, status=404)


async def test_a_refused_form_keeps_the_link(path: str, at_browser: At) -> None:
    """What was typed stays, the passwords do not."""
    browser = await at_browser()
    page = await browser.open(path)
    page = await browser.send(page.form(path), 422, fill=FIRST | {"login": "Ольга", "again": "another one"})
    page = await browser.send(page.form(path), 422, fill=FIRST | {"login": "Ольга"})
    assert page.form(path).values["name"] == ["Ольга Первая"]
    assert PASSWORD not in browser.response.text
    page = await browser.send(page.form(path), 422, fill=FIRST | {"new": "short", "again": "short"})
    await browser.send(page.form(path), fill=FIRST)
    assert browser.path == "/admin/people"


async def test_without_the_secret_there_is_no_page(path: str, at_browser: At) -> None:
    """Nobody finds it by trying."""
    browser = await at_browser()
    for wrong in ("/setup/", "/setup/x", path[:-1], path + "x"):
        await browser.open(wrong, status=404)


async def test_an_administrator_made_otherwise_shuts_it(path: str, settings: Settings, at_browser: At) -> None:
    """By the command line, say; also while the form is open."""
    browser = await at_browser()
    page = await browser.open(path)
    await access.grant(await people.create(login="boss", name="Boss"), "administrator")
    await browser.send(page.form(path), 404, fill=FIRST)
    assert await people.by_login("olga") is None
    assert await first_start.offer(settings) == ""
    assert not (settings.home / first_start.FILE).exists()


async def test_whoever_led_one_team_only_is_no_administrator(path: str, settings: Settings, at_browser: At) -> None:
    """And one who is switched off is none either: the door stays open."""
    gone = await people.create(login="gone", name="Gone")
    await access.grant(gone, "administrator")
    await people.change(gone, {"active": False}, actor_id=None)
    assert await first_start.offer(settings) != ""


async def test_an_old_link_does_not_outlive_the_first_administrator(path: str, at_browser: At) -> None:
    """Also when he was made by a command and is switched off later: then `serve` makes a new link."""
    boss = await people.create(login="boss", name="Boss")
    await access.grant(boss, "administrator")
    await cleaning.clean({})
    await people.change(boss, {"active": False}, actor_id=None)
    await (await at_browser()).open(path, status=404)
