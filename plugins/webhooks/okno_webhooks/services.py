"""What runs on and on: the sender."""

from __future__ import annotations

import asyncio

from okno.api import Context
from okno_webhooks.sender import Sender


async def sender(_: Context, stop: asyncio.Event) -> None:
    """Sends what is due, on one node at a time."""
    await Sender().run(stop)
