"""Servers of two web workers that send their letters to the SMTP stand."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from okno import db as okno_db
from okno.owners import OWNERS
from okno.settings import Settings
from tests.flows.company import talk
from tests.stands.server import ServerStand
from tests.stands.smtp import SmtpStand


@pytest.fixture
def server_env(database_url: str, smtp: SmtpStand) -> dict[str, str]:
    """The environment of the server."""
    return {
        "OKNO_DATABASE": database_url,
        "OKNO_WORKERS": "2",
        "OKNO_MAIL_HOST": smtp.host,
        "OKNO_MAIL_PORT": str(smtp.port),
        "OKNO_MAIL_SENDER": "okno@example.com",
    }


@pytest_asyncio.fixture
async def own_db(server: ServerStand, settings: Settings) -> AsyncIterator[None]:
    """This process connected to the database of the running server."""
    await okno_db.connect(settings, OWNERS)
    try:
        yield
    finally:
        await okno_db.disconnect()


@pytest_asyncio.fixture
async def net(server: ServerStand) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running server."""
    async with talk(server.base_url) as client:
        yield client
