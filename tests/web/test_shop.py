"""The first page and the catalog: search, directions, favourites, and what is only for some."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio
from starlette.applications import Starlette

from okno import access, people
from okno.http import sessions
from tests import shop
from tests.web.browsing import Browser

Hire = Callable[..., Awaitable[Browser]]


@dataclass(frozen=True)
class Shop:
    """Who comes to the shop; all read English."""

    anna: Browser
    """She sells, so one of the services for some is for her."""
    egor: Browser
    """He keeps the store."""
    oper: Browser
    """She orders for others."""
    hire: Hire


@pytest_asyncio.fixture
async def at_shop(app: Starlette, at_browser: Callable[[], Awaitable[Browser]]) -> Shop:
    """The small catalog in force, people at their browsers."""
    await shop.open_shop()

    async def hire(login: str, role: str = "", **more: Any) -> Browser:
        person_id = await people.create(login=login, name=more.pop("name", login.title()), locale="en", **more)
        if role:
            await access.grant(person_id, role)
        browser = await at_browser()
        browser.id = person_id
        session = await sessions.create(person_id, address="127.0.0.1", agent="Firefox, Linux", hours=1)
        browser.client.cookies.set(sessions.COOKIE, session)
        return browser

    return Shop(
        anna=await hire("anna", department=shop.DEPARTMENT),
        egor=await hire("egor", department="Склад"),
        oper=await hire("oper", "operator"),
        hire=hire,
    )


async def ordered(who: Browser, key: str) -> None:
    """Orders a service on its page."""
    page = await who.open(f"/catalog/{key}")
    await who.send(page.form(f"/catalog/{key}"), topic="Мне")
    assert who.path.startswith("/tickets/")


# Search -------------------------------------------------------------------------------------------------------


async def test_a_slip_is_forgiven_and_told(at_shop: Shop) -> None:
    """What was typed stays in the box; what it was understood as is marked and said."""
    page = await at_shop.anna.open("/catalog?q=" + quote("принетр"))
    assert page.text("h2") == "1 service for “принтер”"
    assert page.text("heard") == "You typed: принетр"
    assert "Printer does not print" in page.text("svc")
    assert ("input", "принетр") in [(tag, own.get("value")) for tag, own in page.attributes]
    found = await at_shop.anna.open("/catalog?q=ghbynth")
    assert "Printer does not print" in found.text("svc")
    assert not (await at_shop.anna.open("/catalog?q=printer")).text("heard")


async def test_a_search_tells_the_direction_of_each_service(at_shop: Shop) -> None:
    """In one list, the best first."""
    page = await at_shop.anna.open("/catalog?q=monitor")
    assert page.text("place").startswith("Computers / Devices")
    assert page.text("h2").startswith("1 service for “monitor”")


async def test_typed_words_go_with_the_general_request(at_shop: Shop) -> None:
    """When nothing is found they stand in its form."""
    page = await at_shop.anna.open("/catalog?q=" + quote("слон в коридоре"))
    assert "Nothing found for “слон в коридоре”." in page.text("empty")
    [href] = {href for href, _ in page.links if href.startswith("/catalog/anything?")}
    form = (await at_shop.anna.open(href)).form("/catalog/anything")
    assert form.values["topic"] == ["слон в коридоре"]
    inside = await at_shop.anna.open("/catalog?category=hr&q=" + quote("слон"))
    assert any(href.startswith("/catalog/ask-hr?words=") for href, _ in inside.links)


async def test_what_is_typed_gets_suggestions(at_shop: Shop) -> None:
    """At most six, each with its direction and term; nothing for nothing."""
    await at_shop.anna.open("/services/suggest?q=" + quote("принетр"))
    answer = at_shop.anna.response.json()
    assert answer["heard"] == "принтер"
    assert [one["href"] for one in answer["items"]] == ["/catalog/printing"]
    assert answer["items"][0]["line"].startswith("Computers / Devices · ")
    await at_shop.anna.open("/services/suggest?q=" + quote("п"))
    assert len(at_shop.anna.response.json()["items"]) <= 6
    await at_shop.anna.open("/services/suggest?q=+++")
    assert at_shop.anna.response.json()["items"] == []
    await at_shop.anna.open("/services/suggest?q=" + quote("слон"))
    assert at_shop.anna.response.json()["general"].startswith("/catalog/anything?words=")


# Directions ---------------------------------------------------------------------------------------------------


async def test_a_direction_shows_all_below_it(at_shop: Shop) -> None:
    """With the way up, the way down, and counts that agree."""
    page = await at_shop.egor.open("/catalog?category=it")
    assert page.text("h1") == "Computers"
    titles = page.text("svc")
    assert all(one in titles for one in ("Laptop", "Remote access", "Anything else"))
    assert "Annual leave" not in titles
    side = page.text("tree")
    assert "Computers8" in side.replace(" ", "")
    assert "Devices4" in side.replace(" ", "")
    assert "Access3" in side.replace(" ", "")
    assert "Empty" not in side
    inner = await at_shop.egor.open("/catalog?category=devices")
    assert inner.text("crumbs") == "Services / Computers"
    assert "Remote access" not in inner.text("svc")
    service = await at_shop.egor.open("/catalog/screen")
    assert service.text("crumbs") == "Services / Computers / Devices"
    unknown = await at_shop.egor.open("/catalog?category=nowhere")
    assert unknown.text("h1") == "Catalog of services"


# Only for some ------------------------------------------------------------------------------------------------

HIDDEN_WORDS = ("Access to customer cards", "Access to payslips", "crm-access", "payroll-access")


async def test_what_is_not_for_somebody_is_nowhere(at_shop: Shop) -> None:
    """Neither on pages nor in searches nor at its address, though he once had it."""
    egor = at_shop.egor
    await people.set_groups(egor.id, [shop.GROUP])
    await people.change(egor.id, {"department": shop.DEPARTMENT}, actor_id=None)
    for key in shop.HIDDEN:
        await ordered(egor, key)
        page = await egor.open(f"/catalog/{key}")
        await egor.send(page.form(f"/favourites/{key}"), on="1")
    assert "Access to payslips" in (await egor.open("/")).text()
    await people.set_groups(egor.id, [])
    await people.change(egor.id, {"department": "Склад"}, actor_id=None)
    ways = (
        "/",
        "/catalog",
        "/catalog?category=access",
        "/catalog?starred=1",
        "/catalog?q=access",
        "/services/suggest?q=access",
    )
    for path in (*ways, "/catalog?q=crm", "/services/suggest?q=payslips"):
        await egor.open(path)
        shown = egor.response.text
        # Their own requests are still theirs.
        body = shown.split('id="mine-list"')[0] if path == "/" else shown
        assert not [word for word in HIDDEN_WORDS if word in body.replace("q=crm", "")], path
    for key in shop.HIDDEN:
        await egor.open(f"/catalog/{key}", 404)
        hidden = egor.page.text("main").partition("number:")[0]
        await egor.open("/catalog/no-such", 404)
        assert egor.page.text("main").partition("number:")[0] == hidden


async def test_counts_are_those_of_what_one_has(at_shop: Shop) -> None:
    """A hidden service would be told by a number, too."""
    many, few = [(await who.open("/catalog")).text("tree") for who in (at_shop.anna, at_shop.egor)]
    assert "All services16" in many.replace("All services ", "All services")
    assert "All services15" in few.replace("All services ", "All services")
    assert "All 15 services" in (await at_shop.egor.open("/")).text()


async def test_an_order_of_what_is_hidden_is_one_of_what_is_not_there(at_shop: Shop) -> None:
    """By a form from another's hands."""
    page = await at_shop.egor.open("/catalog/cab")
    form = page.form("/catalog/cab")
    form.action = "/catalog/crm-access"
    await at_shop.egor.send(form, 404, topic="Мне")
    star = (await at_shop.egor.open("/catalog/cab")).form("/favourites/cab")
    star.action = "/favourites/crm-access"
    await at_shop.egor.send(star, 404, on="1")


