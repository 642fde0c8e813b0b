"""Tickets that go on as another one: who reads their words there, and where words go that are meant for them.

What was said in the source stands in the story of its goal, under the same rules: notes for whoever sees the source as
staff, public words for whoever sees the goal. If the source belongs to a confidential team by now, its words are for
those alone who see the source itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.db import fetch
from okno.errors import NotFound
from okno.teams import get_many
from okno.tickets import store
from okno.tickets.beside import beside
from okno.tickets.reading import seen_among
from okno.tickets.ticket import COLUMNS, Ticket, ticket_of
from okno.tickets.visible import Sight, is_staff

TOGETHER, APART = "merged", "separated"
"""What a state follows from when tickets were merged, or that was taken back; see TicketMoved."""


@dataclass(frozen=True)
class Source:
    """A ticket that goes on as another one, and whether its notes are shown there too. `seen`: it may be opened."""

    ticket: Ticket
    internal: bool
    seen: bool


async def goal_of(actor: Actor, ticket: Ticket) -> Ticket | None:
    """The ticket as which this one goes on; None when it does not, or when the actor does not see that one."""
    if ticket.merged_into_id is None:
        return None
    return (await seen_among(actor, [ticket.merged_into_id])).get(ticket.merged_into_id)


async def sources_of(actor: Actor, ticket: Ticket, seen: Sight) -> list[Source]:
    """The tickets that go on as this one and whose words this reader of it may read, oldest first."""
    rows = await fetch(f"SELECT {COLUMNS} FROM ticket WHERE merged_into_id = $1 ORDER BY id", ticket.id)
    found = [ticket_of(row) for row in rows]
    if not found:
        return []
    teams = await get_many(one.team_id for one in found)
    named = await beside(actor, Sight.READER, (one.id for one in found))
    told: list[Source] = []
    for one in found:
        staff = is_staff(actor, one)
        if staff or one.id in named or not teams[one.team_id].confidential:
            told.append(Source(one, staff and seen is Sight.STAFF, staff or one.id in named))
    return told


async def reads_words(actor: Actor, ticket_id: int) -> bool:
    """Whether the actor reads the public words of a ticket in the one as which it goes on."""
    source = await store.load(ticket_id)
    if source.merged_into_id is None:
        return False
    try:
        goal, seen = await store.load_seen(actor, source.merged_into_id)
    except NotFound:
        return False
    return any(one.ticket.id == source.id for one in await sources_of(actor, goal, seen))


async def present(actor: Actor, number: str | int) -> str | int:
    """Where words for this number belong: the ticket as which it goes on, if the actor sees that one, else itself.

    Raises what changing the ticket would raise for whoever may not even see it.
    """
    ticket = await store.load(number)
    await store.changing_sight(actor, ticket)
    goal = await goal_of(actor, ticket)
    return goal.id if goal is not None else ticket.id


def numbers(sources: Sequence[Source]) -> list[int]:
    """The ids of the sources."""
    return [one.ticket.id for one in sources]
