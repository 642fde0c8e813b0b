"""Short answers as rows, so that lists can be filtered by them on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.catalog.model import Field, Service
from okno.db import execute
from okno.text import one_line

_AT_ONCE = 400
"""Rows of one statement: SQLite takes no more than a thousand places in old builds."""


def kept(field: Field) -> bool:
    """Whether the answers to a question are kept as rows."""
    return not field.static and field.type not in ("text", "file")


async def put(ticket_id: int, service: Service, answers: Mapping[str, Any]) -> None:
    """Writes the rows of a ticket's answers anew, in the current transaction."""
    await execute("DELETE FROM ticket_value WHERE ticket_id = $1", ticket_id)
    await add(ticket_id, service, answers)


async def add(ticket_id: int, service: Service, answers: Mapping[str, Any]) -> None:
    """Writes the rows of a ticket that has none yet, in the current transaction."""
    rows = [(field.key, value) for field in service.fields if kept(field) for value in _parts(answers.get(field.key))]
    for at in range(0, len(rows), _AT_ONCE):
        few = rows[at : at + _AT_ONCE]
        places = ", ".join(f"($1, ${2 * n}, ${2 * n + 1})" for n in range(1, len(few) + 1))
        await execute(
            f"INSERT INTO ticket_value (ticket_id, field, value) VALUES {places} ON CONFLICT DO NOTHING",
            ticket_id,
            *(part for row in few for part in row),
        )


def _parts(value: Any) -> list[str]:
    parts = value if isinstance(value, list) else [value]
    return [one_line(str(part)) for part in parts if part is not None and part != ""]
