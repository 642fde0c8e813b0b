"""The same company over HTTP: its people at browsers, and the worker beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from okno.api import context_of
from okno.db import execute, fetch
from okno.notify import due
from okno_feedback import token
from plugins.feedback.tests.desk import hurry, settle
from tests.web.browsing import Browser
from tests.web.conftest import Company, move, order, take

FORM = "/x/feedback/ticket/{}"
LINK = re.compile(r"/x/feedback/rate/[\w.-]+")


@dataclass(frozen=True)
class World:
    """`lead` leads the team for monitors; `boss` is its manager and no member; `out` has not signed in."""

    company: Company
    lead: Browser
    out: Browser

    @property
    def anna(self) -> Browser:
        """Who orders."""
        return self.company.anna

    async def done(self) -> int:
        """The number of a monitor that Boris has delivered."""
        number = await order(self.anna)
        await take(self.company.boris, number)
        await move(self.company.boris, number, "done")
        await settle()
        return number

    async def link(self) -> str:
        """The link in the letter that Anna gets about what is done."""
        await execute("UPDATE person SET mail = 'anna@example.com' WHERE id = $1", self.anna.id)
        await hurry()
        letters = await fetch("SELECT * FROM message WHERE kind = 'x.requests' AND channel = 'mail' ORDER BY id DESC")
        found = LINK.search(due.stored_text(letters[0]))
        assert found is not None
        return found[0]

    async def rate(self, number: int, stars: str, **more: str) -> None:
        """Anna rates on the page of her request."""
        page = await self.anna.open(f"/tickets/{number}")
        await self.anna.send(page.form(FORM.format(number)), stars=stars, **more)
        await settle()


def forged() -> str:
    """A link that was signed here and belongs to nothing."""
    return f"/x/feedback/rate/{token.make(context_of('feedback'))}"
