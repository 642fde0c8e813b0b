"""Pictures of every page in both languages, and their index: `python -m tests.browser.gallery`."""

from __future__ import annotations

import argparse
import asyncio
import base64
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page

from tests.browser.company import company, sign_in
from tests.browser.pages import PAGES, ROLES, Shown
from tests.browser.plenty import plenty
from tests.stands.chromium import Visitor, browser

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pages"
COMMAND = "python -m tests.browser.gallery"
BUNDLED = ",".join(sorted(folder.name for folder in (FOLDER.parents[1] / "plugins").iterdir() if folder.is_dir()))
"""The pictures show the company with the plugins that come with Okno."""
Locale = Literal["ru", "en"]
LOCALES: tuple[Locale, ...] = ("ru", "en")
WIDTH, SCREEN, TALLEST, SETTLED = 1280, 800, 1600, 300
SCALE, QUALITY = 0.8, 25
"""The pictures lie in the repository: sharp enough to read, and 20 kB each."""
HEADS = {
    "visitor": "Everybody, before signing in",
    "employee": "Employee",
    "agent": "Agent",
    "lead": "Team lead",
    "manager": "Manager",
    "administrator": "Administrator",
}
TOP = f"""# Pages

What every page looks like, by who works with it: a demo company in a window of 1280 px, in Russian and in English.
The company is a Russian one, so its people and their words stay Russian on English pages.

Made by `{COMMAND}` (about ten minutes; Chromium is needed). Some pages anew: `{COMMAND} --only desk ticket`.
The list of pages is `tests/browser/pages.py`; `tests/rules/test_gallery.py` holds that none is missing here.
"""


@dataclass
class Gallery:
    """One language, one server, and the people who are signed in."""

    browser: Browser
    base_url: str
    passwords: Mapping[str, str]
    locale: Locale
    folder: Path
    width: int = WIDTH
    dark: bool = False
    people: dict[str, Visitor] = field(default_factory=dict)

    async def show(self, name: str, shown: Shown) -> None:
        """Goes to the page and takes its picture."""
        visitor = await self._person(shown.login)
        page = visitor.page
        await page.set_viewport_size({"width": WIDTH, "height": SCREEN})
        await shown.way(page)
        await page.set_viewport_size({"width": self.width, "height": SCREEN})
        await page.wait_for_timeout(SETTLED)
        (self.folder / f"{name}.webp").write_bytes(await _picture(page))
        # Whoever is not signed in any more, or changed his own way of signing in, comes anew next time.
        if shown.login and not [one for one in await visitor.context.cookies() if "session" in one["name"]]:
            await self.people.pop(shown.login).context.close()

    async def _person(self, login: str) -> Visitor:
        if login not in self.people:
            visitor = await Visitor.open(self.browser, base_url=self.base_url, locale=self.locale, dark=self.dark)
            if login:
                await sign_in(visitor.page, login, self.passwords[login])
                await self._speak(visitor.page)
            self.people[login] = visitor
        return self.people[login]

    async def _speak(self, page: Page) -> None:
        """The language that a person has chosen goes before that of the browser."""
        await page.goto("/profile")
        await page.locator(f".prefer [name=locale][value={self.locale}]").click()
        await page.wait_for_function(f"() => document.documentElement?.lang === '{self.locale}'")


async def _picture(page: Page) -> bytes:
    height = await page.evaluate("() => Math.max(innerHeight, document.documentElement.scrollHeight)")
    width = await page.evaluate("() => innerWidth")
    session = await page.context.new_cdp_session(page)
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST), "scale": SCALE}
    asked = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip}
    shot = await session.send("Page.captureScreenshot", asked)
    await session.detach()
    return base64.b64decode(shot["data"])


def index() -> str:
    """The README of the pictures."""
    parts = [TOP]
    for role, pages in ROLES.items():
        parts.append(f"\n## {HEADS[role]}\n\n| Page | Address | | |\n|---|---|---|---|\n")
        parts += [
            f"| {one.title} | `{one.path}` | [Русский](ru/{name}.webp) | [English](en/{name}.webp) |\n"
            for name, one in pages.items()
        ]
    return "".join(parts)


async def _take(names: Sequence[str], wishes: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as scratch, company(Path(scratch) / "home", plugins=BUNDLED) as running:
        server, passwords = running
        async with browser() as started:
            await plenty(started, server.base_url, passwords)
            for locale in LOCALES:
                folder = wishes.out / locale
                folder.mkdir(parents=True, exist_ok=True)
                gallery = Gallery(started, server.base_url, passwords, locale, folder, wishes.width, wishes.dark)
                for name in names:
                    await gallery.show(name, PAGES[name])
                    sys.stdout.write(f"{locale}/{name}\n")


def main() -> None:
    """Takes all pictures, or those that are named, and writes the index."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PAGES, metavar="PAGE", help="these pages, not all")
    parser.add_argument("--out", type=Path, default=FOLDER, help="another folder")
    parser.add_argument("--width", type=int, default=WIDTH, help="another width of the window")
    parser.add_argument("--dark", action="store_true", help="in the dark")
    wishes = parser.parse_args()
    asyncio.run(_take(wishes.only or list(PAGES), wishes))
    if not wishes.only:
        for picture in wishes.out.glob("??/*.webp"):
            if picture.stem not in PAGES:
                picture.unlink()
    (wishes.out / "README.md").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main()
