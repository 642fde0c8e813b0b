"""A running server with people, a request that is done, and the letter about it: as an administrator sets it up."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
from playwright.async_api import Page

from tests.stands.server import ServerStand, okno
from tests.stands.smtp import SmtpStand
from tests.stands.wait import until
from tests.web.conftest import MONITOR, PASSWORD

LINK = re.compile(r"https?://[^/\s]+(/x/feedback/rate/\S+)")


class Stage:
    """The server, its home and the letters that leave it."""

    def __init__(self, server: ServerStand, home: Path, env: dict[str, str], smtp: SmtpStand) -> None:
        self.server = server
        self.home = home
        self.env = env
        self.smtp = smtp

    def run(self, *arguments: str, stdin: str = "") -> str:
        """A command of an administrator."""
        return okno(self.home, *arguments, env=self.env, stdin=stdin)

    def hire(self, login: str, *more: str) -> None:
        """Somebody who can sign in."""
        self.run("user", "add", login, "--name", login.title(), "--password-stdin", *more, stdin=PASSWORD)

    def done(self) -> str:
        """The path of the link in the letter about a monitor that was delivered."""
        anna, boris = (self.run("token", "add", login).strip() for login in ("anna", "boris"))
        ticket = self._call(anna, "tickets", {"service": "monitor", "answers": MONITOR})
        path = f"tickets/{ticket['number']}"
        taken = self._call(boris, f"{path}/assignment", {"assignee": "boris", "version": ticket["version"]})
        done = taken
        for to in ("in_progress", "done"):
            if done["state"] != to:
                done = self._call(boris, f"{path}/moves", {"to": to, "version": done["version"]})
        until(lambda: bool(self._links()), "the letter that asks for a mark", within=60)
        return self._links()[-1]

    def _links(self) -> list[str]:
        return [found[1] for letter in list(self.smtp.letters) if (found := LINK.search(letter.text)) is not None]

    def _call(self, token: str, path: str, body: dict[str, object]) -> dict[str, object]:
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.post(f"{self.server.base_url}/api/v1/{path}", json=body, headers=headers)
        assert answer.status_code in (200, 201), answer.text
        told: dict[str, object] = answer.json()
        return told

    async def sign_in(self, page: Page, login: str) -> None:
        """Goes through the door."""
        await page.goto("/sign-in")
        await page.fill("#login", login)
        await page.fill("#password", PASSWORD)
        await page.locator("form[action='/sign-in'] button").click()
        await page.wait_for_url(lambda url: "/sign-in" not in url)
