"""Ordering anew from a request that was closed too long ago to be opened again."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.http import page
from okno.settings import Settings
from okno.text import N_
from okno.tickets.follow_up import follow_up
from okno.web import sending, toast
from okno.web.ticket import TicketScreen


class FollowUp(TicketScreen):
    """Makes the new request."""

    async def act(self) -> Response:
        """Orders; the same form sent again leads to the same request."""

        async def order() -> Response:
            made = await follow_up(self.actor, self.ticket.id, text=self.text("text"))
            return self.redirect(f"/tickets/{made.number}")

        response = await sending.once(self, f"follow-up {self.ticket.id}", [self.text("text")], order)
        said = N_("The new request is made. It is linked to request %(number)s", number=self.ticket.number)
        toast.put(response, self.visit, self.t.say(said))
        return response


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of ordering anew."""
    return [page("/tickets/{number}/follow-up", FollowUp, needs="service.order")]
