"""The SQLite engine of tortoise-orm with write transactions that wait for their turn instead of failing.

Three things differ from the engine it extends. A transaction begins with BEGIN IMMEDIATE: the plain BEGIN lets two
processes read, then refuses one of them with "database is locked" when both want to write, whatever the busy
time-out. And a BEGIN that fails or is cancelled gives the connection's lock back: otherwise this process would never
read or write again. And a COMMIT that fails is taken back.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError


class ImmediateTransaction(SqliteTransactionWrapper):
    """A transaction that takes the write lock when it begins."""

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(ImmediateTransaction(self))

    async def begin(self) -> None:
        """Begins, waiting for other processes up to the connection's busy_timeout; OperationalError after that."""
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    async def commit(self) -> None:
        """Commits; OperationalError when SQLite has taken the transaction back by itself and nobody has minded."""
        if not self._connection.in_transaction:
            raise OperationalError("SQLite has rolled the transaction back")
        await super().commit()


class ImmediateContext(SqliteTransactionContext):
    """Holds the connection for one transaction and lets it go on every way out, a failed BEGIN included."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
            self.token = get_connections().set(self.connection_name, self.connection)
        except BaseException:
            await self._undo()
            raise
        return self.connection  # type: ignore[no-any-return]  # untyped in the base class

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        try:
            if exc_type is None:
                await self.connection.commit()
        finally:
            get_connections().reset(self.token)
            # Also after a COMMIT that failed, as on a full disk: SQLite leaves that transaction open, and whoever
            # came next would be refused a second one for ever.
            await self._undo()

    async def _undo(self) -> None:
        try:
            raw = self.connection._connection
            if raw is not None and raw.in_transaction:
                await raw.rollback()
        finally:
            self._trxlock.release()


class ImmediateClient(SqliteClient):
    """The connection of this process to the SQLite file."""

    def _in_transaction(self) -> TransactionContext:
        return ImmediateContext(ImmediateTransaction(self), self._lock)


client_class = ImmediateClient
"""The name by which tortoise-orm finds the client of an engine module."""
