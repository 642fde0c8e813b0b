"""A lease: what only one process of all nodes may do at a time, for as long as it goes on renewing it."""

from __future__ import annotations

from okno.clock import SECOND_US, now_us
from okno.db import execute, fetch_one, fetch_value, tx

LEASE_US = 15 * SECOND_US
"""How long a lease holds; that of a killed process is free after it."""


async def take(name: str, holder: str) -> bool:
    """Takes or renews a lease; False while another one holds it."""
    now = now_us()
    held = await fetch_one("SELECT holder, until FROM lease WHERE name = $1", name)
    # Looking first keeps those who wait from taking the write lock of SQLite again and again.
    if held is not None and held["holder"] != holder and held["until"] > now:
        return False
    async with tx():
        taken: str | None = await fetch_value(
            "INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE"
            " SET holder = excluded.holder, until = excluded.until"
            " WHERE lease.holder = excluded.holder OR lease.until <= $4 RETURNING holder",
            name,
            holder,
            now + LEASE_US,
            now,
        )
    return taken == holder


async def give_back(name: str, holder: str) -> None:
    """Ends a lease of one's own before its time."""
    await execute("DELETE FROM lease WHERE name = $1 AND holder = $2", name, holder)
