"""Somebody is asked by an agent and approves on a phone; without scripts he refuses."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.test_day import RUSSIAN, _order

WIDTHS = (320, 390)


async def test_it_is_approved_on_a_phone(at: Person) -> None:
    employee = await at("vera", phone=True)
    agent = await at("timur")
    number = await _order(employee.page, RUSSIAN)
    await agent.page.goto(f"/tickets/{number}")
    await _ask(agent.page, number, "galina", "Берём подороже?")
    await expect(employee.page.locator("#now")).to_contain_text("Галина")

    boss = await at("galina", phone=True)
    await boss.page.goto("/approvals")
    card = boss.page.locator(".approval-card").filter(has_text=f"№ {number}")
    await expect(card).to_contain_text("Берём подороже?")
    for width in WIDTHS:
        await boss.page.set_viewport_size({"width": width, "height": 740})
        assert await boss.overflow() == 0
        for button in await card.locator(".decide-keys button").all():
            box = await button.bounding_box()
            assert box is not None
            assert box["height"] >= 44, "a thumb has to hit it"
    assert await boss.axe() == []
    await card.get_by_role("button", name="Согласовать").tap()
    await expect(boss.page.locator("[data-toast]")).to_contain_text(number)
    await expect(boss.page.locator(".approval-card").filter(has_text=f"№ {number}")).to_have_count(0)
    await expect(agent.page.locator("#story")).to_contain_text("Согласование пройдено")
    assert await agent.axe() == []
    for one in (employee, agent, boss):
        assert one.errors == []


async def test_it_is_refused_without_scripts_by_keyboard(at: Person) -> None:
    employee, agent = await at("vera", phone=True), await at("timur")
    number = await _order(employee.page, RUSSIAN)
    await agent.page.goto(f"/tickets/{number}")
    await _ask(agent.page, number, "galina", "")
    boss = await at("galina", scripts=False)
    await boss.page.goto(f"/tickets/{number}")
    words = boss.page.locator("#asked textarea")
    await words.focus()
    for _ in range(2):
        await boss.page.keyboard.press("Tab")
    await boss.page.keyboard.press("Enter")
    await expect(boss.page.locator("#asked .error")).to_contain_text("почему отказываете")
    await boss.page.locator("#asked textarea").fill("Есть на складе.")
    await boss.page.locator("#asked button[value=refuse]").press("Enter")
    await boss.page.wait_for_url(re.compile(rf"/tickets/{number}$"))
    await expect(boss.page.locator("#story")).to_contain_text("Есть на складе.")


async def _ask(page: Page, number: str, person: str, words: str) -> None:
    """The agent asks a person by his login."""
    await page.locator("#approval summary").filter(has_text="Попросить согласовать").click()
    form = page.locator(f"form[action='/tickets/{number}/approvals']")
    await form.locator("[name='person.text']").fill(person)
    await form.locator("[name=comment]").fill(words)
    await form.get_by_role("button", name="Отправить на согласование").click()
    await expect(page.locator("#story")).to_contain_text("просит согласовать")
