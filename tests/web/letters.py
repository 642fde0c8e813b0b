"""Letters that a test reads instead of their receiver."""

from __future__ import annotations

import re
from collections.abc import Iterable

from okno import notify
from okno.events.dispatch import deliver_due
from okno.jobs import queue
from okno.jobs.registry import jobs
from okno.jobs.worker import run_job
from okno.notify import Letter
from okno.settings import Settings

LINK = re.compile(r"https?://\S+")


class Postbox:
    """A mailer that keeps what it takes."""

    def __init__(self, settings: Settings) -> None:
        self.letters: list[Letter] = []
        notify.settle(settings, self)

    async def send(self, letter: Letter) -> None:
        """Takes a letter."""
        self.letters.append(letter)

    async def collect(self) -> list[Letter]:
        """Lets the worker do all that is due and gives the letters that came by that."""
        before = len(self.letters)
        await work(("account.forgotten", "http.refused"))
        while await deliver_due():
            pass
        await work(("mail.send",))
        return self.letters[before:]

    async def link(self) -> str:
        """The path of the link in the only letter that came."""
        (letter,) = await self.collect()
        found = LINK.search(letter.text)
        assert found is not None, letter.text
        return "/" + found[0].split("/", 3)[3]


async def work(names: Iterable[str]) -> None:
    """Runs the jobs with these names that are due."""
    for row in await queue.claim(names, 100):
        await run_job(row, jobs()[row["name"]])
