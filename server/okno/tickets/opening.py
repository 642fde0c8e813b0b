"""What happens to a new ticket before anybody touches it: those who must agree are asked, or the work begins."""

from __future__ import annotations

from okno.catalog.model import Service
from okno.tickets import approvals, routing, tasks
from okno.tickets.ticket import Ticket


async def begin(ticket: Ticket, service: Service) -> Ticket:
    """Asks for the approvals of the service; without any opens its tasks and gives it to somebody of its team.

    Within the transaction of the order.
    """
    asked = await approvals.ask(ticket, service)
    return asked if asked is not None else await routing.give(await tasks.start(ticket, service))
