"""Canned replies in a real browser: put in where the hand is."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from tests.stands.chromium import AXE
from tests.themes.joining import CANNED
from tests.themes.test_scripts import scene


async def test_a_reply_is_put_in_where_the_hand_is(browser: Browser) -> None:
    """On a line of its own when there are words before it; by the keyboard alone; the menu closes."""
    async with scene(browser, "ticket.beside") as ticket:
        field = ticket.page.locator("#reply-text")
        await field.fill("Здравствуйте.")
        await ticket.page.locator(".canned summary").focus()
        await ticket.page.keyboard.press("Enter")
        await ticket.page.keyboard.press("Tab")
        await ticket.page.keyboard.press("Enter")
        await expect(field).to_have_value(f"Здравствуйте.\n{CANNED[0].text}")
        await expect(field).to_be_focused()
        await expect(ticket.page.locator(".canned[open]")).to_have_count(0)
        await field.fill("")
        await ticket.page.locator(".canned summary").click()
        await ticket.page.get_by_role("link", name=CANNED[1].title).click()
        await expect(field).to_have_value(CANNED[1].text)
        assert ticket.page.url.endswith("/page")


async def test_pages_of_joining_are_readable_for_everybody(browser: Browser) -> None:
    """No complaint of axe, on a phone neither."""
    for name in ("ticket.beside", "ticket.merged", "request.merged", "links.found", "merge", "merge.asks", "split"):
        async with scene(browser, name) as one:
            await one.page.set_viewport_size({"width": 320, "height": 700})
            assert not await one.page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
            await one.page.evaluate(AXE.read_text("utf-8"))
            found = await one.page.evaluate(
                "axe.run().then((result) => result.violations.map((one) => one.id +  + one.nodes[0].html))"
            )
            assert found == [], name
