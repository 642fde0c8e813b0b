"""The one filter of tickets: who sees which, as SQL and for one ticket.

Two ways lead to a ticket: the right `ticket.see` in its team, or a row in `ticket_reader`. In lists they are two
indexed branches of a UNION, never an OR over the whole table (measured at a million tickets: 168 ms against 0.1 ms).
A third way, an access in an emergency, leads to one ticket for an hour: it is in no list, count, notice or push.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from okno.access import Actor, may
from okno.clock import now_us
from okno.db import fetch_value, in_list
from okno.tickets.ticket import Ticket

EMERGENCY = "ticket.emergency"
"""The right to open a ticket that one does not see."""

CUSTOMER = "coalesce(t.on_behalf_of_id, t.requester_id)"
"""For whom a ticket is, in SQL; see `Ticket.customer_id`."""


class Placed(Protocol):
    """As much of a ticket as tells who sees it."""

    @property
    def team_id(self) -> int: ...

    @property
    def customer_id(self) -> int: ...


@dataclass(frozen=True)
class Place:
    """The place of a ticket that was read without the rest of it."""

    team_id: int
    customer_id: int


class Sight(StrEnum):
    """How an actor sees a ticket: as its requester does, or as staff with internal notes."""

    READER = "reader"
    STAFF = "staff"


@dataclass(frozen=True)
class Branch:
    """One indexed way to visible tickets `t`: a FROM clause and a condition."""

    source: str
    where: str
    args: Sequence[object]


# Lists --------------------------------------------------------------------------------------------------------


def visible(actor: Actor, start: int = 1) -> list[Branch]:
    """The branches whose union is all that the actor sees; places in their SQL count from `start`."""
    branches = [own(actor, start)]
    teams = staff_teams(actor)
    if teams:
        branches.append(of_teams(actor, teams, start + len(branches[0].args)))
    return branches


def own(actor: Actor, start: int = 1) -> Branch:
    """The tickets that the actor reads by name, each once, whatever the number of reasons."""
    readable = f"SELECT DISTINCT ticket_id FROM ticket_reader WHERE principal_id = ${start}"
    return Branch(f"ticket t JOIN ({readable}) r ON r.ticket_id = t.id", "true", (actor.id,))


def ordered(actor: Actor, start: int = 1) -> Branch:
    """Those of them that are his own matter: what he is only asked to approve stands in another list."""
    readable = f"SELECT DISTINCT ticket_id FROM ticket_reader WHERE principal_id = ${start} AND why <> 'approver'"
    return Branch(f"ticket t JOIN ({readable}) r ON r.ticket_id = t.id", "true", (actor.id,))


def of_teams(actor: Actor, teams: Iterable[int], start: int = 1) -> Branch:
    """The tickets of these teams that the actor sees as staff: what he ordered himself is not among them."""
    places, args = in_list(sorted(teams), start + 1)
    return Branch("ticket t", f"t.team_id IN {places} AND {CUSTOMER} <> ${start}", (actor.id, *args))


def assigned(actor: Actor, start: int = 1) -> Branch:
    """The tickets that the actor works on, in the teams whose tickets he sees."""
    places, args = in_list(staff_teams(actor), start + 1)
    where = f"t.assignee_id = ${start} AND t.team_id IN {places} AND {CUSTOMER} <> ${start}"
    return Branch("ticket t", where, (actor.id, *args))


def staff_teams(actor: Actor) -> list[int]:
    """The teams whose tickets the actor sees as staff."""
    return sorted(actor.teams_with("ticket.see"))


# One ticket ---------------------------------------------------------------------------------------------------


def is_staff(actor: Actor, ticket: Placed) -> bool:
    """Whether the actor sees this ticket as staff. Whoever ordered for himself does not, be he in the team or not."""
    return actor.id != ticket.customer_id and ticket.team_id in staff_teams(actor)


def reads_history(actor: Actor, ticket: Ticket, seen: Sight) -> bool:
    """Whether the actor may know what was changed when. A requester may: it is told in his words."""
    return seen is Sight.READER or may(actor, "ticket.history", team_id=ticket.team_id)


async def sight(actor: Actor, ticket: Ticket) -> Sight | None:
    """How the actor sees this ticket in an ordinary way; None: for him it does not exist."""
    if is_staff(actor, ticket):
        return Sight.STAFF
    if actor.id == ticket.customer_id:
        return Sight.READER
    reads = await fetch_value(
        "SELECT 1 AS one FROM ticket_reader WHERE principal_id = $1 AND ticket_id = $2 LIMIT 1", actor.id, ticket.id
    )
    return Sight.READER if reads else None


async def emergency_until(actor: Actor, ticket: Ticket) -> int | None:
    """Until when the actor may read this ticket because of an emergency, in microseconds UTC; None: he may not."""
    if not may(actor, EMERGENCY) or actor.id == ticket.customer_id:
        return None
    until = await fetch_value(
        "SELECT max(until) AS until FROM emergency WHERE person_id = $1 AND ticket_id = $2 AND until > $3",
        actor.id,
        ticket.id,
        now_us(),
    )
    return None if until is None else int(until)