async def test_for_another_the_other_decides(at_shop: Shop) -> None:
    """Who orders for others opens the form with the name of whom it is for."""
    anna = (await people.by_login("anna")) or pytest.fail("no anna")
    await at_shop.oper.open("/catalog/crm-access", 404)
    page = await at_shop.oper.open("/catalog/crm-access?for=anna")
    form = page.form("/catalog/crm-access")
    assert form.values["order.behalf"] == [str(anna.id)]
    await at_shop.oper.send(form, topic="Anna")
    assert at_shop.oper.path.startswith("/tickets/")
    await at_shop.oper.open("/catalog/crm-access?for=egor", 404)
    await at_shop.egor.open("/catalog/crm-access?for=anna", 404)


# Favourites and the first page --------------------------------------------------------------------------------


async def test_a_star_keeps_a_service_at_hand(at_shop: Shop) -> None:
    """From the list, from its page and from the first page; without a script."""
    anna = at_shop.anna
    assert "A star keeps a service here" in (await anna.open("/")).text("star-hint")
    page = await anna.open("/catalog?q=taxi")
    page = await anna.send(page.form("/favourites/cab"), press="1")
    assert anna.path == "/catalog?q=taxi"
    assert page.form("/favourites/cab").buttons == [("on", "0")]
    home = await anna.open("/")
    assert "Favourites" in home.text("h2")
    assert "Taxi" in home.text("pane")
    starred = await anna.open("/catalog?starred=1")
    assert starred.text("h3") == "Taxi"
    page = await anna.open("/catalog/cab")
    await anna.send(page.form("/favourites/cab"), press="0")
    assert "Favourites" not in (await anna.open("/")).text("h2")


