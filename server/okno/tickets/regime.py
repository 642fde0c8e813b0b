"""Under which lifecycle and calendar a ticket was when: a reclassification may have changed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.catalog import registry
from okno.catalog.model import State
from okno.events import Fact
from okno.tickets.ticket import Ticket


@dataclass(frozen=True)
class Regime:
    """What held until the instant `until` (microseconds UTC); None: it holds still."""

    lifecycle: str
    calendar: str
    until: int | None


def regimes(ticket: Ticket, facts: Sequence[Fact]) -> list[Regime]:
    """All that held, the first one first."""
    former = [
        Regime(str(fact.payload["from_lifecycle"]), str(fact.payload["from_calendar"]), fact.at)
        for fact in facts
        if fact.kind == "TicketReclassified" and _differs(fact)
    ]
    return [*former, Regime(ticket.lifecycle, ticket.calendar, None)]


def _differs(fact: Fact) -> bool:
    return any(fact.payload[f"from_{key}"] != fact.payload[key] for key in ("lifecycle", "calendar"))


def state_of(key: str, held: Sequence[Regime]) -> State | None:
    """A state by its key: as the present lifecycle has it, else as the last of the former ones that knew it."""
    for one in reversed(held):
        found = registry.lifecycle(one.lifecycle).state(key)
        if found is not None:
            return found
    return None
