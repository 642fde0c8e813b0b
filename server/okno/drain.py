"""The word that this process takes no new connections; streams listen to it and end themselves."""

from __future__ import annotations

import asyncio


class Drain:
    """A flag that many coroutines may wait for, in whichever event loop they run.

    `asyncio.Event` is tied to the first loop that waits for it; this object lives as long as the process.
    """

    def __init__(self) -> None:
        self._asked = False
        self._waiters: set[asyncio.Future[None]] = set()

    def set(self) -> None:
        """Says that the process drains; called in the thread of the event loop."""
        self._asked = True
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    def clear(self) -> None:
        """Takes the word back: the process accepts connections again."""
        self._asked = False

    def is_set(self) -> bool:
        """Whether the process drains now."""
        return self._asked

    async def wait(self) -> None:
        """Returns as soon as the process drains; at once when it already does."""
        if self._asked:
            return
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await waiter
        finally:
            self._waiters.discard(waiter)


drain = Drain()
"""The one of this process. The worker sets it; the application only reads it."""
