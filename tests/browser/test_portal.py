"""The portal at work: offers while one types, a star without a new page, an outage that appears by itself."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Person

LONG = 30_000


async def test_offers_lead_to_a_service_by_the_keyboard(at: Person) -> None:
    """Down, Enter; Escape closes them; the form itself still leads to the whole list."""
    page = (await at("vera")).page
    await page.goto("/")
    box, offers = page.locator("#q"), page.locator("#q-offers")
    await box.press_sequentially("ghbynth")
    await expect(offers.locator("[role=option]").first).to_be_visible(timeout=LONG)
    await expect(offers).to_contain_text("принтер")
    await expect(box).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Escape")
    await expect(offers).to_be_hidden()
    await box.press_sequentially(" ")
    await expect(offers).to_be_visible(timeout=LONG)
    await page.keyboard.press("ArrowDown")
    await expect(box).to_have_attribute("aria-activedescendant", "q-offers-0")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/catalog/printer")
    await page.goto("/")
    await page.fill("#q", "ghbynth")
    await page.locator(".find button").click()
    await page.wait_for_url("**/catalog?q=ghbynth")


async def test_a_star_needs_no_new_page(at: Person) -> None:
    """The focus stays on it."""
    page = (await at("vera")).page
    await page.goto("/catalog?q=такси")
    star = page.locator("#star-taxi button")
    await page.evaluate("window.same = true")
    await star.click()
    await expect(star).to_have_attribute("aria-pressed", "true", timeout=LONG)
    assert await page.evaluate("window.same === true && document.activeElement.id === 'star-taxi-on'")
    await page.goto("/")
    await expect(page.locator("#favourites")).to_be_visible()
    await page.locator("#star-taxi button").click()
    await expect(page.locator("#favourites")).to_have_count(0, timeout=LONG)


@pytest.mark.parametrize("scripts", [True, False])
async def test_an_outage_is_seen_and_answered(at: Person, *, scripts: bool) -> None:
    """With a script it appears and goes by itself; without one the page shows it when it is opened."""
    vera, admin = (await at("vera", scripts=scripts)).page, (await at("admin")).page
    title = f"Не работает переговорная {'А' if scripts else 'Б'}"
    banner = vera.locator(".bulletin", has_text=title)
    await vera.goto("/")
    await admin.goto("/announcements/new")
    await admin.fill("[name='title.ru']", title)
    await admin.locator("form.order button.main").click()
    await admin.wait_for_url("**/announcements/*")
    if not scripts:
        await vera.reload()
    await expect(banner).to_be_visible(timeout=LONG)
    await banner.locator("button").click()
    await expect(vera.locator(".bulletin", has_text=title).locator(".said")).to_be_visible(timeout=LONG)
    await admin.reload()
    await admin.locator("details.pop > summary").click()
    await admin.locator("form[action$='/end'] button.main").click()
    await expect(admin.locator(".bulletin-state")).to_contain_text("Починили", timeout=LONG)
    if not scripts:
        await vera.reload()
    await expect(banner).to_have_count(0, timeout=LONG)
