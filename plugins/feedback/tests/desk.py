"""A company in which requests get done: who orders, who works, who leads, and what the worker does by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from okno import extend, tickets
from okno.access import Actor
from okno.api import Context, context_of
from okno.db import execute, fetch, fetch_one
from okno.events.dispatch import deliver_due
from okno.extend import switches
from okno.jobs import queue
from okno.jobs.registry import jobs
from okno.jobs.worker import run_job
from okno.notify import outbox
from okno.tickets import Ticket
from okno_feedback import invitation, rating
from okno_feedback.invitation import Invitation
from okno_feedback.rating import Rating, Wish
from tests.company import MONITOR_TEAM, Company, hire, open_company

JOBS = ("x.feedback.ask", "x.feedback.warn", "x.feedback.expire")
DAY = 24 * 3600 * 1_000_000


@dataclass(frozen=True)
class Desk:
    """`lead` leads the team for monitors."""

    company: Company
    lead: Actor

    @property
    def ctx(self) -> Context:
        """What the plugin is given."""
        return context_of("feedback")

    async def done(self, **more: Any) -> Ticket:
        """A monitor for Anna that Boris has delivered, and all that follows from it."""
        ticket = await self.company.order(**more)
        return await self.finished(ticket)

    async def finished(self, ticket: Ticket) -> Ticket:
        """The same for a request that there is."""
        boris = self.company.boris
        if ticket.state == "new":
            await tickets.take(boris, ticket.id, version=None)
        made = await tickets.move(boris, ticket.id, to="done", version=None)
        await settle()
        return made

    async def back(self, ticket: Ticket) -> Ticket:
        """Anna sends it back to work."""
        made = await tickets.move(self.company.anna, ticket.id, to="in_progress", version=None, text="Не работает")
        await settle()
        return made

    async def invited(self, ticket: Ticket) -> Invitation:
        """The invitation of Anna."""
        found = await invitation.of_ticket(ticket.id, self.company.anna.id)
        assert found is not None
        return found

    async def invited_by(self, kept: Rating) -> Invitation:
        """The invitation by which a mark was given."""
        found = await invitation.of_ticket(kept.ticket_id, self.company.anna.id)
        assert found is not None
        return found

    async def again(self, ticket: Ticket) -> Ticket:
        """A ticket as it is now."""
        return (await tickets.get(self.company.boris, ticket.id))[0]

    async def rated(self, stars: int = 5, ticket: Ticket | None = None, **more: Any) -> Rating:
        """A mark of Anna for a request that is done."""
        made = ticket if ticket is not None else await self.done()
        wish = Wish(stars=str(stars), **more)
        kept = await rating.give(await self.invited(made), wish, actor_id=None, settings=self.ctx.settings)
        await settle()
        return kept


async def open_desk() -> Desk:
    """The company with the lead, whose name sorts last."""
    company = await open_company()
    return Desk(company, await hire("lead", "Яна Ведущая", team=MONITOR_TEAM, lead=True))


async def put(**values: Any) -> None:
    """Sets the plugin."""
    await extend.put_settings(outbox.current(), "feedback", values, actor_id=None)
    await switches.refresh()


async def settle() -> None:
    """Delivers all facts."""
    while await deliver_due():
        pass


async def work(*names: str) -> None:
    """Runs the jobs of the plugin that are due."""
    for row in await queue.claim(names or JOBS, 100):
        await run_job(row, jobs()[row["name"]])


async def hurry() -> None:
    """Lets the letters go out now."""
    await execute("UPDATE job SET run_at = 0 WHERE name = 'x.feedback.ask'")
    await work()


async def notices(person_id: int) -> list[Mapping[str, Any]]:
    """The notices of the plugin for somebody."""
    sql = "SELECT * FROM notice WHERE person_id = $1 AND kind LIKE 'x.%' ORDER BY id"
    return list(await fetch(sql, person_id))


async def row(ticket_id: int) -> Mapping[str, Any]:
    """The last invitation of a ticket as it is stored."""
    found = await fetch_one(
        "SELECT * FROM x_feedback_invitation WHERE ticket_id = $1 ORDER BY id DESC LIMIT 1", ticket_id
    )
    assert found is not None
    return found


async def invitations() -> int:
    """How many there are."""
    return len(await fetch("SELECT id FROM x_feedback_invitation"))
