"""Each page, as each sees it: no fault for axe, nothing wider than a small phone, every field with a label."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import ENGLISH_PASSWORD, Person
from tests.stands.chromium import Visitor


@dataclass(frozen=True)
class Look:
    """A width and a light. `axe` is off where it would read what two other looks have shown it."""

    name: str
    width: int
    height: int
    dark: bool = False
    axe: bool = True


LOOKS = (
    Look("desk", 1440, 900),
    Look("dark", 1440, 900, dark=True),
    Look("phone", 390, 844),
    Look("phone-dark", 390, 844, dark=True, axe=False),
)
NARROWEST = 320

# Fields that only a placeholder names: axe lets them pass.
UNNAMED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter((one) => {
  const said = [...(one.labels || [])].map((label) => label.textContent.trim()).join('');
  const by = (one.getAttribute('aria-labelledby') || '').split(/\\s+/).filter(Boolean)
    .map((id) => (document.getElementById(id) || {textContent: ''}).textContent.trim()).join('');
  return !said && !by && !(one.getAttribute('aria-label') || '').trim();
}).map((one) => one.outerHTML.slice(0, 160))"""
# What sticks out of the window to the right, for the message of a failure.
WIDE = """() => [...document.querySelectorAll('body *')].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && box.right > document.documentElement.clientWidth + 1;
}).slice(0, 5).map((one) => one.outerHTML.slice(0, 120))"""

Steps = Callable[[Page], Awaitable[None]]


def goes(path: str) -> Steps:
    """The way to a page by its address."""

    async def go(page: Page) -> None:
        await page.goto(path)

    return go


def follows(path: str, link: str) -> Steps:
    """The way to a page by the first link that fits."""

    async def go(page: Page) -> None:
        await page.goto(path)
        href = await page.locator(link).first.get_attribute("href")
        assert href
        await page.goto(href)

    return go


async def refused(page: Page) -> None:
    """A form that was sent empty."""
    await page.goto("/catalog/monitor")
    await page.locator("[name=place]").fill("")
    await page.locator("form.order button.main").click()
    await expect(page.locator("[aria-invalid=true]").first).to_be_visible(timeout=30_000)


async def token_shown(page: Page) -> None:
    """A token that was just made, with the button that copies it."""
    await page.goto("/profile/tokens")
    await page.locator("details.create summary").click()
    await page.fill("details.create input[type=text]", "A script")
    await _with_password(page, "details.create")
    await expect(page.locator(".shown-once .secret")).to_be_visible(timeout=30_000)
    await expect(page.locator("button.copy")).to_be_visible()


async def second_factor_drawn(page: Page) -> None:
    """The picture for the phone."""
    await page.goto("/profile/second-factor")
    await _with_password(page, "main")
    await expect(page.locator(".qr svg")).to_be_visible(timeout=30_000)


async def _with_password(page: Page, where: str) -> None:
    await page.fill(f"{where} input[type=password]", ENGLISH_PASSWORD)
    await page.locator(f"{where} button.main").click()


async def invited(page: Page) -> None:
    """The link for a new colleague, shown once."""
    await follows("/admin/people?q=artem", "#people-rows a[href^='/admin/people/']")(page)
    await page.locator("form[action$='/invite'] button").click()
    await expect(page.locator(".shown-once .secret")).to_be_visible(timeout=30_000)


async def suggested(page: Page) -> None:
    """What is offered for a mistyped word."""
    await page.goto("/")
    await page.locator("#q").press_sequentially("принетр")
    await expect(page.locator("#q-offers [role=option]").first).to_be_visible(timeout=30_000)
    await page.keyboard.press("ArrowDown")


async def published(page: Page) -> None:
    """An outage that was just published."""
    await page.goto("/announcements/new")
    await page.fill("[name='title.ru']", "Не печатают принтеры")
    await page.locator("form.order button.main").click()
    await expect(page.locator(".bulletin-state")).to_be_visible(timeout=30_000)


async def announcement_refused(page: Page) -> None:
    """An announcement that was sent empty."""
    await page.goto("/announcements/new")
    await page.locator("form.order button.main").click()
    await expect(page.locator("#errors")).to_be_visible(timeout=30_000)


async def emergency_refused(page: Page) -> None:
    """The form of an emergency access that was sent empty."""
    await page.goto("/admin/emergency")
    await page.locator("form[action='/admin/emergency'] button.main").click()
    await expect(page.locator("#errors")).to_be_visible(timeout=30_000)


async def sections_open(page: Page) -> None:
    """The menu of administration on a phone, open; and the form of a new role."""
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto("/admin/roles")
    await page.locator("#new > summary").click()
    await page.locator(".sections-menu > summary").click()
    await expect(page.locator(".sections-menu [aria-current=page]")).to_be_visible()


