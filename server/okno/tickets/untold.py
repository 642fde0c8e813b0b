"""What a requester is not told of his ticket: how the staff judges it, what it asks itself, and its lines."""

from __future__ import annotations

from collections.abc import Collection

from okno.events import Fact
from okno.tickets.visible import Sight

TEAM_FIELDS = "team_fields"
PRIORITY = "priority"
_CLOCK = ("SlaWarned", "SlaBreached", "PriorityRaised", "PromiseChanged", "TaskWarned", "TaskBreached")
_OWN_TIME = ("WorkLogged", "WorkChanged", "WorkPlanned")
PRIVATE = frozenset({"impact", "urgency", PRIORITY, TEAM_FIELDS})
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
    if fact.kind in _OWN_TIME or fact.kind in ("TicketLineChanged", "RuleTold") or fact.payload.get("cause") == "line":
        return True
    if fact.kind in _CLOCK:
        # That the work is late he is told; that an answer was, he knows.
        return fact.kind != "SlaBreached" or fact.payload["of"] == "respond"
    return fact.payload.get("visibility") in ("internal", "outside")
