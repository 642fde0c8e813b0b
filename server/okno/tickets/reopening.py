"""Until when its requester may open a closed ticket again; later a new one follows it."""

from __future__ import annotations

from datetime import timedelta

from okno.catalog import registry
from okno.catalog.model import WORKING_DAY, Transition
from okno.clock import now_us
from okno.errors import Conflict
from okno.text import N_
from okno.tickets.ticket import Ticket


def until(ticket: Ticket) -> int | None:
    """The last instant, in microseconds UTC; None while it is not closed. What is done can always be sent back.

    The days are working days, counted from the closing: until then the requester could say so anyway.
    """
    if ticket.open or ticket.closed_at is None:
        return None
    days = registry.lifecycle(ticket.lifecycle).reopen_days
    return registry.calendar(ticket.calendar).add(ticket.closed_at, days * WORKING_DAY // timedelta(microseconds=1))


def is_over(ticket: Ticket) -> bool:
    """Whether it was closed so long ago that its requester does not open it again."""
    last = until(ticket)
    return last is not None and now_us() > last


def reopens(ticket: Ticket, way: Transition) -> bool:
    """Whether this way leads from the end of a ticket back to work."""
    goal = registry.lifecycle(ticket.lifecycle).state(way.to)
    return not ticket.open and goal is not None and goal.phase != "closed"


def refusal(ticket: Ticket) -> Conflict:
    """What is told to who comes too late."""
    return Conflict(
        N_(
            "This request was closed too long ago: it could be opened again within %(n)s working days. Order anew from"
            " it: the new request will be linked to this one.",
            n=registry.lifecycle(ticket.lifecycle).reopen_days,
        ),
        state=ticket.state,
        version=ticket.version,
    )
