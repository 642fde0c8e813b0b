"""What tests of telling may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from okno import files, notify
from okno.catalog import registry
from okno.settings import Settings
from tests.notify.desk import Desk, open_desk


@pytest_asyncio.fixture
async def desk(stocked: None, db: Settings) -> AsyncIterator[Desk]:
    """People, a team and the starter catalog in the connected database; letters go to the log."""
    files.settle(db.home)
    notify.settle(db)
    yield await open_desk()
    await registry.stop()