async def test_a_star_leads_to_our_pages_only(at_shop: Shop) -> None:
    """Whatever the form says."""
    page = await at_shop.anna.open("/catalog/cab")
    form = page.form("/favourites/cab")
    response = await at_shop.anna.client.post(
        form.action,
        data={**{name: values[0] for name, values in form.values.items()}, "next": "//evil.test/", "on": "1"},
    )
    assert (response.status_code, response.headers["location"]) == (303, "/")


async def test_what_was_ordered_lately_is_offered(at_shop: Shop) -> None:
    """One's own; a new employee reads what is often ordered."""
    assert "Ordered lately" not in (await at_shop.anna.open("/")).text("hints")
    for key in ("cab", "screen"):
        await ordered(at_shop.anna, key)
    assert (await at_shop.anna.open("/")).text("hints") == "Ordered lately: Second monitor Taxi"
    assert "Ordered lately" not in (await at_shop.egor.open("/")).text("hints")


async def test_what_colleagues_order_is_offered(at_shop: Shop) -> None:
    """When three of them did; nothing of a confidential team; without what stands in the favourites already."""
    people_of = [await at_shop.hire(f"seller{n}", department="отдел продаж") for n in range(3)]
    for who in people_of[:2]:
        await ordered(who, "cleaning")
        await ordered(who, "leave")
    assert "Popular in your department" not in (await at_shop.anna.open("/")).text("h2")
    await ordered(people_of[2], "cleaning")
    await ordered(people_of[2], "leave")
    page = await at_shop.anna.open("/")
    assert "Popular in your department" in page.text("h2")
    assert "Cleaning" in page.text("#shelf")
    assert "Annual leave" not in page.text("#shelf")
    assert "Popular in your department" not in (await at_shop.egor.open("/")).text("h2")
    await at_shop.anna.send((await at_shop.anna.open("/")).form("/favourites/cleaning"), press="1")
    page = await at_shop.anna.open("/")
    assert page.text("#shelf").count("Cleaning") == 1


async def test_the_first_page_of_a_new_employee(at_shop: Shop) -> None:
    """It says what will stand where, and nothing stands empty."""
    page = await at_shop.egor.open("/")
    assert "Your requests will stand here" in page.text("#mine-list")
    assert page.text("#bulletins") == ""
    assert "Nothing new." in page.text("#news-list")
    assert page.text("#shelf").startswith("Ordered most")


async def test_a_catalog_without_services(app: Starlette, at_shop: Shop) -> None:
    """As on the first day."""
    await shop.open_shop(replace(shop.catalog(), services={}, categories={}, teams={}))
    page = await at_shop.anna.open("/")
    assert "There are no services here yet." in page.text()
    assert "There are no services here yet." in (await at_shop.anna.open("/catalog")).text("empty")
    assert "Nothing found" in (await at_shop.anna.open("/catalog?q=taxi")).text("empty")
