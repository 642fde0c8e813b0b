"""The demo company with a server of its own, and two people who read English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import Page

from tests.stands.server import ServerStand, okno

ENGLISH = {"mary": ("Mary Field", "employee"), "john": ("John Carter", "agent")}
"""People who read English, beside those of the demo company."""
ENGLISH_PASSWORD = "window-lamp-river-7"
ENV = {"OKNO_WORKERS": "2", "OKNO_SUPPORT_PHONE": "7000"}


@contextmanager
def company(home: Path, *, plugins: str = "none") -> Iterator[tuple[ServerStand, dict[str, str]]]:
    """A running server with the demo company and these plugins, and the passwords of its people."""
    env = {**ENV, "OKNO_PLUGINS": plugins}
    okno(home, "migrate", env=env)
    said = okno(home, "demo", env=env)
    passwords = dict(re.findall(r"^\s+(\S+)\s+(\S+-\S+-\S+)\s", said, re.MULTILINE))
    for login, (name, role) in ENGLISH.items():
        asked = ["user", "add", login, "--name", name, "--mail", f"{login}@example.com", "--role", role]
        asked += ["--locale", "en", *(["--team", "it-devices"] if role == "agent" else [])]
        okno(home, *asked, "--password-stdin", env=ENV, stdin=ENGLISH_PASSWORD + "\n")
        passwords[login] = ENGLISH_PASSWORD
    stand = ServerStand(home, env=env).start()
    try:
        yield stand, passwords
    except BaseException:
        stand.kill()
        raise
    stand.stop()


async def sign_in(page: Page, login: str, password: str) -> None:
    """Signs a person in."""
    await page.goto("/sign-in")
    await page.fill("#login", login)
    await page.fill("#password", password)
    await page.locator("form[action='/sign-in'] button").click()
    await page.wait_for_url(lambda url: "/sign-in" not in url)
