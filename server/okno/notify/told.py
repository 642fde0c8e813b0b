"""Whom service levels and rules name to be told: people by what they are to a ticket (see `Told` in the catalog)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping

from okno.catalog.owners import owner_of
from okno.people import get_many, stand_in
from okno.teams import get as get_team, leads, members, places
from okno.tickets.routing import works_on
from okno.tickets.ticket import Ticket


async def people_of(names: Iterable[str], ticket: Ticket) -> list[int]:
    """The ids of all whom these names mean, each once. Who may hear of the ticket is decided by others."""
    found: list[int] = []
    for name in names:
        if name in _MEANT:
            found += await _MEANT[name](ticket)
    return list(dict.fromkeys(found))


async def _assignee(ticket: Ticket) -> list[int]:
    """Whoever works on it, with who stands in for him; what nobody has is the matter of the team."""
    if ticket.assignee_id is None:
        return await _team(ticket)
    substitute = await stand_in(ticket.assignee_id)
    return [ticket.assignee_id, *([substitute.id] if substitute is not None else [])]


async def _team(ticket: Ticket) -> list[int]:
    return [person.id for person in await members(ticket.team_id)]


async def _leads(ticket: Ticket) -> list[int]:
    return await leads(ticket.team_id)


async def _line(ticket: Ticket) -> list[int]:
    team = await get_team(ticket.team_id)
    if team is None:
        return []
    return [key for key, place in (await places(team.id)).items() if works_on(team, ticket.line, place.line)]


async def _managers(ticket: Ticket) -> list[int]:
    """Above the assignee; where there is none, above the leads."""
    below = [ticket.assignee_id] if ticket.assignee_id is not None else await leads(ticket.team_id)
    people = await get_many(below)
    return [one.manager_id for one in people.values() if one.manager_id is not None]


async def _owner(ticket: Ticket) -> list[int]:
    owner = await owner_of(ticket.service)
    return [owner] if owner is not None else []


_MEANT: Mapping[str, Callable[[Ticket], Awaitable[list[int]]]] = {
    "assignee": _assignee,
    "team": _team,
    "lead": _leads,
    "line": _line,
    "manager": _managers,
    "owner": _owner,
}
