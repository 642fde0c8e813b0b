"""Two agents at one request at the same time: whoever is slower is told, and not one of his words is lost."""

from __future__ import annotations

import re
from uuid import uuid4

from playwright.async_api import Page, expect

from tests.browser.conftest import Person

LONG = 30_000
BOX = "#reply-text"


async def _free(page: Page) -> str:
    """The page of a request of the team that nobody has; its address."""
    await page.goto("/desk/it-support?filter=nobody")
    return str(await page.locator(".t .subj a").last.get_attribute("href"))


async def test_two_answers_at_once(at: Person) -> None:
    """He sees that she writes and what she sent; his own words wait until he has read hers, and then go out too."""
    ksenia, matvey = await at("ksenia"), await at("matvey")
    address = await _free(ksenia.page)
    hers, his = (f"Отвечает {name}, {uuid4().hex[:6]}" for name in ("Ксения", "Матвей"))
    for one in (ksenia, matvey):
        await one.page.goto(address)
    await ksenia.page.locator(BOX).press_sequentially(hers)
    await matvey.page.locator(BOX).press_sequentially(his)
    await expect(matvey.page.locator("#presence")).to_contain_text("Ксения пишет ответ", timeout=LONG)
    await ksenia.page.locator(BOX).press("Control+Enter")
    await expect(matvey.page.locator("#story")).to_contain_text(hers, timeout=LONG)
    await expect(matvey.page.locator(BOX)).to_have_value(his)
    await matvey.page.locator(BOX).press("Control+Enter")
    await expect(matvey.page.locator("#reply .meanwhile")).to_contain_text(hers, timeout=LONG)
    await expect(matvey.page.locator(BOX)).to_have_value(his)
    await expect(ksenia.page.locator("#story")).not_to_contain_text(his)
    await matvey.page.locator(BOX).press("Control+Enter")
    await expect(matvey.page.locator(BOX)).to_have_value("", timeout=LONG)
    for one in (ksenia, matvey):
        for words in (hers, his):
            await expect(one.page.locator("#story").get_by_text(words, exact=True)).to_have_count(1, timeout=LONG)
    assert ksenia.errors == []
    assert all("409" in error for error in matvey.errors)


async def test_two_decisions_at_once(at: Person) -> None:
    """She changes the priority while he writes why it waits: what she did stays, he reads of it and sends his again."""
    ksenia, matvey = await at("ksenia"), await at("matvey")
    address = await _free(ksenia.page)
    for one in (ksenia, matvey):
        await one.page.goto(address)
    await matvey.page.locator("#moves summary", has_text="Ждём").click()
    why = matvey.page.locator("#why-waiting_user")
    await why.fill("Какой у вас кабинет?")
    await ksenia.page.locator(".prio summary").click()
    await ksenia.page.locator(".prio button[value=critical]").click()
    for one in (ksenia, matvey):
        await expect(one.page.locator("#facts")).to_contain_text(re.compile("критич", re.IGNORECASE), timeout=LONG)
    await expect(why).to_have_value("Какой у вас кабинет?")
    await why.press("Control+Enter")
    await expect(matvey.page.locator(".callout").first).to_contain_text("Пока вы были здесь", timeout=LONG)
    await expect(matvey.page.locator(".callout").first).to_contain_text("Ксения")
    await expect(why).to_have_value("Какой у вас кабинет?")
    await expect(why).to_be_visible()
    await why.press("Control+Enter")
    await expect(matvey.page.locator("#story")).to_contain_text("Какой у вас кабинет?", timeout=LONG)
    for one in (ksenia, matvey):
        await expect(one.page.locator("#facts")).to_contain_text("Ждём заказчика", timeout=LONG)
        await expect(one.page.locator("#facts")).to_contain_text(re.compile("критич", re.IGNORECASE))
    assert ksenia.errors == []
    assert all("409" in error for error in matvey.errors)
