"""What the database holds, to see that a refused change has changed nothing."""

from __future__ import annotations

from collections.abc import Mapping

from okno.db import dialect, fetch

MOVES_BY_ITSELF: Mapping[str, str] = {
    "sign_in_attempt": "counts attempts that were refused",
    "idempotency": "remembers answers",
    "okno_migration": "no data",
}
"""Tables that a refusal may touch, with the reason."""
SEEN: Mapping[str, tuple[str, ...]] = {
    "session": ("seen_at", "expires_at"),
    "token": ("last_used_at",),
}
"""Columns that every request moves."""
COUNTED = frozenset({"catalog_revision", "catalog_item", "event", "delivery"})
"""Large tables that only grow: their rows are counted."""


async def state() -> dict[str, str]:
    """A digest of each table."""
    return {table: await _digest(table) for table in await tables() if table not in MOVES_BY_ITSELF}


async def tables() -> list[str]:
    """All tables of the database."""
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        if dialect() == "sqlite"
        else "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
    )
    return [row["name"] for row in await fetch(sql)]


async def _digest(table: str) -> str:
    if table in COUNTED:
        return str((await fetch(f"SELECT count(*) AS n FROM {table}"))[0]["n"])
    hidden = SEEN.get(table, ())
    rows = [
        hash(repr([value for name, value in row.items() if name not in hidden]))
        for row in await fetch(f"SELECT * FROM {table}")
    ]
    # In whatever order they come: hundreds of times all of it is read.
    return f"{len(rows)} rows, {sum(rows)}"


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The tables that differ."""
    return sorted(table for table in before | after if before.get(table) != after.get(table))
