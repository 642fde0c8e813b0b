"""The sender: every receiver has places of its own, so one that is slow keeps nobody else waiting."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter

from okno.api import Context, context_of, on_commit
from okno_webhooks.claiming import claim, due_hooks
from okno_webhooks.delivery import Delivery
from okno_webhooks.hook import Hook
from okno_webhooks.sending import send

NAME = "webhooks"
PER_HOST = 4
AT_ONCE = 40
IDLE_SECONDS = 1.0
"""How long it sleeps at most: what is due by the clock, or was written by another process, rings no bell here."""

FINISH_SECONDS = 3.0


class _Bell:
    """Rung in the process of the sender when something is due."""

    def __init__(self) -> None:
        self.rung: asyncio.Event | None = None

    def ring(self) -> None:
        """Wakes the sender, if it is here."""
        if self.rung is not None:
            self.rung.set()


bell = _Bell()


def soon() -> None:
    """Has the sender look after the present transaction, when it runs in this process; else it looks by itself."""
    on_commit(bell.ring)


class Sender:
    """Takes what is due and sends it, at most PER_HOST to one host and AT_ONCE in all."""

    def __init__(self) -> None:
        self._busy: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Sends until `stop`; what is on its way then is finished, or comes back after its time when it takes long."""
        rung = bell.rung = asyncio.Event()
        try:
            while not stop.is_set():
                rung.clear()
                if not await self.round():
                    await _first(rung, stop)
        finally:
            bell.rung = None
            await self._end()

    async def round(self) -> int:
        """Begins to send what is due and has a place; gives how much."""
        begun = 0
        for hook in await due_hooks():
            # One that fails is only asked whether it is back.
            room = min((1 if hook.streak else PER_HOST) - self._busy[hook.host], AT_ONCE - len(self._tasks))
            for one in await claim(hook, room) if room > 0 else ():
                self._begin(hook, one)
                begun += 1
        return begun

    async def idle(self) -> None:
        """Waits until nothing is on its way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _end(self) -> None:
        if self._tasks:
            _, slow = await asyncio.wait(self._tasks, timeout=FINISH_SECONDS)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)

    def _begin(self, hook: Hook, one: Delivery) -> None:
        self._busy[hook.host] += 1
        task = asyncio.create_task(self._send(hook, one), name=f"webhook-{one.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, hook: Hook, one: Delivery) -> None:
        ctx: Context = context_of(NAME)
        try:
            await send(ctx, hook, one)
        except Exception:
            ctx.log.exception("a delivery broke", delivery=one.id)
        finally:
            self._busy[hook.host] -= 1
            bell.ring()


async def _first(rung: asyncio.Event, stop: asyncio.Event) -> None:
    """Waits for the bell, the end or the time."""
    waits = [asyncio.ensure_future(one.wait()) for one in (rung, stop)]
    with contextlib.suppress(TimeoutError):
        await asyncio.wait(waits, timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    for one in waits:
        one.cancel()
