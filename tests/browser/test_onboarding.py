"""A newcomer comes, in browsers: the requester follows on a phone, the manager agrees on his, a team does its part."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from okno import access, db as okno_db, people, settings as okno_settings, teams
from okno.db import tx
from okno.owners import OWNERS
from tests.browser.conftest import Person
from tests.flows.newcomer import MOSCOW, NAME, TEAM_OF
from tests.stands.chromium import Visitor
from tests.stands.database import Template
from tests.stands.server import ServerStand, okno

PASSWORD = "window-lamp-river-7"
ORDER = ("contract", "account", "desk", "pass", "equipment")
"""One way through the tasks that keeps their order."""


@dataclass(frozen=True)
class Stand:
    """A server with the starter catalog, and its people by login: kira, mark, and an agent of each team by its key."""

    server: ServerStand


@pytest.fixture
def stand(tmp_path: Path, stocked_template: Template) -> Iterator[Stand]:
    """The server."""
    home = tmp_path / "home"
    stocked_template.copy_to(home)
    okno(home, "migrate")
    asyncio.run(_hired(home))
    server = ServerStand(home).start()
    try:
        yield Stand(server)
    except BaseException:
        server.kill()
        raise
    server.stop()


async def _hired(home: Path) -> None:
    await okno_db.connect(okno_settings.load(home, {}), OWNERS)
    try:
        async with tx():
            mark = await people.create(login="mark", name="Марк Главный")
            kira = await people.create(login="kira", name="Кира Кадрова", manager_id=mark, place="Лесная, 5, каб. 214")
            ids = [mark, kira]
            for key in TEAM_OF.values():
                person = await people.create(login=key, name=f"Исполнитель {key}")
                await access.grant(person, "agent")
                team = await teams.by_key(key)
                assert team is not None
                await teams.join(team.id, person)
                ids.append(person)
        for person_id in ids:
            await people.set_password(person_id, PASSWORD)
    finally:
        await okno_db.disconnect()


async def _enter(visitor: Visitor, login: str) -> Page:
    page = visitor.page
    page.set_default_timeout(30_000)
    await page.goto("/sign-in")
    await page.fill("#login", login)
    await page.fill("#password", PASSWORD)
    await page.locator("form[action='/sign-in'] button").click()
    await page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


async def _fine(visitor: Visitor) -> None:
    assert await visitor.axe() == []
    assert await visitor.overflow() == 0


async def _order(page: Page) -> str:
    await page.goto("/catalog/onboarding")
    await page.fill("[name=full_name]", NAME)
    await page.fill("[name=position]", "Аналитик")
    await page.fill("[name=department]", "Продажи")
    await page.fill("[name='manager.text']", "Марк Главный")
    await page.get_by_role("option").first.click()
    await page.fill("[name=start]", (datetime.now(MOSCOW).date() + timedelta(days=10)).isoformat())
    await expect(page.locator("[name=place]")).to_have_value("Лесная, 5, каб. 214")
    async with page.expect_navigation(url="**/tickets/*"):
        await page.locator("form.order button.main").click()
    return page.url.rpartition("/")[2]


async def _do(page: Page, key: str) -> None:
    """A team finds its part in the list and does it."""
    await page.goto("/desk/tasks")
    await page.locator("#rows a, main a[href^='/tasks/']").first.click()
    await page.wait_for_url("**/tasks/*")
    if key == "desk":
        assert NAME not in await page.content()
    await page.get_by_role("button", name="Взять").first.click()
    if key == "account":
        await page.fill("[name$=login]", "p.novosyolov")
    await page.get_by_role("button", name="Сделано").click()
    await expect(page.locator("#facts")).to_contain_text("Сделана")


async def test_a_newcomer_comes(stand: Stand, visit: Person, shots: Path | None) -> None:
    url = stand.server.base_url
    kira, mark = [await visit(base_url=url, phone=True) for _ in range(2)]
    await _enter(mark, "mark")
    await kira.page.set_viewport_size({"width": 390, "height": 844})
    await _enter(kira, "kira")
    number = await _order(kira.page)
    await expect(kira.page.locator("#now")).to_contain_text("Марк Главный")
    await _fine(kira)

    await mark.page.goto("/approvals")
    await expect(mark.page.locator("main")).to_contain_text(NAME)
    await _fine(mark)
    await mark.page.get_by_role("button", name="Согласовать").tap()
    await expect(mark.page.locator("main")).to_contain_text("Вашего решения ничего не ждёт")

    stages = kira.page.locator("#stages")
    await expect(stages).to_contain_text("0 из 5")
    await expect(kira.page.locator("#now")).to_contain_text("В работе")
    for count, key in enumerate(ORDER, 1):
        agent = await visit(base_url=url, phone=key == "desk")
        await _do(await _enter(agent, TEAM_OF[key]), key)
        await expect(stages).to_contain_text(f"{count} из 5")
        if shots is not None:
            await agent.page.screenshot(path=shots / f"onboarding-{key}.png", full_page=True)
        await _fine(agent)
        assert agent.errors == []
        await agent.context.close()

    await expect(kira.page.locator("#now")).to_contain_text("Всё работает?")
    await _fine(kira)
    if shots is not None:
        await kira.page.screenshot(path=shots / "onboarding-requester.png", full_page=True)
    await kira.page.get_by_role("button", name="Да, всё работает").tap()
    await expect(kira.page.locator("#now")).to_contain_text("Закрыта")
    assert kira.page.url.endswith(number)
    assert kira.errors + mark.errors == []
