"""Tasks and lines to tick that agents add on the page of a ticket."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.errors import Invalid
from okno.http import page
from okno.http.forms import texts
from okno.settings import Settings
from okno.text import N_
from okno.tickets import Sight, store
from okno.tickets.task_adding import NewTask, add
from okno.web import sending
from okno.web.tasks import edit_lines
from okno.web.ticket import TicketScreen
from okno.web.typed import AddedTask, Typed

_NAMES = ("title", "text", "team", "due")


class AddTask(TicketScreen):
    """A task added by hand."""

    async def act(self) -> Response:
        """Adds it once, however often the form is sent."""
        sent = {name: self.text(name) for name in _NAMES}
        after = texts(self.form, "after")

        async def work() -> Response:
            made = await add(self.actor, self.ticket.id, NewTask(**sent, after=after))
            words = self.t.say(N_("The task “%(task)s” is added", task=made.task.title))
            return self.go(f"{self.address}#tasks", words)

        return await sending.once(self, f"add task {self.ticket.id}", [sent, after], work)

    def typed(self) -> Typed:
        """The words of the task."""
        values = {name: self.text(name) for name in _NAMES}
        return Typed(task=AddedTask(values=values, after=texts(self.form, "after"), errors=self.errors))


class TicketChecklist(TicketScreen):
    """Lines to tick of the ticket itself."""

    async def act(self) -> Response:
        """Adds, ticks, moves or removes a line. A requester does not learn that there are any."""
        if self.seen is not Sight.STAFF:
            raise store.no_ticket()
        await edit_lines(self, self.ticket.number, None)
        return self.redirect(f"{self.address}#checklist")

    def typed(self) -> Typed:
        """The words of the line."""
        if isinstance(self.problem, Invalid):
            error = next(iter(self.errors.values()), "")
            return Typed(task=AddedTask(line=self.text("text"), line_error=error))
        return Typed()


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes; they show the page of the ticket too, for whoever loads them anew."""
    return [
        page("/tickets/{number}/tasks", AddTask, needs="ticket.own"),
        page("/tickets/{number}/checklist", TicketChecklist, needs="ticket.own"),
    ]
