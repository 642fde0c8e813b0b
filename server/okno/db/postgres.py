"""The connections to PostgreSQL, and the pool that hands them out."""

from __future__ import annotations

from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient

WAIT_SECONDS = 15.0
"""How long somebody waits for a connection while others use all of them: as long as a writer of SQLite waits."""


class PlainConnection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that goes back to the pool as it is.

    asyncpg asks the server to forget session locks, cursors, channels and settings after each use: one more round
    trip for every query outside of a transaction, a quarter of the time of a page. Statements of Okno leave none of
    these: they lock within transactions (pg_advisory_xact_lock), and who listens has a connection of his own.
    """

    def get_reset_query(self) -> str:
        """Nothing is asked; a transaction that was left open is still rolled back by asyncpg."""
        return ""


class PatientPool(asyncpg.Pool):  # type: ignore[misc]
    """A pool whose users wait for a connection, but not for ever."""

    def acquire(self, *, timeout: float | None = None) -> Any:
        """A connection; TimeoutError when none is free in time."""
        return super().acquire(timeout=timeout or WAIT_SECONDS)


class PatientClient(AsyncpgDBClient):
    """The connections of this process to PostgreSQL."""

    async def create_pool(self, **kwargs: Any) -> asyncpg.Pool:
        """The pool, with the first connections made."""
        usual: dict[str, Any] = {
            "max_queries": 50_000,
            "max_inactive_connection_lifetime": 300.0,
            "record_class": asyncpg.Record,
        }
        return await PatientPool(**usual, **kwargs)


client_class = PatientClient
"""The name by which tortoise-orm finds the client of an engine module."""
