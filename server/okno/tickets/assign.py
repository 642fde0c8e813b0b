"""Who does it: taking, handing over, giving back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from okno.access import Actor, actor_of, may, system
from okno.catalog import registry
from okno.clock import now_us
from okno.db import asking, tx
from okno.errors import Conflict, Invalid
from okno.events import record
from okno.people import find
from okno.teams import Team, by_key, get
from okno.text import N_
from okno.tickets import clock, clock_story, emergency, lines, routing, store, watch
from okno.tickets.comment import add, checked, require
from okno.tickets.events import TicketAssigned
from okno.tickets.move import move
from okno.tickets.ticket import Ticket

STARTED = "in_progress"
"""The state of a ticket that somebody works on."""

ANSWER = ("responded_at", "due_sort", "unanswered_since")
"""Columns that a first answer changes."""
KEEP = object()
"""The assignee stays as he is."""


@asking
async def assign(
    actor: Actor,
    number: str | int,
    *,
    version: int | None,
    assignee: str | int | object | None = KEEP,
    team: str | None = None,
    line: int | None = None,
    note: str = "",
    source: str = "portal",
) -> Ticket:
    """Gives the ticket to a member of its team, to another team or line, or back to nobody (assignee=None).

    `assignee` is an id or a login. Another team begins on its first line with nobody, unless one of its members is
    named; on another line the ticket stays with whoever works there. Where nobody has it then, the team's routing gives
    it to somebody. `note`: the reason, for the staff.
    """
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, version, action="ticket.assign")
        store.staff_only(seen)
        store.require_of_staff(actor, "ticket.assign", ticket)
        _require_open(ticket)
        goal = await _team(ticket, team)
        line = _line(ticket, goal, line)
        person_id = await _assignee(ticket, goal, assignee, line)
        changes = _changes(ticket, goal, person_id, line)
        if not changes:
            return ticket
        if changes.get("assignee_id") is not None:
            changes |= clock.responded(ticket, now_us())
        comment_id = None
        if note.strip():
            require(actor, ticket, seen, "internal")
            reason = _checked(note)
            comment_id = (await add(ticket, actor.id, reason, "internal", source=source, staff=True)).id
        if person_id == actor.id and "assignee_id" in changes:
            changes |= clock.answered(ticket, now_us())
        return await _put(actor, ticket, goal, changes, comment_id)


async def assign_by_rule(
    ticket: Ticket,
    *,
    assignee: str | object | None = KEEP,
    team: str | None = None,
    line: int | None = None,
    strategy: str = "",
) -> Ticket:
    """Gives a locked ticket to whom a rule names, in the current transaction. Raises what `assign` would.

    It is no first answer: the clock of the answer goes on. With a `strategy` what nobody has is given out by it.
    """
    _require_open(ticket)
    goal = await _team(ticket, team)
    line = _line(ticket, goal, line)
    changes = _changes(ticket, goal, await _assignee(ticket, goal, assignee, line), line)
    fresh = await _put(system(), ticket, goal, changes, None) if changes else ticket
    return await routing.give(fresh, strategy=strategy) if strategy else fresh


async def _put(actor: Actor, ticket: Ticket, goal: Team, changes: dict[str, object], comment_id: int | None) -> Ticket:
    """Writes the changes and what follows from them; what nobody has elsewhere is given out by the team's routing."""
    moved_on = not changes.keys().isdisjoint(("team_id", "line"))
    if moved_on:
        line = changes.get("line", ticket.line)
        assert isinstance(line, int)
        goes = replace(ticket, team_id=goal.id, line=line)
        # Whoever gets it may be its first answer.
        answer: dict[str, Any] = {name: changes[name] for name in ANSWER if name in changes}
        given = replace(ticket, **answer)
        changes |= await clock_story.promised_anew(given, goes, now_us(), why="handed", again=False)
    await store.write(ticket, changes)
    fresh = await store.load(ticket.id)
    await _tell(actor, ticket, fresh, comment_id)
    if goal.id != ticket.team_id:
        await emergency.end_all(actor, ticket.id)
        await watch.leave(fresh, goal)
    return await routing.give(fresh) if moved_on else fresh


def _require_open(ticket: Ticket) -> None:
    if not ticket.open or ticket.merged_into_id is not None:
        raise Conflict(
            N_("This request is closed. Open it again before you give it to somebody."),
            state=ticket.state,
            version=ticket.version,
        )


def _checked(note: str) -> str:
    try:
        return checked(note)
    except Invalid as error:
        raise Invalid({"note": error.fields["text"]}) from error


async def _tell(actor: Actor, before: Ticket, after: Ticket, comment_id: int | None) -> None:
    elsewhere = after.team_id != before.team_id
    if elsewhere or after.assignee_id != before.assignee_id:
        event = TicketAssigned(
            stream_id=after.id,
            actor_id=actor.author_id,
            team_id=after.team_id,
            assignee_id=after.assignee_id,
            from_team_id=before.team_id,
            from_assignee_id=before.assignee_id,
            cause="line" if after.line != before.line and after.assignee_id is None and not elsewhere else "",
        )
        await record(event, await store.topics(after, f"team:{before.team_id}"))
    if after.line != before.line:
        cause = "team" if elsewhere else ""
        await lines.tell(before, after, actor_id=actor.author_id, cause=cause, comment_id=comment_id)


@asking
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


def _line(ticket: Ticket, team: Team, wanted: int | None) -> int:
    """The line of the ticket from now on: that of another team is its first one."""
    if wanted is None:
        return ticket.line if team.id == ticket.team_id else lines.FIRST
    lines.check(team, wanted)
    return wanted


async def _assignee(ticket: Ticket, team: Team, wanted: str | int | object | None, line: int) -> int | None:
    if wanted is KEEP:
        stays = team.id == ticket.team_id and await lines.is_on(team, ticket.assignee_id, line)
        return ticket.assignee_id if stays else None
    if wanted is None or wanted == "":
        return None
    person = await find(str(wanted))
    able = await actor_of(person) if person is not None else None
    if able is None or not may(able, "ticket.handle", team_id=team.id):
        raise Invalid({"assignee": N_("Choose somebody who works in this team.")})
    if able.id == ticket.customer_id:
        raise Invalid({"assignee": N_("This person has ordered it: choose a colleague.")})
    return able.id


def _changes(ticket: Ticket, team: Team, person_id: int | None, line: int) -> dict[str, object]:
    wanted: dict[str, object] = {"team_id": team.id, "assignee_id": person_id, "line": line}
    return {column: value for column, value in wanted.items() if getattr(ticket, column) != value}
