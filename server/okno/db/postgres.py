"""The connection to PostgreSQL that the pool hands out."""

from __future__ import annotations

import asyncpg


class PlainConnection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that goes back to the pool as it is.

    asyncpg asks the server to forget session locks, cursors, channels and settings after each use: one more round
    trip for every query outside of a transaction, a quarter of the time of a page. Statements of Okno leave none of
    these: they lock within transactions (pg_advisory_xact_lock), and who listens has a connection of his own.
    """

    def get_reset_query(self) -> str:
        """Nothing is asked; a transaction that was left open is still rolled back by asyncpg."""
        return ""
