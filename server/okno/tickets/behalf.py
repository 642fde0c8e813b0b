"""Ordering for somebody else: who may do so at all."""

from __future__ import annotations

from okno.access import Actor, may
from okno.people import manages_anybody


async def may_order_for_others(actor: Actor) -> bool:
    """Tells whether there may be anybody for whom the actor orders; for whom exactly the order itself judges."""
    return may(actor, "ticket.behalf") or await manages_anybody(actor.id)
