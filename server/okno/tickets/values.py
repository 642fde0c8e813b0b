"""Short answers as rows, so that lists can be filtered by them on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.catalog.model import Field, Service
from okno.db import execute
from okno.text import one_line


def kept(field: Field) -> bool:
    """Whether the answers to a question are kept as rows."""
    return not field.static and field.type not in ("text", "file")


async def put(ticket_id: int, service: Service, answers: Mapping[str, Any]) -> None:
    """Writes the rows of a ticket's answers anew, in the current transaction."""
    await execute("DELETE FROM ticket_value WHERE ticket_id = $1", ticket_id)
    for field in service.fields:
        if not kept(field):
            continue
        value = answers.get(field.key)
        for part in value if isinstance(value, list) else [value]:
            if part is not None and part != "":
                await execute(
                    "INSERT INTO ticket_value (ticket_id, field, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                    ticket_id,
                    field.key,
                    one_line(str(part)),
                )
