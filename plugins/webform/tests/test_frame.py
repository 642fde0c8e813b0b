"""A form inside of pages of other sites, in a real browser: one may show it, another may not."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.stands.chromium import Visitor
from tests.stands.server import ServerStand, okno
from tests.web.browsing import Browser

pytestmark = pytest.mark.plugins("webform")

PASSWORD = "a long enough password"


@contextmanager
def site(html: str) -> Iterator[int]:
    """A site that has this one page; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


async def made(server: ServerStand, home: Path, env: dict[str, str], origin: str) -> None:
    """An administrator makes a form that `origin` may show."""
    okno(
        home, "user", "add", "olga", "--name", "Ольга Админ", "--role", "administrator", "--password-stdin",
        env=env, stdin=PASSWORD,
    )  # fmt: skip
    async with httpx.AsyncClient(base_url=server.base_url, headers={"Accept-Language": "en"}) as client:
        admin = Browser(client)
        await admin.sign_in("olga", PASSWORD)
        page = await admin.open("/x/webform/new")
        filled = {
            "title_ru": "Монитор", "key": "monitor", "service": "monitor", "audience": "anybody",
            "stand_in.text": "olga", "origins": origin, "locale": "en",
        }  # fmt: skip
        page = await admin.send(page.form("/x/webform/new"), fill=filled)
        await admin.send(page.form(admin.path, "on"), press="on")


async def test_a_site_shows_the_form_when_it_may(
    server: ServerStand, home: Path, server_env: dict[str, str], visit: Callable[..., Awaitable[Visitor]]
) -> None:
    code = (
        f'<!doctype html><html lang="en"><title>Wiki</title><h1>Wiki</h1>'
        f'<iframe id="form" src="{server.base_url}/x/webform/f/monitor" title="Form" height="300"></iframe>'
        f'<script src="{server.base_url}/x/webform/fit.js"></script></html>'
    )
    with site(code) as port:
        allowed, other = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
        await made(server, home, server_env, allowed)
        visitor = await visit(base_url=server.base_url, locale="en")
        page = visitor.page
        # Somebody is signed in at the same time, and the site is one with ours for cookies: the frame knows nothing.
        await page.goto(f"{server.base_url}/sign-in")
        await page.fill("[name=login]", "olga")
        await page.fill("[name=password]", PASSWORD)
        await page.press("[name=password]", "Enter")
        await page.wait_for_url(lambda url: "/sign-in" not in url)
        await page.goto(allowed)
        frame: Any = page.frame_locator("#form")
        await expect(frame.locator("h1")).to_have_text("Монитор")
        await page.wait_for_function("() => parseInt(document.querySelector('#form').style.height) > 500")
        assert await frame.locator("text=Ольга").count() == 0
        await sent(page, frame)
        await page.goto(other)
        await page.wait_for_timeout(200)
        assert [one.url for one in page.frames if "/x/webform/f/" in one.url] == []


async def sent(page: Page, frame: Any) -> None:
    """The form is filled in as a person does, and sent from the frame."""
    await frame.locator("[name=name]").fill("Ivan")
    await frame.locator("[name='answer.reason'][value=second]").check()
    await frame.locator("[name='answer.place']").fill("214")
    await page.wait_for_timeout(3100)
    await frame.locator("button.main").click()
    await expect(frame.locator("h1")).to_have_text("Sent")
    link = await frame.locator("a.btn.main").get_attribute("href")
    assert link.startswith("/x/webform/t/")
    kept = [one["name"] for one in await page.context.cookies() if "csrf" in one["name"]]
    assert kept == []


async def test_pages_of_forms_are_clean_for_everybody(
    server: ServerStand, home: Path, server_env: dict[str, str], visit: Callable[..., Awaitable[Visitor]]
) -> None:
    await made(server, home, server_env, "https://wiki.example.test")
    for wish in ({}, {"phone": True, "dark": True}):
        visitor = await visit(base_url=server.base_url, locale="en", **wish)
        page = visitor.page
        await page.goto(f"{server.base_url}/x/webform/f/monitor")
        assert await visitor.axe() == []
        assert await visitor.overflow() == 0
        await page.wait_for_timeout(3100)
        await page.locator("button.main").click()
        await expect(page.locator("#errors")).to_be_visible()
        assert await visitor.axe() == []
