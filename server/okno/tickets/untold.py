"""What a requester is not told of his ticket: how the staff judges it, and what it asks itself."""

from __future__ import annotations

from collections.abc import Collection

from okno.events import Fact
from okno.tickets.visible import Sight

TEAM_FIELDS = "team_fields"
PRIVATE = frozenset({"impact", "urgency", TEAM_FIELDS})
"""What a reclassification has changed for the staff alone."""


def is_private(changed: Collection[str]) -> bool:
    """Whether of a reclassification there is nothing for the requester."""
    return PRIVATE.issuperset(changed)


def untold(seen: Sight, fact: Fact) -> bool:
    """Whether a fact is not for whoever sees the ticket so."""
    if seen is Sight.STAFF:
        return False
    if fact.kind == "TicketReclassified":
        return is_private(fact.payload["changed"])
    return fact.payload.get("visibility") == "internal"
