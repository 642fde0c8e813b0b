"""Who must agree before the work on a ticket begins: asking, deciding, and what follows."""

from __future__ import annotations

from okno.catalog.model import Service
from okno.tickets.ticket import Ticket


async def ask(ticket: Ticket, service: Service) -> Ticket | None:
    """Asks whom the service names, and moves the ticket to where it waits for them. None: nobody is to be asked.

    Within the transaction that holds the locked ticket.
    """
    return None
