"""What a reader of a ticket may know of the tickets beside it: linked, merged, alike.

The staff knows of those that it sees in its lists; whoever reads a ticket by name knows of those that he reads by name
too. Of all others there is no trace: neither a number nor a count nor a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from okno.access import Actor
from okno.db import fetch, in_list
from okno.events import Fact
from okno.tickets.reading import seen_among
from okno.tickets.ticket import T_COLUMNS, Ticket, ticket_of
from okno.tickets.visible import Sight, own

LINKED = frozenset({"TicketLinked", "TicketUnlinked"})
MERGED = frozenset({"TicketsMerged", "TicketsUnmerged"})


async def beside(actor: Actor, seen: Sight, ids: Iterable[int]) -> dict[int, Ticket]:
    """Those of the tickets with these ids of which somebody who sees a ticket in this way may know, by id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    if seen is Sight.STAFF:
        return await seen_among(actor, wanted)
    branch = own(actor)
    places, args = in_list(wanted, start=len(branch.args) + 1)
    rows = await fetch(
        f"SELECT {T_COLUMNS} FROM {branch.source} WHERE {branch.where} AND t.id IN {places}", *branch.args, *args
    )
    return {row["id"]: ticket_of(row) for row in rows}


def other_of(fact: Fact) -> int | None:
    """The other ticket of a fact about two; None when it is about one alone."""
    if fact.kind in LINKED:
        return int(fact.payload["other_id"])
    if fact.kind in MERGED:
        pair = (int(fact.payload["from_id"]), int(fact.payload["into_id"]))
        return pair[0] if pair[1] == fact.stream_id else pair[1]
    return None


async def told(actor: Actor | None, seen: Sight, facts: Sequence[Fact]) -> list[Fact]:
    """The facts without those about tickets of which the actor may not know. Nobody knows of none."""
    others = {other for fact in facts if (other := other_of(fact)) is not None}
    known = await beside(actor, seen, others) if actor is not None else {}
    return [fact for fact in facts if (other := other_of(fact)) is None or other in known]
