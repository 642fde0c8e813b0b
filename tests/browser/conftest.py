"""A server with the demo company, and its people at browsers."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stands.chromium import Visitor
from tests.stands.server import ServerStand, okno

ENGLISH = {"mary": ("Mary Field", "employee"), "john": ("John Carter", "agent")}
"""People who read English, beside those of the demo company."""
ENGLISH_PASSWORD = "window-lamp-river-7"

Person = Callable[..., Awaitable[Visitor]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServerStand, dict[str, str]]]:
    """A running server with the demo company, and the passwords of its people."""
    home = tmp_path_factory.mktemp("demo") / "home"
    env = {"OKNO_WORKERS": "2", "OKNO_SUPPORT_PHONE": "7000"}
    okno(home, "migrate", env=env)
    said = okno(home, "demo", env=env)
    passwords = dict(re.findall(r"^\s+(\S+)\s+(\S+-\S+-\S+)\s", said, re.MULTILINE))
    for login, (name, role) in ENGLISH.items():
        asked = ["user", "add", login, "--name", name, "--mail", f"{login}@example.com", "--role", role]
        asked += ["--locale", "en", *(["--team", "it-devices"] if role == "agent" else [])]
        okno(home, *asked, "--password-stdin", env=env, stdin=ENGLISH_PASSWORD + "\n")
        passwords[login] = ENGLISH_PASSWORD
    stand = ServerStand(home, env=env).start()
    try:
        yield stand, passwords
    except BaseException:
        stand.kill()
        raise
    stand.stop()


@pytest.fixture
def at(demo: tuple[ServerStand, dict[str, str]], visit: Callable[..., Awaitable[Visitor]]) -> Person:
    """Opens a browser: `await at("vera", phone=True)` is signed in, `await at("")` is not."""
    server, passwords = demo

    async def open_one(login: str, **wishes: Any) -> Visitor:
        visitor = await visit(base_url=server.base_url, **wishes)
        page = visitor.page
        page.set_default_timeout(30_000)
        if wishes.get("phone"):
            await page.set_viewport_size({"width": 390, "height": 844})
        if login:
            await page.goto("/sign-in")
            await page.fill("#login", login)
            await page.fill("#password", passwords[login])
            await page.locator("form[action='/sign-in'] button").click()
            await page.wait_for_url(lambda url: "/sign-in" not in url)
        return visitor

    return open_one


@pytest.fixture(scope="session")
def shots() -> Path | None:
    """Where pictures of the pages are wanted: the folder OKNO_SHOTS, if set."""
    named = os.environ.get("OKNO_SHOTS")
    if not named:
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
