"""Following a ticket: adding, removing, following oneself."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.errors import Invalid, NotFound
from okno.http import page
from okno.http.forms import texts
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.tickets import get, watch
from okno.web.form_input import person_of
from okno.web.ticket import TicketScreen
from okno.web.watch_panel import WHO, unheard_query

ME = "me"
REST = "rest"
"""The others who were called in vain: the page goes on telling of them."""


class Follow(TicketScreen):
    """Lets somebody follow the ticket."""

    async def act(self) -> Response:
        """Adds whom the form names."""
        if self.text(WHO) == ME:
            await watch.add(self.actor, self.ticket.id, self.actor.id)
            return self.go(self.address, self.t.say(N_("You follow this request")))
        who = await person_of(self, WHO, N_("There is no such colleague. Choose one of the list"))
        if who is None or isinstance(who, Phrase):
            raise Invalid({WHO: who or N_("Choose a colleague")})
        await watch.add(self.actor, self.ticket.id, who)
        rest = [int(one) for one in texts(self.form, REST) if one.isascii() and one.isdigit() and len(one) < 19]
        return self.go(
            self.address + unheard_query(rest), self.t.say(N_("The colleague follows this request and is told of it"))
        )


class Unfollow(TicketScreen):
    """Ends that somebody follows the ticket."""

    async def act(self) -> Response:
        """Takes out whom the form names; whoever saw the request by that alone sees it no more."""
        wanted = self.text(WHO)
        await watch.remove(self.actor, self.ticket.id, self.actor.id if wanted == ME else wanted)
        said = (
            N_("You do not follow this request any more")
            if wanted == ME
            else N_("The colleague is not a follower any more")
        )
        try:
            await get(self.actor, self.ticket.id)
        except NotFound:
            return self.go("/tickets", self.t.say(said))
        return self.go(self.address, self.t.say(said))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of following. They show the page too, for whoever loads it anew."""
    return [
        page("/tickets/{number}/watchers", Follow, needs="ticket.own"),
        page("/tickets/{number}/watchers/remove", Unfollow, needs="ticket.own"),
    ]
