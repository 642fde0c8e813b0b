"""Announcements and outages on pages: who reads them where, “me too”, what is told at the end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest_asyncio
from starlette.applications import Starlette

from okno import access, people, teams
from okno.announcements import ending
from okno.clock import now_us
from okno.db import execute, fetch
from okno.http import sessions
from okno.settings import Settings
from okno.web.announcement_form import read_moment, written
from tests import shop
from tests.web.browsing import Browser, Document
from tests.web.letters import Postbox

TITLE = "Printers are down"
SECRET = "Only for sellers"


class Office:
    """Who is told; all read English."""

    olga: Browser
    """She publishes."""
    anna: Browser
    """She sells."""
    egor: Browser
    """He keeps the store."""
    agent: Browser
    """He mends printers."""


@pytest_asyncio.fixture
async def office(app: Starlette, at_browser: Callable[[], Awaitable[Browser]]) -> Office:
    """The small catalog in force, people at their browsers."""
    await shop.open_shop()

    async def hire(login: str, role: str = "", **more: Any) -> Browser:
        person_id = await people.create(
            login=login, name=login.title(), locale="en", mail=f"{login}@example.test", **more
        )
        if role:
            await access.grant(person_id, role)
        browser = await at_browser()
        browser.id = person_id
        session = await sessions.create(person_id, address="127.0.0.1", agent="Firefox, Linux", hours=1)
        browser.client.cookies.set(sessions.COOKIE, session)
        return browser

    made = Office()
    made.olga = await hire("olga", "operator")
    made.anna = await hire("anna", department=shop.DEPARTMENT)
    made.egor = await hire("egor", department="Склад")
    made.agent = await hire("agent", "agent", department="ИТ")
    desk = await teams.by_key("desk")
    assert desk is not None
    await teams.join(desk.id, made.agent.id)
    return made


async def publish(who: Browser, **values: Any) -> int:
    """Publishes on the page and returns the number."""
    page = await who.open("/announcements/new")
    await who.send(
        page.form("/announcements/new"), **{"title__ru": "Не печатают принтеры", "title__en": TITLE, **values}
    )
    assert who.path.startswith("/announcements/"), who.path
    return int(who.path.rpartition("/")[2])


async def test_an_outage_is_published_and_shown_everywhere(office: Office) -> None:
    """On the first page, in the catalog, beside the form, in the list, in the desk."""
    number = await publish(office.olga, services="printing", text__en="Print on floor 2.")
    assert "The announcement is published" in office.olga.page.text("toast")
    for path in ("/", "/catalog", "/announcements"):
        page = await office.anna.open(path)
        assert TITLE in page.text("main"), path
        assert "We are on it" in page.text("main"), path
    beside = await office.anna.open("/catalog/printing")
    assert "Known: Printers are down" in beside.text("known")
    assert not (await office.anna.open("/catalog/cab")).text("known")
    one = await office.anna.open(f"/announcements/{number}")
    assert (one.text("h1"), one.text("prose")) == (TITLE, "Print on floor 2.")
    desk = await office.agent.open("/desk/all")
    assert TITLE in desk.text("troubles")
    assert not [href for href, _ in one.links if href.endswith("/edit")]


async def test_me_too_instead_of_a_request(office: Office, settings: Settings) -> None:
    """Whoever says so is told when it is over, by a notice and a letter; nobody else is."""
    post = Postbox(settings)
    number = await publish(office.olga, services="printing")
    page = await office.anna.open("/catalog/printing")
    page = await office.anna.send(page.form(f"/announcements/{number}/me-too", "1"), press="1")
    assert office.anna.path == "/catalog/printing"
    assert "No request is needed" in page.text("known")
    assert "1 person has it" in (await office.agent.open("/desk/all")).text("troubles")
    assert "person has it" not in (await office.egor.open(f"/announcements/{number}")).text()
    shown = await office.olga.open(f"/announcements/{number}")
    assert "1 person has it" in shown.text("facts")
    shown = await office.olga.send(shown.form(f"/announcements/{number}/end"))
    assert "Mended today" in shown.text("bulletin-state")
    [letter] = await post.collect()
    assert letter.to == "anna@example.test"
    assert f"/announcements/{number}" in letter.text
    assert TITLE not in letter.text + letter.subject
    notices = await office.anna.open("/notices")
    assert "It is mended" in notices.text("notice")
    assert TITLE in notices.text("notice")
    assert f"/announcements/{number}" in {href for href, _ in notices.links}
    assert "mended" not in (await office.egor.open("/notices")).text("main")
    assert not (await office.anna.open("/catalog/printing")).text("known")
    assert await post.collect() == []


async def test_a_notice_tells_no_more_than_one_may_know(office: Office, settings: Settings) -> None:
    """Whoever has left the department reads that it is mended, and not what it was."""
    Postbox(settings)
    number = await publish(office.olga, title__en=SECRET, departments=shop.DEPARTMENT)
    page = await office.anna.open(f"/announcements/{number}")
    await office.anna.send(page.form(f"/announcements/{number}/me-too", "1"), press="1")
    shown = await office.olga.open(f"/announcements/{number}")
    await office.olga.send(shown.form(f"/announcements/{number}/end"))
    await people.change(office.anna.id, {"department": "Склад"}, actor_id=None)
    await notify_all(settings)
    notices = await office.anna.open("/notices")
    assert "It is mended" in notices.text("notice")
    assert SECRET not in office.anna.response.text
    await office.anna.open(f"/announcements/{number}", 404)


async def notify_all(settings: Settings) -> None:
    """Delivers what waits."""
    await Postbox(settings).collect()


async def test_it_can_be_taken_back(office: Office, settings: Settings) -> None:
    """Then there is nothing to tell."""
    post = Postbox(settings)
    number = await publish(office.olga)
    for press in ("1", "0"):
        page = await office.anna.open("/")
        await office.anna.send(page.form(f"/announcements/{number}/me-too", press), press=press)
        assert office.anna.path == "/"
    shown = await office.olga.open(f"/announcements/{number}")
    await office.olga.send(shown.form(f"/announcements/{number}/end"))
    assert await post.collect() == []


async def test_it_ends_by_itself_and_tells(office: Office, settings: Settings) -> None:
    """By the job, once."""
    post = Postbox(settings)
    number = await publish(office.olga)
    page = await office.anna.open("/")
    await office.anna.send(page.form(f"/announcements/{number}/me-too", "1"), press="1")
    await execute("UPDATE announcement SET starts_at = 1, ends_at = $1", now_us() - 1)
    await ending.run({})
    await ending.run({})
    assert [one.to for one in await post.collect()] == ["anna@example.test"]
    assert len(await fetch("SELECT id FROM notice WHERE kind = 'outage_over'")) == 1


async def test_only_the_departments_that_are_named(office: Office) -> None:
    """For others it is nowhere, and its address answers as one that there is not."""
    number = await publish(office.olga, title__en=SECRET, departments=shop.DEPARTMENT, services="printing")
    assert SECRET in (await office.anna.open("/")).text()
    for path in ("/", "/catalog", "/catalog/printing", "/announcements", "/catalog?q=printer"):
        await office.egor.open(path)
        assert SECRET not in office.egor.response.text, path
    await office.egor.open(f"/announcements/{number}", 404)
    hidden = office.egor.page.text("main").partition("number:")[0]
    await office.egor.open("/announcements/999999", 404)
    assert office.egor.page.text("main").partition("number:")[0] == hidden
    form = (await office.anna.open(f"/announcements/{number}")).form(f"/announcements/{number}/me-too", "1")
    own = (await office.egor.open("/catalog/cab")).form("/favourites/cab")
    form.values["_csrf"] = own.values["_csrf"]
    await office.egor.send(form, 404, press="1")


async def test_publishing_needs_the_right(office: Office) -> None:
    """The pages, the links and the forms."""
    number = await publish(office.olga)
    for who in (office.anna, office.agent):
        for path in ("/announcements/new", f"/announcements/{number}/edit", f"/announcements/{number}/end"):
            await who.open(path, 403)
        page = await who.open("/announcements")
        assert not [href for href, _ in page.links if href == "/announcements/new"]
    form = (await office.olga.open(f"/announcements/{number}")).form(f"/announcements/{number}/end")
    own = (await office.anna.open("/catalog/cab")).form("/favourites/cab")
    form.values["_csrf"] = own.values["_csrf"]
    await office.anna.send(form, 403)


async def test_a_refused_form_keeps_what_was_typed(office: Office) -> None:
    """All of it, with what to do."""
    page = await office.olga.open("/announcements/new")
    page = await office.olga.send(
        page.form("/announcements/new"),
        422,
        kind="works",
        text__ru="Переносим на новый сервер",
        expected_at="вчера",
        services=["printing", "screen"],
    )
    assert "Choose a day and a time" in page.text("error")
    form = page.form("/announcements/new")
    assert form.values["text.ru"] == ["Переносим на новый сервер"]
    assert set(form.values["services"]) == {"printing", "screen"}
    assert form.values["kind"] == ["works"]
    assert form.values["expected_at"] == ["вчера"]
    assert not await fetch("SELECT id FROM announcement")


async def test_changing_shows_what_is_published(office: Office) -> None:
    """A change is seen at once; whoever was slower is told."""
    number = await publish(office.olga, services="printing", expected_at="2199-12-01T14:00")
    page = await office.olga.open(f"/announcements/{number}/edit")
    form = page.form(f"/announcements/{number}/edit")
    assert form.values["expected_at"] == ["2199-12-01T14:00"]
    assert form.values["services"] == ["printing"]
    await office.olga.send(form, title__en="Printers of floor 3 are down")
    assert "Printers of floor 3 are down" in (await office.anna.open("/")).text("main")
    page = await office.olga.send(form, 409, title__en="Late")
    assert "Somebody has changed this announcement meanwhile" in page.text("errors")


async def test_the_same_form_sent_twice_publishes_once(office: Office) -> None:
    """A double click is one announcement."""
    page = await office.olga.open("/announcements/new")
    form = page.form("/announcements/new")
    for _ in range(2):
        await office.olga.send(form, title__ru="Не печатают принтеры")
    assert len(await fetch("SELECT id FROM announcement")) == 1


async def test_times_are_those_of_the_wall_clock() -> None:
    """Chosen or written; what is none is none."""
    at = read_moment("2026-12-01T14:00", "Europe/Moscow")
    assert at == read_moment("1.12.2026 14:00", "Europe/Moscow")
    assert written(at, "Europe/Moscow") == "2026-12-01T14:00"
    assert written(at, "Asia/Yekaterinburg") == "2026-12-01T16:00"
    assert written(None, "Europe/Moscow") == ""
    for wrong in ("", "завтра", "32.13.2026 14:00", "2026-12-01T25:00", "0001-01-01T00:00", "9999-12-31T23:59"):
        assert read_moment(wrong, "Europe/Moscow") is None


async def test_what_is_planned_and_past_has_its_place(office: Office) -> None:
    """In the list, and what is planned beside the first page too."""
    await publish(
        office.olga,
        kind="works",
        title__en="No mail on Saturday",
        starts_at="2198-12-01T08:00",
        ends_at="2198-12-01T12:00",
    )
    page: Document = await office.anna.open("/announcements")
    assert "1 December 2198 from 08:00 to 12:00" in page.text("bulletin-row")
    assert "No mail on Saturday" in (await office.anna.open("/")).text("#news-list")
    assert "No mail on Saturday" not in (await office.anna.open("/")).text("#bulletins")


async def test_words_of_an_announcement_are_only_words(office: Office) -> None:
    """Whatever is written in them."""
    hostile = "<script>alert(1)</script>{{ 7*7 }}"
    number = await publish(office.olga, title__en=hostile, text__en=hostile, services="printing")
    for path in ("/", "/catalog", "/catalog/printing", "/announcements", f"/announcements/{number}"):
        await office.anna.open(path)
        assert "<script>alert" not in office.anna.response.text
        assert "{{ 7*7 }}" in office.anna.page.text("main")
