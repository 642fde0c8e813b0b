"""All that the database holds, as text: to look for what must not be in it."""

from __future__ import annotations

from okno.db import fetch
from tests.security.matrix.state import tables


async def everything() -> str:
    """Every value of every row."""
    found = []
    for table in await tables():
        found += [f"{table}: {value}" for row in await fetch(f"SELECT * FROM {table}") for value in row.values()]
    return "\n".join(found)
