"""A transaction that was begun: its troubles are told as such, and the first of them is the one that is told."""

from __future__ import annotations

from types import TracebackType

from tortoise.transactions import in_transaction

from okno.db.connection import NAME
from okno.db.trouble import Trouble, door


class Began:
    """The driver's transaction, or a savepoint inside of one."""

    def __init__(self) -> None:
        self._inner = in_transaction(NAME)

    async def __aenter__(self) -> None:
        """Begins; raises Trouble when the database can't now."""
        with door:
            await self._inner.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commits, or takes back after an error. What has met a trouble has nothing more to be taken back: that this
        fails too, on a connection that is lost, says nothing new.
        """
        try:
            with door:
                await self._inner.__aexit__(kind, error, trace)
        except Exception:
            if not isinstance(error, Trouble):
                raise
