"""Another priority for a ticket, by one press in its head."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog.model import PRIORITIES as KEYS
from okno.errors import Invalid
from okno.http import page
from okno.settings import Settings
from okno.text import N_
from okno.tickets import Sight, reclassify, store
from okno.tickets.reclassify import Wish
from okno.web.quick_acts import PRIORITIES
from okno.web.ticket import TicketScreen
from okno.web.undoing import with_undo


class Priority(TicketScreen):
    """Another priority."""

    async def act(self) -> Response:
        """Sets it; it holds until impact and urgency are judged anew."""
        if self.seen is not Sight.STAFF:
            raise store.no_ticket()
        wanted = self.text("priority")
        if wanted not in KEYS:
            raise Invalid({"priority": N_("Choose a priority.")})
        await reclassify(self.actor, self.ticket.id, Wish(priority=wanted), version=self.version)
        said = self.t.say(N_("Priority: %(priority)s", priority=self.t.say(PRIORITIES[wanted]).lower()))
        return await with_undo(self, self.address, said, self.ticket, action="priority")


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route; it shows the page of the ticket too, for whoever loads it anew."""
    return [page("/tickets/{number}/priority", Priority, needs="desk.open")]
