"""A part of the work is done on a phone, and the requester sees it on his at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import expect

from okno import db as okno_db, people, settings as okno_settings
from okno.db import execute
from okno.owners import OWNERS
from tests.parts import SECRET, open_house
from tests.stands.chromium import Visitor
from tests.stands.database import Template
from tests.stands.server import ServerStand, okno

PASSWORD = "window-lamp-river-7"


@dataclass(frozen=True)
class Stand:
    """A server whose services have tasks, and the number of a ticket of Anna's with one task."""

    server: ServerStand
    number: int


@pytest.fixture
def stand(tmp_path: Path, stocked_template: Template) -> Iterator[Stand]:
    """People with passwords, an order, and the server."""
    home = tmp_path / "home"
    stocked_template.copy_to(home)
    okno(home, "migrate")
    number = asyncio.run(_prepared(home))
    server = ServerStand(home).start()
    try:
        yield Stand(server, number)
    except BaseException:
        server.kill()
        raise
    server.stop()


async def _prepared(home: Path) -> int:
    await okno_db.connect(okno_settings.load(home, {}), OWNERS)
    try:
        house = await open_house()
        for who in (house.anna, house.gleb):
            await people.set_password(who.id, PASSWORD)
        await execute("UPDATE person SET locale = 'en'")
        return (await house.order("loose", text="Лампа мигает")).id
    finally:
        await okno_db.disconnect()


async def _enter(visitor: Visitor, login: str) -> None:
    page = visitor.page
    await page.goto("/sign-in")
    await page.fill("#login", login)
    await page.fill("#password", PASSWORD)
    await page.locator("form[action='/sign-in'] button").click()
    await page.wait_for_url(lambda url: "/sign-in" not in url)


async def test_a_task_is_done_on_a_phone_and_followed_on_another(
    stand: Stand, visit: Callable[..., Awaitable[Visitor]]
) -> None:
    anna = await visit(base_url=stand.server.base_url, phone=True, locale="en")
    gleb = await visit(base_url=stand.server.base_url, phone=True, dark=True, locale="en")
    await _enter(anna, "anna")
    await _enter(gleb, "gleb")
    await anna.page.goto(f"/tickets/{stand.number}")
    await expect(anna.page.locator("#stages")).to_contain_text("0 of 1")

    await gleb.page.goto("/desk/tasks")
    await gleb.page.get_by_role("link", name="Look").tap()
    await expect(gleb.page.get_by_role("heading", level=1)).to_have_text("Look")
    assert SECRET not in await gleb.page.content()
    await gleb.page.get_by_role("button", name="Take").tap()
    await expect(gleb.page.locator("#facts")).to_contain_text("Глеб Хозяйкин")
    await gleb.page.fill("#new-line", "Лампа")
    await gleb.page.get_by_role("button", name="Add", exact=True).tap()
    await gleb.page.get_by_role("button", name="Tick: Лампа").tap()
    await expect(gleb.page.locator("#checklist")).to_contain_text("1 of 1")
    assert await gleb.axe() == []
    assert await gleb.overflow() == 0
    await gleb.page.get_by_role("button", name="The task is done").tap()
    await expect(gleb.page.locator("#facts")).to_contain_text("Finished")

    await expect(anna.page.locator("#stages")).to_contain_text("1 of 1")
    assert await anna.axe() == []
    assert await anna.overflow() == 0
    await gleb.page.goto("/desk/tasks?show=done")
    assert await gleb.axe() == []
    await gleb.page.set_viewport_size({"width": 320, "height": 700})
    for path in ("/desk/tasks?show=done", "/tasks/1"):
        await gleb.page.goto(path)
        assert await gleb.overflow() == 0
    assert anna.errors + gleb.errors == []
