"""A desk with channels: its crew, the world outside, and a way to let messages in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest_asyncio

from okno import files, people
from okno.channels import intake, outgoing, parser, working
from okno.channels.contract import Policy
from okno.channels.receive import receive
from okno.db import Row, fetch, fetch_one
from okno.events.dispatch import deliver_due
from okno.hooks import hosting
from okno.jobs import Later
from okno.settings import Settings
from tests.channels.trial import LETTERS, Post
from tests.crew import Crew, open_desk

STAND_IN = "anketa"
ANNA, BORIS, VERA = "anna@okno.test", "boris@okno.test", "vera@okno.test"


@dataclass
class Desk:
    """The crew, the world outside, and what comes in."""

    crew: Crew
    post: Post
    settings: Settings

    def __post_init__(self) -> None:
        self._ids = count(1)

    async def come(self, channel: str = LETTERS, *, external_id: str = "", endpoint: str = "", **told: Any) -> Row:
        """A message comes in and is dealt with as far as it goes at once; its row."""
        message_id = await self.keep(channel, external_id=external_id, endpoint=endpoint, **told)
        return await self.take(message_id)

    async def keep(self, channel: str = LETTERS, *, external_id: str = "", endpoint: str = "", **told: Any) -> int:
        """A message comes in and waits."""
        raw = json.dumps({"sender": ANNA, **told}).encode()
        return await receive(channel, raw, external_id=external_id or f"<{next(self._ids)}@x.test>", endpoint=endpoint)

    async def take(self, message_id: int) -> Row:
        """Deals with a message, and with what follows from it; its row."""
        with suppress(Later):
            await intake.take(message_id)
        await self.settle()
        return await self.row(message_id)

    async def row(self, message_id: int) -> Row:
        """What is known of a message."""
        found = await fetch_one("SELECT * FROM channel_incoming WHERE id = $1", message_id)
        assert found is not None
        return found

    async def settle(self) -> None:
        """Facts are delivered, and what is to leave is tried once."""
        while await deliver_due():
            pass
        for row in await fetch("SELECT id FROM channel_outgoing WHERE state = 'queued' ORDER BY id"):
            try:
                await outgoing.hand_over(row["id"])
            except Later:
                continue

    def guests(self, endpoint: str = "", **more: Any) -> None:
        """From now on an endpoint takes strangers."""
        self.post.policies[endpoint] = Policy(strangers="guest", stand_in=STAND_IN, **more)


@pytest_asyncio.fixture
async def desk(db: Settings) -> AsyncIterator[Desk]:
    """A desk whose people have mail addresses, with channels and an account that stands in for guests."""
    settings = db
    working.settle(settings)
    files.settle(settings.home)
    crew = await open_desk("manual")
    for actor, mail in ((crew.anna, ANNA), (crew.boris, BORIS), (crew.vera, VERA)):
        await people.change(actor.id, {"mail": mail}, actor_id=None)
    await people.create(login=STAND_IN, name="Анкета с сайта")
    post = Post()
    with hosting(post.guest()):
        yield Desk(crew, post, settings)
    await parser.stop()
