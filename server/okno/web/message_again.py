"""Sending a message of a ticket again that did not arrive."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.channels.delivery import repeat
from okno.errors import NotFound
from okno.http import page
from okno.settings import Settings
from okno.text import N_
from okno.web.ticket import TicketScreen


class MessageAgain(TicketScreen):
    """One message that failed."""

    async def act(self) -> Response:
        """Has it sent again."""
        text = str(self.request.path_params["message"])
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise NotFound
        done = await repeat(self.actor, self.ticket.id, int(text))
        said = N_("It is sent again now") if done else N_("This has been dealt with meanwhile")
        return self.go(self.address, self.t.say(said))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of a message that failed."""
    return [page("/tickets/{number}/messages/{message}", MessageAgain, needs="ticket.own", methods=("POST",))]
