"""Somebody who writes comments by the form of a page, as people do: without a key that makes a repeat harmless."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from tests.flows.web import Web


@dataclass
class Writer:
    """Writes to one ticket. What had no answer is not sent a second time."""

    web: Web
    number: str
    accepted: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)

    async def write(self, calm: asyncio.Event) -> None:
        """One comment after the other until all is calm."""
        while not calm.is_set():
            words = f"Форма {uuid4().hex}"
            try:
                page = await self.web.open(f"/tickets/{self.number}")
                self.unanswered.append(words)
                await page.send(f"/tickets/{self.number}/comment", text=words)
            except httpx.TransportError:
                await asyncio.sleep(0)
            else:
                self.unanswered.remove(words)
                self.accepted.append(words)
