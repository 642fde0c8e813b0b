"""Running a macro from the page of a ticket."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog import registry
from okno.errors import NotFound
from okno.http import page
from okno.settings import Settings
from okno.text import N_, pick
from okno.tickets import get, macros
from okno.web.ticket import TicketScreen


class RunMacro(TicketScreen):
    """One press does all that the macro says, or nothing of it."""

    async def act(self) -> Response:
        """Does it with the rights of who presses."""
        key = self.text("key")
        macro = registry.current().macros.get(key)
        fresh = await macros.run(self.actor, self.ticket.id, key, version=self.version)
        title = pick(macro.title, self.t.locale) if macro is not None else key
        said = self.t.say(N_("“%(macro)s” is done", macro=title))
        try:
            await get(self.actor, fresh.id)
        except NotFound:
            # It has gone to a team whose tickets this person does not see.
            return self.go("/desk", said)
        return self.go(self.address, said)

    async def _said(self) -> str:
        return next(iter(self.errors.values()), "") or await super()._said()


def routes(_: Settings) -> Sequence[BaseRoute]:
    """Running a macro; whoever loads the address anew sees the ticket."""
    return [page("/tickets/{number}/macro", RunMacro, needs="ticket.own")]
