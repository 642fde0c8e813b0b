"""What a rule does to a ticket: the server acts by itself, within what is possible for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatchmethod

from okno.access import system
from okno.errors import Refused
from okno.events import record
from okno.people import get as get_person
from okno.text import N_
from okno.tickets import lines, routing, store, task_adding, watch
from okno.tickets.acting import Change, Follow, Go, Hand, Part, Say, Step, Tell
from okno.tickets.assign import KEEP, assign_by_rule
from okno.tickets.comment import add, checked
from okno.tickets.events import RuleTold
from okno.tickets.move import by_rule_of_catalog
from okno.tickets.reclassify import change_by_rule
from okno.tickets.ticket import Ticket
from okno.tickets.variables import filled

SOURCE = "rule"
NOBODY = "nobody"


@dataclass
class Server:
    """Carries out the steps of one rule in the current transaction; `ticket` is locked and always the present one."""

    ticket: Ticket
    acted: bool = False
    said_id: int | None = None
    """What was said to the requester last: the words of the move that follows."""

    async def carry_out(self, steps: Sequence[Step]) -> bool:
        """All steps, and whether anything is different now. Raises what stops one of them: then none counts."""
        for step in steps:
            await self.do(step)
        return self.acted

    @singledispatchmethod
    async def do(self, step: Step) -> None:
        """One step."""
        raise NotImplementedError(step)

    @do.register
    async def _(self, step: Change) -> None:
        self._now(await change_by_rule(self.ticket, step.wish))

    @do.register
    async def _(self, step: Hand) -> None:
        self._now(await hand(self.ticket, step))

    @do.register
    async def _(self, step: Go) -> None:
        if step.to != self.ticket.state:
            self._now(await by_rule_of_catalog(self.ticket, step.to, comment_id=self.said_id))

    @do.register
    async def _(self, step: Say) -> None:
        locale = await language_of(self.ticket, public=step.public)
        body = checked(await filled(step.text, self.ticket, locale))
        visibility = "public" if step.public else "internal"
        said = await add(self.ticket, None, body, visibility, source=SOURCE, staff=False)
        self.said_id = said.id if step.public else self.said_id
        self.acted = True

    @do.register
    async def _(self, step: Tell) -> None:
        event = RuleTold(stream_id=self.ticket.id, actor_id=None, tell=step.who)
        await record(event, await store.topics(self.ticket, internal=True))
        self.acted = True

    @do.register
    async def _(self, step: Follow) -> None:
        self.acted = await watch.add_by_rule(self.ticket, step.who) or self.acted

    @do.register
    async def _(self, step: Part) -> None:
        words = await filled(step.text, self.ticket, await language_of(self.ticket, public=False))
        self._now(await task_adding.add_by_rule(self.ticket, task_of(words, step)), acted=True)

    def _now(self, ticket: Ticket, *, acted: bool = False) -> None:
        self.acted = self.acted or acted or ticket is not self.ticket
        self.ticket = ticket


def task_of(words: str, step: Part) -> task_adding.NewTask:
    """The task that a step adds, its words filled in."""
    title, _, text = words.strip().partition("\n")
    return task_adding.NewTask(title=title, text=text.strip(), team=step.team, due=step.due)


async def language_of(ticket: Ticket, *, public: bool) -> str:
    """The language of words: of its customer, and of a note that of whoever has the ticket."""
    reader = ticket.customer_id if public or ticket.assignee_id is None else ticket.assignee_id
    person = await get_person(reader)
    return person.locale if person is not None else system().locale


# To whom it goes ------------------------------------------------------------------------------------------------


async def hand(ticket: Ticket, step: Hand) -> Ticket:
    """Gives a locked ticket to another team, line or person, in the current transaction; itself when all is so."""
    by_routing = step.assignee in (routing.ROUND_ROBIN, routing.LEAST_LOAD)
    wanted = KEEP if step.assignee is None or by_routing else None if step.assignee == NOBODY else step.assignee
    line = await line_of(step.line, ticket)
    strategy = str(step.assignee) if by_routing else ""
    return await assign_by_rule(ticket, assignee=wanted, team=step.team, line=line, strategy=strategy)


async def line_of(wanted: int | str | None, ticket: Ticket) -> int | None:
    """The number of the line that an action names; None when it names none. Raises Refused beyond the ends."""
    if wanted == "next":
        found = await lines.next_of(ticket)
        if found is None:
            raise Refused(N_("The request is on the last line of its team already."))
        return found
    if wanted == "back":
        if ticket.line <= lines.FIRST:
            raise Refused(N_("The request is on the first line of its team already."))
        return ticket.line - 1
    return int(wanted) if wanted is not None else None
