"""What tests of webhooks ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from okno import outbound
from okno.outbound import client
from okno.settings import Settings
from plugins.webhooks.tests.desk import Desk, open_desk
from tests.stands.push import HOST
from tests.stands.receiver import Receiver, receiver

WAY = outbound.Way(inside=(HOST,), plain=(HOST,))


@pytest_asyncio.fixture
async def hearer(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Receiver]:
    """A receiver that this installation may call."""
    monkeypatch.setattr(client._Usual, "way", WAY)
    async with receiver() as one:
        yield one


@pytest_asyncio.fixture
async def desk(stocked: None, db: Settings, hearer: Receiver) -> Desk:
    """The company, its owner of webhooks and the receiver."""
    return await open_desk(hearer)
