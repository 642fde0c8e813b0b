"""What happens to a new ticket before anybody touches it: those who must agree are asked, or its tasks open."""

from __future__ import annotations

from okno.catalog.model import Service
from okno.tickets import approvals, tasks
from okno.tickets.ticket import Ticket


async def begin(ticket: Ticket, service: Service) -> Ticket:
    """Asks for the approvals of the service; without any opens its tasks. Within the transaction of the order."""
    asked = await approvals.ask(ticket, service)
    return asked if asked is not None else await tasks.start(ticket, service)
