"""The answers that a ticket had by an earlier service: they stay readable under their own titles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from okno.db import dump_json, execute, fetch, load_json
from okno.tickets.ticket import Ticket


@dataclass(frozen=True)
class PastForm:
    """A service that the ticket had until the instant `until` (microseconds UTC), with its answers."""

    service: str
    service_item_id: int
    answers: Mapping[str, Any]
    until: int


async def keep(ticket: Ticket, until: int) -> None:
    """Writes down the service and the answers that the ticket has now, in the current transaction."""
    await execute(
        "INSERT INTO ticket_past_form (ticket_id, service, service_item_id, answers, until)"
        " VALUES ($1, $2, $3, $4, $5)",
        ticket.id,
        ticket.service,
        ticket.service_item_id,
        dump_json(dict(ticket.answers)),
        until,
    )


async def past_forms(ticket_id: int) -> list[PastForm]:
    """The former services of a ticket, the last one first. The ticket was chosen by right already."""
    rows = await fetch(
        "SELECT service, service_item_id, answers, until FROM ticket_past_form WHERE ticket_id = $1 ORDER BY id DESC",
        ticket_id,
    )
    return [PastForm(**{**row, "answers": load_json(row["answers"])}) for row in rows]
