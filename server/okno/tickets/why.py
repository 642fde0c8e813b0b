"""Why a person sees a ticket or does not: what the filter asks, answer by answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.db import fetch
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight, emergency_until, sight, staff_teams


@dataclass(frozen=True)
class Seen:
    """How a person sees a ticket, and all that speaks for it.

    `customer`: it is for him. `reads`: why he is named among its readers. `staff`: he sees the tickets of its team;
    what is for him he sees as a requester all the same. `until`: he reads it because of an emergency, until then.
    """

    sight: Sight | None
    customer: bool
    reads: Sequence[str]
    staff: bool
    until: int | None


async def why(actor: Actor, ticket: Ticket) -> Seen:
    """Asks about a ticket what the filter asks. The caller sees the ticket himself."""
    rows = await fetch(
        "SELECT why FROM ticket_reader WHERE principal_id = $1 AND ticket_id = $2 ORDER BY why", actor.id, ticket.id
    )
    return Seen(
        sight=await sight(actor, ticket),
        customer=actor.id == ticket.customer_id,
        reads=tuple(row["why"] for row in rows),
        staff=ticket.team_id in staff_teams(actor),
        until=await emergency_until(actor, ticket),
    )
