"""A monitor is ordered on a phone and delivered from a desk, and each sees at once what the other does."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.stands.chromium import Visitor


@dataclass(frozen=True)
class Words:
    """What a person reads and writes in a language."""

    locale: str
    employee: str
    agent: str
    send: str
    works: str
    question: str
    answer: str
    note: str


RUSSIAN = Words(
    "ru",
    employee="vera",
    agent="timur",
    send="Отправить заявку",
    works="Да, всё работает",
    question="Можно после обеда?",
    answer="Принесу в три.",
    note="На складе остался один.",
)
ENGLISH = Words(
    "en",
    employee="mary",
    agent="john",
    send="Send the request",
    works="Yes, it all works",
    question="After lunch, perhaps?",
    answer="I will bring it at three.",
    note="One is left in stock.",
)


@pytest.mark.parametrize("words", [RUSSIAN, ENGLISH], ids=["ru", "en"])
async def test_a_monitor_is_ordered_on_a_phone_and_delivered_from_a_desk(at: Person, words: Words) -> None:
    employee = await at(words.employee, phone=True, locale=words.locale)
    agent = await at(words.agent, locale=words.locale)
    assert await employee.page.locator("html").get_attribute("lang") == words.locale
    await agent.page.goto("/desk/it-devices")
    await _stay(agent.page)

    number = await _order(employee.page, words)
    await _open_by_keys(agent.page, number)
    await _take(agent.page)
    await _stay(employee.page)
    await expect(employee.page.locator("#now")).to_contain_text(await _name(agent.page))

    await _say(employee.page, words.question)
    await expect(agent.page.locator("#story")).to_contain_text(words.question)
    await _answer_by_keys(agent.page, "r", words.answer)
    await expect(employee.page.locator("#story")).to_contain_text(words.answer)
    await _answer_by_keys(agent.page, "i", words.note)
    await expect(employee.page.locator("#story")).not_to_contain_text(words.note)

    await agent.page.locator("#moves button[name=to][value=done]").click()
    yes = employee.page.get_by_role("button", name=words.works)
    await expect(yes).to_be_visible()
    assert await _stayed(employee.page), "nothing was loaded anew: it came live"
    await _stay(agent.page)
    await yes.tap()
    await expect(agent.page.locator("#facts use[href$='#st-closed']")).to_be_visible()
    assert await _stayed(agent.page)
    for one in (employee, agent):
        assert one.errors == []


async def _order(page: Page, words: Words) -> str:
    await page.goto("/")
    await page.locator("a[href='/catalog/monitor']").first.tap()
    await page.locator("input[name=model][value='27']").check()
    reason = page.locator("[name=reason]")
    if await reason.first.evaluate("one => one.tagName") == "SELECT":
        await reason.select_option("second")
    else:
        await page.locator("input[name=reason][value=second]").check()
    await page.locator("[name=place]").fill("Office 2, floor 3")
    await page.get_by_role("button", name=words.send).tap()
    await page.wait_for_url(re.compile(r"/tickets/\d+"))
    await expect(page.locator("[data-toast]")).to_be_visible()
    return page.url.rpartition("/")[2]


async def _open_by_keys(page: Page, number: str) -> None:
    """The row comes by itself; J and K walk, Enter opens."""
    news = page.locator("[data-news]")
    row = page.locator(f"#t{number}")
    await expect(news.or_(row).first).to_be_visible()
    assert await _stayed(page), "the desk was told, not loaded anew"
    if await news.is_visible():
        await news.click()
    await expect(row).to_be_visible()
    await page.locator("#title").click()
    link = row.locator(".subj a")
    rows = await page.locator(".t .subj a").count()
    for _ in range(rows):
        await page.keyboard.press("j")
        if await link.evaluate("one => one === document.activeElement"):
            break
    await page.keyboard.press("k")
    await page.keyboard.press("j")
    if rows > 1 and not await link.evaluate("one => one === document.activeElement"):
        await page.keyboard.press("k")  # it was the first row: K stays there and J goes on
    await expect(link).to_be_focused()
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/tickets/{number}")


async def _take(page: Page) -> None:
    await expect(page.locator("[data-key=KeyT]")).to_be_visible()
    await page.keyboard.press("t")
    await expect(page.locator("[data-key=KeyT]")).to_have_count(0)


async def _answer_by_keys(page: Page, key: str, text: str) -> None:
    await page.locator("h1").click()
    await page.keyboard.press(key)
    await expect(page.locator("#reply-text")).to_be_focused()
    await page.keyboard.type(text)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#story")).to_contain_text(text)
    await expect(page.locator("#reply-text")).to_have_value("")


async def _say(page: Page, text: str) -> None:
    await page.locator("#reply-text").fill(text)
    await page.locator("#reply button.main").tap()
    await expect(page.locator("#story")).to_contain_text(text)


async def _name(page: Page) -> str:
    return str(await page.locator(".facts-line b").last.inner_text())


async def _stay(page: Page) -> None:
    """Marks the page: the mark is gone when it is loaded anew."""
    await page.evaluate("() => { window.stayed = true }")


async def _stayed(page: Page) -> bool:
    return bool(await page.evaluate("() => window.stayed === true"))


async def test_order_and_comment_without_scripts(at: Person) -> None:
    visitor: Visitor = await at("vera", phone=True, scripts=False)
    page = visitor.page
    number = await _order(page, RUSSIAN)
    await page.locator("#reply-text").fill("Звоните заранее.")
    await page.locator("#reply button.main").tap()
    await expect(page.locator("#story")).to_contain_text("Звоните заранее.")
    assert page.url.endswith(f"/tickets/{number}")
    await page.goto("/tickets")
    await expect(page.locator(f"a[href='/tickets/{number}']").first).to_be_visible()
    assert visitor.errors == []
