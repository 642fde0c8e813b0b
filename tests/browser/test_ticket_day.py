"""Two agents at one ticket: they see each other, drafts wait at every browser, answers go on to the next one."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Person

LONG = 30_000


async def _opened(page: Page, queue: str = "it-support") -> str:
    """The first ticket of a queue that nobody has, opened from its list; returns its number."""
    await page.goto(f"/desk/{queue}?filter=nobody")
    link = page.locator(".t .subj a").first
    href = str(await link.get_attribute("href"))
    await page.goto(href)
    return href.rsplit("/", 1)[1]


async def test_two_at_one_ticket(at: Person) -> None:
    """Who writes is shown in the head and in the row; whoever closes the page is gone at once."""
    ksenia, matvey = await at("ksenia"), await at("matvey")
    number = await _opened(ksenia.page)
    await matvey.page.goto(f"/tickets/{number}")
    await ksenia.page.locator("#reply-text").press_sequentially("Уже смотрю")
    await expect(matvey.page.locator("#presence")).to_contain_text("Ксения пишет ответ", timeout=LONG)
    await expect(ksenia.page.locator("#presence")).to_contain_text("Матвей тоже здесь", timeout=LONG)
    await matvey.page.goto("/desk/it-support")
    row = matvey.page.locator(f"#t{number} .here-row")
    await expect(row).to_contain_text("Ксения пишет ответ", timeout=LONG)
    await expect(ksenia.page.locator("#presence .here-one")).to_have_count(0, timeout=LONG)
    await ksenia.page.goto("/profile")
    await expect(row).to_have_count(0, timeout=LONG)
    assert not ksenia.errors + matvey.errors


async def test_a_draft_waits_at_another_browser(at: Person) -> None:
    """What was typed here stands there, on each side of the switch its own; sent, it is gone from both."""
    here = await at("ksenia")
    number = await _opened(here.page)
    box = here.page.locator("#reply-text")
    await here.page.locator("label:has([value=internal])").click()
    await box.fill("Спросить поставщика")
    await expect(here.page.locator("[data-draft-note]")).to_contain_text(re.compile(r"\d\d:\d\d"), timeout=LONG)
    there = await at("ksenia", phone=True)
    await there.page.goto(f"/tickets/{number}")
    await expect(there.page.locator("#reply-text")).to_have_value("Спросить поставщика", timeout=LONG)
    await there.page.locator("label:has([value=public])").click()
    await there.page.locator("#reply-text").fill("Разбираемся")
    await expect(there.page.locator("[data-draft-note]")).to_contain_text(re.compile(r"\d\d:\d\d"), timeout=LONG)
    await there.page.goto("/desk/it-support")
    await expect(there.page.locator(f"#t{number} .begun")).to_be_visible(timeout=LONG)
    await here.page.reload()
    await here.page.locator("[data-send]").click()
    await expect(here.page.locator("#story")).to_contain_text("Разбираемся", timeout=LONG)
    await expect(here.page.locator("#reply-text")).to_have_value("", timeout=LONG)
    await here.page.goto("/desk/it-support")
    await expect(here.page.locator(f"#t{number} .begun")).to_have_count(0)
    assert not here.errors + there.errors


async def test_a_reply_by_the_slash_and_on_to_the_next(at: Person) -> None:
    """By keyboard alone: `/`, a word, Enter; a file goes up at once; then the next one of the list."""
    matvey = await at("matvey")
    page = matvey.page
    await page.goto("/desk/all")
    first = page.locator(".t .subj a").first
    await first.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"/tickets/\d+"))
    came = page.url
    await page.keyboard.press("KeyR")
    await expect(page.locator("#reply-text")).to_be_focused(timeout=LONG)
    await page.keyboard.type("/")
    find = page.locator("[data-canned-find] input")
    await expect(find).to_be_focused(timeout=LONG)
    shown = page.locator("[data-canned-menu] [data-canned]:visible")
    wanted = str(await shown.nth(1).locator(".strong").text_content())
    await find.fill(wanted)
    await expect(shown).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.locator("#reply-text")).not_to_have_value("")
    await page.keyboard.type(" и/или")
    await expect(find).not_to_be_visible()
    await page.set_input_files("[data-files]", {"name": "план.txt", "mimeType": "text/plain", "buffer": b"plan"})
    await expect(page.locator("[name='files.kept']")).to_be_checked(timeout=LONG)
    await page.locator(".send-and > summary").click()
    await page.locator(".send-and button[value=next]").click()
    await page.wait_for_url(lambda url: url != came, timeout=LONG)
    assert re.search(r"/tickets/\d+$|/desk", page.url)
    await page.goto(came)
    await expect(page.locator("#story")).to_contain_text("план.txt", timeout=LONG)
    await expect(page.locator("#story")).to_contain_text("и/или")
    assert not matvey.errors
