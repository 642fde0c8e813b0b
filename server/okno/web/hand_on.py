"""Handing a ticket on to another line of its team, or back, with a reason for the staff."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import may
from okno.errors import Invalid, NotFound
from okno.http import page
from okno.settings import Settings
from okno.text import N_
from okno.tickets import Sight, assign
from okno.web.ticket import TicketScreen
from okno.web.typed import Typed


class HandOn(TicketScreen):
    """Hands the ticket on to another line of its team."""

    async def load(self) -> None:
        """Finds the ticket; lines are no matter of its requester."""
        await super().load()
        if self.seen is not Sight.STAFF:
            raise NotFound

    async def act(self) -> Response:
        """Does it. Why is asked of everybody who may write notes."""
        wanted, reason = self.text("line"), self.text("reason").strip()
        if not reason and may(self.actor, "ticket.note", team_id=self.ticket.team_id):
            raise Invalid({"note": N_("Write why: the next line begins with your words.")})
        line = int(wanted) if wanted in {str(n) for n in range(1, 10)} else 0
        await assign(self.actor, self.ticket.id, version=self.version, line=line, note=reason)
        return self.go(self.address, self.t.say(N_("The request is on line %(line)s now", line=line)))

    def typed(self) -> Typed:
        """The line and the reason."""
        wanted = self.text("line")
        return Typed(
            line=int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 3 else 0,
            line_text=self.text("reason"),
            line_error=self.errors.get("note", ""),
        )

    async def _said(self) -> str:
        return self.errors.get("line", "") or await super()._said()


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of a line."""
    return [page("/tickets/{number}/line", HandOn, needs="ticket.own")]