TICKET = ".subj a"
PAGES: dict[str, tuple[str, Steps]] = {
    "sign-in": ("", goes("/sign-in")),
    "forgot": ("", goes("/forgot")),
    "link-over": ("", goes("/reset/of-long-ago")),
    "portal": ("vera", goes("/")),
    "portal-suggests": ("vera", suggested),
    "catalog": ("vera", goes("/catalog")),
    "catalog-direction": ("vera", goes("/catalog?category=it")),
    "catalog-heard": ("vera", goes("/catalog?q=ghbynth")),
    "catalog-nothing": ("vera", goes("/catalog?q=ъъъъ")),
    "catalog-starred": ("vera", goes("/catalog?starred=1")),
    "announcements": ("vera", goes("/announcements")),
    "announcement": ("admin", published),
    "announcement-new": ("admin", goes("/announcements/new")),
    "announcement-refused": ("admin", announcement_refused),
    "service": ("vera", goes("/catalog/monitor")),
    "service-refused": ("vera", refused),
    "my-requests": ("vera", goes("/tickets")),
    "request": ("vera", follows("/tickets", "main a[href^='/tickets/']")),
    "notices": ("vera", goes("/notices")),
    "profile": ("vera", goes("/profile")),
    "absence": ("vera", goes("/profile/absence")),
    "my-rights": ("timur", goes("/profile/access")),
    "tokens": ("mary", token_shown),
    "second-factor": ("mary", second_factor_drawn),
    "not-found": ("vera", goes("/tickets/99999")),
    "portal-of-agent": ("timur", goes("/")),
    "desk": ("timur", goes("/desk/all")),
    "desk-mine": ("timur", goes("/desk/mine")),
    "ticket": ("timur", follows("/desk/all", TICKET)),
    "people": ("admin", goes("/admin/people")),
    "person": ("admin", follows("/admin/people", "main a[href^='/admin/people/']")),
    "teams": ("admin", goes("/admin/teams")),
    "team": ("admin", follows("/admin/teams", "main a[href^='/admin/teams/']")),
    "person-data": ("admin", goes("/admin/people/1/data")),
    "invitation": ("admin", invited),
    "roles": ("admin", sections_open),
    "role": ("admin", goes("/admin/roles/agent")),
    "access": ("admin", goes("/admin/access?ask=who&right=ticket.see")),
    "access-to-ticket": ("admin", goes("/admin/access?ask=ticket")),
    "access-of": ("admin", goes("/admin/access/1")),
    "audit": ("admin", goes("/admin/audit?group=roles")),
    "sessions": ("admin", goes("/admin/sessions?person=1")),
    "sessions-tokens": ("admin", goes("/admin/sessions?tab=tokens")),
    "failures": ("admin", goes("/admin/failures")),
    "emergency": ("admin", goes("/admin/emergency")),
    "emergency-refused": ("admin", emergency_refused),
    "admin-catalog": ("admin", goes("/admin/catalog")),
    "catalog-history": ("admin", goes("/admin/catalog/history")),
    "catalog-revision": ("admin", goes("/admin/catalog/history/1")),
    "service-new": ("admin", goes("/admin/catalog/services/new")),
    "service-texts": ("admin", goes("/admin/catalog/services/onboarding")),
    "service-place": ("admin", goes("/admin/catalog/services/onboarding/place")),
    "service-form": ("admin", goes("/admin/catalog/services/onboarding/form")),
    "service-field": ("admin", follows("/admin/catalog/services/onboarding/form", ".edit-members a")),
    "service-step": ("admin", follows("/admin/catalog/services/onboarding/approval", ".edit-members a")),
    "service-task": ("admin", follows("/admin/catalog/services/onboarding/tasks", ".edit-members a")),
    "service-state": ("admin", goes("/admin/catalog/services/onboarding/state")),
    "service-preview": ("admin", goes("/admin/catalog/services/onboarding/preview")),
}
# A page that answers with a refusal is told to the console by Chromium itself.
TOLD = "Failed to load resource"


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_is_fit_for_everybody(at: Person, shots: Path | None, name: str) -> None:
    login, steps = PAGES[name]
    visitor = await at(login)
    page = visitor.page
    await steps(page)
    faults: list[str] = []
    for look in LOOKS:
        await page.emulate_media(color_scheme="dark" if look.dark else "light")
        await page.set_viewport_size({"width": look.width, "height": look.height})
        faults += [f"{look.name}: {fault}" for fault in await _faults(visitor, look)]
        if shots is not None:
            await page.screenshot(path=shots / f"{name}.{look.name}.png", full_page=look.width < 1000)
    await page.set_viewport_size({"width": NARROWEST, "height": 640})
    faults += [f"{NARROWEST} px: {fault}" for fault in await _wide(visitor)]
    faults += [f"no label: {field}" for field in await page.evaluate(UNNAMED)]
    faults += [error for error in visitor.errors if TOLD not in error]
    assert faults == []


async def _faults(visitor: Visitor, look: Look) -> list[str]:
    return [*(await visitor.axe() if look.axe else ()), *await _wide(visitor)]


async def _wide(visitor: Visitor) -> list[str]:
    wider = await visitor.overflow()
    return [f"scrolls sideways by {wider} px: {await visitor.page.evaluate(WIDE)}"] if wider else []
