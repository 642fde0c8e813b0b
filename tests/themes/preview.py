"""Render the sample pages to files and take their pictures, to be looked at by people.

    python -m tests.themes.preview OUT [PAGE ...] [--width 1440 390] [--look light dark contrast] [--locale ru en]

Pages are drawn by Chromium from memory: no server runs.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Route, sync_playwright

from okno.themes import assets, render
from tests.themes.samples import PAGES

CHROMIUM = os.environ.get("OKNO_TEST_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
]
ORIGIN = "http://okno.test"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; worker-src 'self'"
)


def page_html(name: str, locale: str, look: str) -> str:
    """The HTML of one sample page."""
    page, shell = PAGES[name]
    return render(page, replace(shell, locale=locale, theme="" if look == "light" else look))


def answer(route: Route, html: str) -> None:
    """Give the page for the address of the origin and assets from memory; nothing else exists."""
    path = route.request.url.removeprefix(ORIGIN).split("?")[0]
    if path == "/":
        route.fulfill(body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})
    elif path.removeprefix("/assets/") in assets():
        asset = assets()[path.removeprefix("/assets/")]
        route.fulfill(body=asset.body, content_type=asset.media_type)
    else:
        route.fulfill(status=404, body="")


def shoot(browser: Browser, html: str, target: Path, *, width: int, look: str) -> list[str]:
    """Write the picture and give what the browser complained about."""
    scheme: Literal["dark", "light"] = "dark" if look == "dark" else "light"
    context = browser.new_context(
        viewport={"width": width, "height": 844 if width < 700 else 900}, color_scheme=scheme, device_scale_factor=1
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", lambda route: answer(route, html))
    page.goto(ORIGIN + "/")
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        complaints.append(f"scrolls sideways: {wide} in {width}")
    page.screenshot(path=target, full_page=True)
    context.close()
    return [complaint for complaint in complaints if "404" not in complaint]


def main() -> None:
    """Draw what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("pages", nargs="*", default=[])
    parser.add_argument("--width", nargs="*", type=int, default=[1440, 390])
    parser.add_argument("--look", nargs="*", default=["light"])
    parser.add_argument("--locale", nargs="*", default=["ru"])
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name in wanted.pages or PAGES:
            for locale in wanted.locale:
                for look in wanted.look:
                    html = page_html(name, locale, look)
                    (wanted.out / f"{name}.{locale}.{look}.html").write_text(html, encoding="utf-8")
                    for width in wanted.width:
                        target = wanted.out / f"{name}.{locale}.{look}.{width}.png"
                        for _complaint in shoot(browser, html, target, width=width, look=look):
                            pass
        browser.close()


if __name__ == "__main__":
    main()
