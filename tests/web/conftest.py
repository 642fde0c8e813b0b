"""A company with the starter catalog, and its people, each at a browser of his own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest_asyncio
from starlette.applications import Starlette

from okno import access, people, teams
from okno.http import sessions
from okno.settings import Settings
from tests.company import open_catalog
from tests.web.browsing import Browser, Document

PASSWORD = "a long enough password"
TEAM = "it-devices"
"""The team of the service `monitor`."""
MONITOR = {"model": "27", "reason": "second", "place": "Office 2, floor 3"}


@dataclass(frozen=True)
class Company:
    """Who works here; all read English, so that tests can name words."""

    anna: Browser
    """An employee."""
    stranger: Browser
    """Another employee, who has nothing to do with her."""
    boris: Browser
    """An agent of the team that delivers monitors."""
    vera: Browser
    """His colleague."""
    admin: Browser
    """An administrator, who by that sees no tickets."""


@pytest_asyncio.fixture
async def at_browser(app: Starlette, settings: Settings) -> AsyncIterator[Callable[[], Awaitable[Browser]]]:
    """Opens a browser that nobody has signed in with."""
    async with AsyncExitStack() as opened:

        async def open_one() -> Browser:
            client = httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app), base_url=settings.own_url, headers={"Accept-Language": "en"}
            )
            return Browser(await opened.enter_async_context(client))

        yield open_one


@pytest_asyncio.fixture
async def catalog(stocked: None, app: Starlette) -> None:
    """The starter catalog in force."""
    await open_catalog()


@pytest_asyncio.fixture
async def company(catalog: None, at_browser: Callable[[], Awaitable[Browser]]) -> Company:
    """The people, signed in."""

    async def hire(login: str, name: str, role: str = "", team: str = "", **more: Any) -> Browser:
        person_id = await people.create(login=login, name=name, locale="en", **more)
        if role:
            await access.grant(person_id, role)
        if team:
            found = await teams.by_key(team)
            assert found is not None
            await teams.join(found.id, person_id)
        browser = await at_browser()
        browser.id = person_id
        # Not through the door: hashing a password takes a tenth of a second, on purpose.
        session = await sessions.create(person_id, address="127.0.0.1", agent="Firefox, Linux", hours=1)
        browser.client.cookies.set(sessions.COOKIE, session)
        return browser

    anna = await hire("anna", "Анна Королёва", department="Продажи", phone="+79000001234")
    await people.set_password(anna.id, PASSWORD)
    return Company(
        anna=anna,
        stranger=await hire("egor", "Егор Чужой"),
        boris=await hire("boris", "Борис Мастеров", "agent", TEAM),
        vera=await hire("vera", "Вера Мастерова", "agent", TEAM),
        admin=await hire("admin", "Ольга Админ", "administrator"),
    )


async def order(who: Browser, **answers: str) -> int:
    """Orders a monitor and returns the number of the request, whose page is then open."""
    page = await who.open("/catalog/monitor")
    await who.send(page.form("/catalog/monitor"), fill={**MONITOR, **answers})
    assert who.path.startswith("/tickets/"), who.path
    return int(who.path.removeprefix("/tickets/"))


async def take(who: Browser, number: int) -> Document:
    """Takes a ticket on its page."""
    page = await who.open(f"/tickets/{number}")
    return await who.send(page.form(f"/tickets/{number}/assign", "me"), press="me")


async def move(who: Browser, number: int, to: str, comment: str = "") -> Document:
    """Moves a ticket on its page, with a reason when the form asks for one."""
    page = await who.open(f"/tickets/{number}")
    action = f"/tickets/{number}/move"
    if comment:
        return await who.send(page.form(action, to=to), comment=comment)
    return await who.send(page.form(action, to), press=to)
