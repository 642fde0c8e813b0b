"""Lines of support: a ticket goes on to the next line of its team, or comes back."""

from __future__ import annotations

from dataclasses import replace

from okno.clock import now_us
from okno.errors import Invalid
from okno.events import record
from okno.teams import Team, get as get_team, place_of
from okno.text import N_
from okno.tickets import clock_story, routing, store
from okno.tickets.events import TicketAssigned, TicketLineChanged
from okno.tickets.ticket import Ticket

FIRST = 1
MOST = 4
"""A team that has declared no lines takes the numbers to this: there they are a mere mark."""


async def to_line(
    ticket: Ticket, line: int, *, actor_id: int | None, cause: str = "", comment_id: int | None = None
) -> Ticket:
    """Puts a locked ticket on another line of its team, in the current transaction, and routes it anew.

    Whoever has it keeps it if he works on that line. Raises Invalid for a line that the team has not.
    """
    team = await get_team(ticket.team_id)
    assert team is not None
    check(team, line)
    if line == ticket.line:
        return ticket
    keeps = await is_on(team, ticket.assignee_id, line)
    columns: dict[str, object] = {"line": line, "assignee_id": ticket.assignee_id if keeps else None}
    columns |= await clock_story.promised_anew(ticket, replace(ticket, line=line), now_us(), why="handed", again=False)
    await store.write(ticket, columns)
    fresh = await store.load(ticket.id)
    await tell(ticket, fresh, actor_id=actor_id, cause=cause, comment_id=comment_id)
    if not keeps:
        freed = TicketAssigned(
            stream_id=ticket.id,
            actor_id=actor_id,
            team_id=team.id,
            assignee_id=None,
            from_team_id=team.id,
            from_assignee_id=ticket.assignee_id,
            cause="line",
        )
        await record(freed, await store.topics(fresh))
    return await routing.give(fresh)


async def tell(
    before: Ticket, after: Ticket, *, actor_id: int | None, cause: str = "", comment_id: int | None = None
) -> None:
    """Records that a ticket is on another line than it was."""
    event = TicketLineChanged(
        stream_id=after.id,
        actor_id=actor_id,
        line=after.line,
        from_line=before.line,
        cause=cause,
        comment_id=comment_id,
    )
    await record(event, await store.topics(after, internal=True))


def check(team: Team, line: int) -> None:
    """Raises Invalid for a line that a team has not."""
    most = routing.lines_of(team)
    if most > 1 and not FIRST <= line <= most:
        raise Invalid({"line": N_("The lines of this team are 1 to %(n)s.", n=most)})
    if not FIRST <= line <= MOST:
        raise Invalid({"line": N_("A line is a number from 1 to 4.")})


async def is_on(team: Team, person_id: int | None, line: int) -> bool:
    """Whether somebody works on this line of a team; who is no member of it is bound to none."""
    place = await place_of(team.id, person_id) if person_id is not None else None
    return place is None or routing.works_on(team, line, place.line)


async def next_of(ticket: Ticket) -> int | None:
    """The line after that of the ticket; None when it is on the last one of its team."""
    team = await get_team(ticket.team_id)
    return ticket.line + 1 if team is not None and ticket.line < routing.lines_of(team) else None
