"""Linking a ticket with another one: by its number, or by words that are searched for."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.errors import Invalid, NotFound
from okno.http import page
from okno.settings import Settings
from okno.text import N_, one_line
from okno.themes.joining import LinksPage
from okno.tickets import reading
from okno.tickets.links import link, unlink
from okno.tickets.reading import Wish
from okno.web.beside_panel import kinds, mini
from okno.web.work_screen import WorkScreen, number_in

FOUND_MOST = 20
LONGEST = 100


class Links(WorkScreen):
    """The search, and the form that links."""

    async def act(self) -> Response:
        """Links, or searches for what was typed instead of a number."""
        typed, kind = self.text("to"), self.text("kind")
        number = number_in(typed)
        if not number and typed.strip():
            return self.redirect(f"{self.address}/links?" + urlencode({"q": one_line(typed, LONGEST), "kind": kind}))
        try:
            made = await link(self.actor, self.ticket.id, number, kind)
        except NotFound as error:
            # Not that the page is not there: the form stays, with what was typed.
            raise Invalid({"to": error.phrase}) from error
        return self.go(self.address, self.t.say(N_("Linked with № %(number)s", number=made.other.number)))

    async def context(self) -> LinksPage:
        """What was found, and the forms."""
        chosen = self.text("kind") or self.query.get("kind", "")
        q = one_line(self.query.get("q", ""), LONGEST)
        found = []
        if q:
            page_of = await reading.page(self.actor, Wish(filter="any", sort="created", q=q, limit=FOUND_MOST + 1))
            found = [one for one in page_of.items if one.id != self.ticket.id][:FOUND_MOST]
        return LinksPage(
            number=self.ticket.id,
            subject=self.ticket.subject,
            kinds=kinds(self.t, chosen or "related"),
            q=q,
            rows=tuple(mini(one, self.t.locale) for one in found),
            error=next(iter(self.errors.values()), self.notice if self.problem is not None else ""),
        )


class Unlink(WorkScreen):
    """Takes a link away."""

    async def act(self) -> Response:
        """Done at once: it can be made anew."""
        await unlink(self.actor, self.ticket.id, str(self.params["link"]))
        return self.go(self.address, self.t.say(N_("The link is taken away")))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of links."""
    return [
        page("/tickets/{number}/links", Links, needs="ticket.own"),
        page("/tickets/{number}/links/{link}", Unlink, needs="ticket.own", methods=("POST",)),
    ]
