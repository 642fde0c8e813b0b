"""What a person is asked to agree to, for himself and for those for whom he stands in, and what he has decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.db import Row, fetch, in_list
from okno.db.together import Scalar, count_of, together
from okno.people import stood_for
from okno.tickets import approval
from okno.tickets.approval import Approval, Step
from okno.tickets.ticket import T_COLUMNS, Ticket, ticket_of

PAGE = 20
COUNT_TO = 99
"""Counts are exact up to this."""

# By the rows of the readers, not by the teams: whoever is asked is named among them.
_READS = "EXISTS (SELECT 1 FROM ticket_reader r WHERE r.ticket_id = a.ticket_id AND r.principal_id = $1)"
_DECIDED = ("approved", "refused")


@dataclass(frozen=True)
class Mine:
    """One thing that somebody is asked, or has decided."""

    approval: Approval
    step: Step
    ticket: Ticket


async def waiting(actor: Actor, *, after: int | None = None, limit: int = PAGE) -> tuple[list[Mine], int | None]:
    """A page of what waits for the actor's decision, the oldest first; the id to go on from, None at the end."""
    where, args = await _waits(actor, after or 0)
    rows = await fetch(f"SELECT a.* FROM {where} ORDER BY a.id LIMIT {limit + 1}", *args)
    return await _page(rows, limit)


async def decided(
    actor: Actor, *, states: Sequence[str] = _DECIDED, after: int | None = None, limit: int = PAGE
) -> tuple[list[Mine], int | None]:
    """A page of what the actor has decided, or others instead of him; the newest first."""
    places, args = in_list([one for one in states if one in _DECIDED], start=3)
    parts = [
        f"SELECT * FROM (SELECT a.* FROM approval a WHERE a.{whose} = $1 AND a.id < $2 AND a.state IN {places}"
        f" AND {_READS} ORDER BY a.id DESC LIMIT {limit + 1}) {whose}"
        for whose in ("person_id", "decided_by_id")
    ]
    before = after if after is not None else 2**62
    rows = await fetch(f"{' UNION '.join(parts)} ORDER BY id DESC LIMIT {limit + 1}", actor.id, before, *args)
    return await _page(rows, limit)


async def count(actor: Actor) -> int:
    """How much waits for the actor's decision, up to COUNT_TO + 1."""
    where, args = await _waits(actor, 0)
    return int((await together([count_of(where, args, upto=COUNT_TO)]))[0])


def own_count(actor: Actor) -> Scalar:
    """How much of it is asked of himself, to be asked with other questions; enough while he stands in for nobody."""
    return count_of(*_asked_of(actor, [actor.id], 0), upto=COUNT_TO)


async def _waits(actor: Actor, after: int) -> tuple[str, list[object]]:
    """What is asked of the actor and of those for whom he stands in."""
    return _asked_of(actor, [actor.id, *await stood_for(actor.id)], after)


def _asked_of(actor: Actor, people: Sequence[int], after: int) -> tuple[str, list[object]]:
    """What is asked of these people, but nothing that is for the actor himself."""
    places, args = in_list(people, start=3)
    where = (
        "approval a JOIN ticket t ON t.id = a.ticket_id WHERE a.state = 'asked' AND a.id > $2"
        f" AND a.person_id IN {places} AND t.merged_into_id IS NULL"
        f" AND t.requester_id <> $1 AND coalesce(t.on_behalf_of_id, 0) <> $1 AND {_READS}"
    )
    return where, [actor.id, after, *args]


async def _page(rows: Sequence[Row], limit: int) -> tuple[list[Mine], int | None]:
    shown = [Approval(**row) for row in rows[:limit]]
    steps = await _steps(shown)
    tickets = await _tickets(shown)
    found = [Mine(one, steps[one.step_id], tickets[one.ticket_id]) for one in shown]
    return found, shown[-1].id if len(rows) > limit else None


async def _steps(shown: Sequence[Approval]) -> dict[int, Step]:
    by_ticket = await approval.steps_of_many([one.ticket_id for one in shown])
    return {one.id: one for steps in by_ticket.values() for one in steps}


async def _tickets(shown: Sequence[Approval]) -> dict[int, Ticket]:
    """Those tickets: that the actor reads them was asked with the approvals."""
    places, args = in_list(sorted({one.ticket_id for one in shown}))
    rows = await fetch(f"SELECT {T_COLUMNS} FROM ticket t WHERE t.id IN {places}", *args)
    return {row["id"]: ticket_of(row) for row in rows}
