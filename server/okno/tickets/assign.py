"""Who does it: taking, handing over, giving back."""

from __future__ import annotations

from okno.access import Actor, actor_of, may
from okno.catalog import registry
from okno.clock import now_us
from okno.db import tx
from okno.errors import Conflict, Invalid
from okno.events import record
from okno.people import find
from okno.teams import Team, by_key, get
from okno.text import N_
from okno.tickets import clock, emergency, store, watch
from okno.tickets.events import TicketAssigned
from okno.tickets.move import move
from okno.tickets.ticket import Ticket

STARTED = "in_progress"
"""The state of a ticket that somebody works on."""

KEEP = object()
"""The assignee stays as he is."""


async def assign(
    actor: Actor,
    number: str | int,
    *,
    version: int | None,
    assignee: str | int | object | None = KEEP,
    team: str | None = None,
    line: int | None = None,
) -> Ticket:
    """Gives the ticket to a member of its team, to another team, or back to nobody (assignee=None).

    `assignee` is an id or a login. Another team begins with nobody unless one of its members is named.
    """
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, version)
        store.staff_only(seen)
        store.require_of_staff(actor, "ticket.assign", ticket)
        if not ticket.open:
            raise Conflict(
                N_("This request is closed. Open it again before you give it to somebody."),
                state=ticket.state,
                version=ticket.version,
            )
        goal = await _team(ticket, team)
        person_id = await _assignee(ticket, goal, assignee)
        changes = _changes(ticket, goal, person_id, line)
        if not changes:
            return ticket
        await store.write(ticket, changes)
        fresh = await store.load(ticket.id)
        event = TicketAssigned(
            stream_id=ticket.id,
            actor_id=actor.id,
            team_id=goal.id,
            assignee_id=person_id,
            from_team_id=ticket.team_id,
            from_assignee_id=ticket.assignee_id,
        )
        await record(event, await store.topics(fresh, f"team:{ticket.team_id}"))
        if goal.id != ticket.team_id:
            await emergency.end_all(actor, ticket.id)
            await watch.leave(fresh, goal)
    return fresh


async def take(actor: Actor, number: str | int, *, version: int | None) -> Ticket:
    """Makes the actor the one who does it; a new ticket is in progress from then on."""
    async with tx():
        ticket = await assign(actor, number, version=version, assignee=actor.id)
        lifecycle = registry.lifecycle(ticket.lifecycle)
        if ticket.state == lifecycle.start and lifecycle.way(ticket.state, STARTED, who="agent") is not None:
            return await move(actor, ticket.id, to=STARTED, version=ticket.version)
    return ticket


async def _team(ticket: Ticket, key: str | None) -> Team:
    team = await by_key(key) if key else await get(ticket.team_id)
    if team is None or not team.active:
        raise Invalid({"team": N_("There is no such team. Choose one from the list.")})
    return team


async def _assignee(ticket: Ticket, team: Team, wanted: str | int | object | None) -> int | None:
    if wanted is KEEP:
        return ticket.assignee_id if team.id == ticket.team_id else None
    if wanted is None or wanted == "":
        return None
    person = await find(str(wanted))
    able = await actor_of(person) if person is not None else None
    if able is None or not may(able, "ticket.handle", team_id=team.id):
        raise Invalid({"assignee": N_("Choose somebody who works in this team.")})
    if able.id == ticket.customer_id:
        raise Invalid({"assignee": N_("This person has ordered it: choose a colleague.")})
    return able.id


def _changes(ticket: Ticket, team: Team, person_id: int | None, line: int | None) -> dict[str, object]:
    wanted: dict[str, object] = {"team_id": team.id, "assignee_id": person_id}
    if line is not None:
        if not 1 <= line <= 4:
            raise Invalid({"line": N_("A line is a number from 1 to 4.")})
        wanted["line"] = line
    changes = {column: value for column, value in wanted.items() if getattr(ticket, column) != value}
    if changes.get("assignee_id") is not None:
        changes |= clock.responded(ticket, now_us())
    return changes
