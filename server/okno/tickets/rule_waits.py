"""The hours that rules by time wait for: begun anew by what people do, kept as rows that one look finds when due."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from okno.catalog import registry
from okno.catalog.automation import Rule, Since
from okno.catalog.model import working_time
from okno.clock import now_us
from okno.db import Row, execute, fetch, in_list, tx
from okno.events import Fact
from okno.tickets.rule_triggers import HEARD, begun_by, guess_of, of_rule
from okno.tickets.ticket import T_COLUMNS, Ticket, ticket_of

BATCH = 100
_KINDS = tuple(event.kind() for event in HEARD)
_FACTS_MOST = 20_000
_PUT = (
    "INSERT INTO rule_wait (rule, ticket_id, began, due_at) VALUES ($1, $2, $3, $4) ON CONFLICT (rule, ticket_id)"
    " DO UPDATE SET began = excluded.began, due_at = excluded.due_at WHERE excluded.began >= rule_wait.began"
)


async def begin(ticket: Ticket, rules: Iterable[Rule], begun: Collection[Since], at: int) -> None:
    """Times begin anew for a ticket, in the current transaction; one that is over waits for nothing."""
    for rule in rules if ticket.open else ():
        due = due_at(rule, ticket, at) if rule.since in begun else None
        if due is not None:
            await execute(_PUT, rule.key, ticket.id, at, due)


async def end(ticket_id: int) -> None:
    """A ticket is over: nothing waits for it any more."""
    await execute("DELETE FROM rule_wait WHERE ticket_id = $1", ticket_id)


def due_at(rule: Rule, ticket: Ticket, began: int) -> int | None:
    """When the time of a rule is up that began at an instant; None when no calendar reaches that far."""
    try:
        return registry.calendar(ticket.calendar).add(began, int(working_time(rule.after).total_seconds()) * 1_000_000)
    except ValueError:
        return None


async def done(rule: str, ticket_id: int, began: int) -> None:
    """The rule has acted: it waits no more, unless its time has begun anew meanwhile."""
    await execute("DELETE FROM rule_wait WHERE rule = $1 AND ticket_id = $2 AND began <= $3", rule, ticket_id, began)


# Arming ---------------------------------------------------------------------------------------------------------


async def arm(rules: Sequence[Rule]) -> None:
    """Makes the rows what a new catalog says: those of other rules go, hours follow the calendars.

    A time that was up before a rule came into force is passed over: switching a rule on writes to nobody about what
    has lain for weeks.
    """
    await _forget({one.key for one in rules})
    after = 0
    while rules:
        rows = await fetch(
            f"SELECT {T_COLUMNS} FROM ticket t WHERE t.open = true AND t.id > $1 ORDER BY t.id LIMIT {BATCH}", after
        )
        if not rows:
            return
        tickets = {row["id"]: ticket_of(row) for row in rows}
        after = max(tickets)
        await _arm(tickets, rules)


async def _forget(keys: Collection[str]) -> None:
    for row in await fetch("SELECT DISTINCT rule FROM rule_wait"):
        if row["rule"] not in keys:
            await execute("DELETE FROM rule_wait WHERE rule = $1", row["rule"])


async def _arm(tickets: Mapping[int, Ticket], rules: Sequence[Rule]) -> None:
    places, args = in_list(sorted(tickets))
    waiting = {
        (row["rule"], row["ticket_id"]): row
        for row in await fetch(
            f"SELECT rule, ticket_id, began, due_at FROM rule_wait WHERE ticket_id IN {places}", *args
        )
    }
    stories = await begun_of(tickets)
    now = now_us()
    async with tx():
        for ticket in tickets.values():
            for rule in rules:
                began = stories[ticket.id].get(rule.since)
                due = due_at(rule, ticket, began) if began is not None else None
                if began is not None and due is not None:
                    await _place(rule, ticket, began, due, waiting.get((rule.key, ticket.id)), now)


async def _place(rule: Rule, ticket: Ticket, began: int, due: int, present: Row | None, now: int) -> None:
    stands = present is not None and (present["began"], present["due_at"]) == (began, due)
    if not stands and (present is not None or due > now):
        await execute(_PUT, rule.key, ticket.id, began, due)


async def begun_of(tickets: Mapping[int, Ticket]) -> dict[int, dict[Since, int]]:
    """When each time began the last time in these tickets, as their stories tell."""
    found: dict[int, dict[Since, int]] = {number: {} for number in tickets}
    for fact in await facts_of(tickets):
        if not of_rule(fact):
            ticket = tickets[fact.stream_id]
            for since in begun_by(fact, guess_of(fact, ticket)):
                found[ticket.id][since] = fact.at
    return found


async def facts_of(tickets: Collection[int]) -> list[Fact]:
    """The facts of these tickets that concern rules, oldest first."""
    numbers, args = in_list(sorted(tickets))
    kinds, more = in_list(_KINDS, start=len(args) + 1)
    rows = await fetch(
        "SELECT id, stream, stream_id, kind, actor_id, at, payload, topics FROM event WHERE stream = 'ticket'"
        f" AND stream_id IN {numbers} AND kind IN {kinds} ORDER BY id LIMIT {_FACTS_MOST}",
        *args,
        *more,
    )
    return [Fact.of(row) for row in rows]
