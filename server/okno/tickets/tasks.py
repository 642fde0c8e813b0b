"""The parts of a ticket: each with its team, its own term and what is disclosed to it."""

from __future__ import annotations

from okno.catalog.model import Service
from okno.tickets.ticket import Ticket


async def start(ticket: Ticket, service: Service) -> Ticket:
    """Opens the tasks of the service that wait for nothing. Within the transaction that holds the locked ticket."""
    return ticket
