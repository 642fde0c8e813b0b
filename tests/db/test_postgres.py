"""What the pool of PostgreSQL asks the server beside our own statements."""

from __future__ import annotations

import asyncpg
import pytest

from okno.db import fetch_value
from okno.db.connection import postgres_credentials
from okno.settings import Settings


async def test_a_connection_goes_back_without_a_question(db: Settings) -> None:
    """The last statement that the server has seen from it is ours."""
    if db.database == "sqlite":
        pytest.skip("a pool is PostgreSQL's")
    pid = await fetch_value("SELECT pg_backend_pid()")
    wanted = ("user", "password", "host", "port", "database")
    where = {key: value for key, value in postgres_credentials(db.database).items() if key in wanted}
    watcher = await asyncpg.connect(**where)
    try:
        last = await watcher.fetchval("SELECT query FROM pg_stat_activity WHERE pid = $1", pid)
    finally:
        await watcher.close()
    assert last == "SELECT pg_backend_pid()"
