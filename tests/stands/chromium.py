"""Debian's Chromium driven by Playwright: pages on a desktop or a phone, in the light or in the dark."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.stands import missing

PROGRAM = Path("/usr/bin/chromium")
AXE = Path(__file__).resolve().parent.parent / "browser" / "axe.min.js"
# Quiet, and deaf to everything but this machine.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
DESK = {"width": 1366, "height": 860}
PHONE = {"width": 360, "height": 740}

expect.set_options(timeout=30_000)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A headless browser; starting it takes 2 to 3 seconds, so the tests share one."""
    if not PROGRAM.exists():
        missing("Chromium (chromium)")
    async with async_playwright() as driver:
        started = await driver.chromium.launch(executable_path=PROGRAM, headless=True, args=list(ARGUMENTS))
        try:
            yield started
        finally:
            await started.close()


class Visitor:
    """One person at one browser: cookies of his own, and a list of what went wrong on the pages."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context = context
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(f"script: {error}"))
        page.on("console", lambda said: self.errors.append(f"console: {said.text}") if said.type == "error" else None)

    @classmethod
    async def open(
        cls,
        started: Browser,
        *,
        base_url: str,
        phone: bool = False,
        dark: bool = False,
        locale: Literal["ru", "en"] = "ru",
        scripts: bool = True,
    ) -> Visitor:
        """A new person with an empty page; links without a host go to `base_url`."""
        context = await started.new_context(
            base_url=base_url,
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]  # a TypedDict by shape
            has_touch=phone,
            is_mobile=phone,
            color_scheme="dark" if dark else "light",
            locale={"ru": "ru-RU", "en": "en-GB"}[locale],
            timezone_id="Europe/Moscow",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        return cls(context, await context.new_page())

    async def axe(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA on the page, a sentence each. Works under the page's own CSP."""
        await self.page.evaluate(AXE.read_text("utf-8"))
        found: dict[str, Any] = await self.page.evaluate(
            "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        )
        return [
            f"{violation['id']}: {violation['help']}: {node['html'][:160]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    async def overflow(self) -> int:
        """By how many pixels the page is wider than its window; 0 when nothing scrolls sideways."""
        wider: int = await self.page.evaluate(
            "() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
        )
        return wider
