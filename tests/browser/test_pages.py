"""Each page, as each sees it: no fault for axe, nothing wider than a small phone, every field with a label."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.browser.conftest import Person
from tests.browser.pages import PAGES
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
BRIEFLY = (LOOKS[0], replace(LOOKS[2], axe=False))
"""For a page like another."""
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

# A page that answers with a refusal is told to the console by Chromium itself.
TOLD = "Failed to load resource"


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_is_fit_for_everybody(at: Person, shots: Path | None, name: str) -> None:
    shown = PAGES[name]
    visitor = await at(shown.login)
    page = visitor.page
    await shown.way(page)
    faults: list[str] = []
    for look in BRIEFLY if shown.like else LOOKS:
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
