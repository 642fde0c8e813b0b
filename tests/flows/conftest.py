"""A server for all tests of a file: two web workers, letters to the SMTP stand.

Starting one takes longer than most tests, and no test here needs an empty company: each makes tickets of its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from okno import db as okno_db
from okno.owners import OWNERS
from okno.settings import Settings
from tests.flows.company import Hired, talk
from tests.stands import postgres
from tests.stands.database import Template
from tests.stands.server import ServerStand, okno
from tests.stands.smtp import SmtpStand


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of the server."""
    return tmp_path_factory.mktemp("flow") / "home"


@pytest.fixture(scope="module")
def database_url(request: pytest.FixtureRequest, dialect: str, home: Path, stocked_template: Template) -> Iterator[str]:
    """The database of the server with the starter catalog, as the setting `database` names it."""
    if dialect == "sqlite":
        stocked_template.copy_to(home)
        yield "sqlite"
        return
    databases: postgres.Databases = request.getfixturevalue("postgres_server")
    name = f"okno_{uuid4().hex[:12]}"
    yield databases.create(name, template=stocked_template.name)
    databases.drop(name)


@pytest.fixture(scope="module")
def smtp() -> Iterator[SmtpStand]:
    """The SMTP server that gets the letters."""
    with SmtpStand() as stand:
        yield stand


@pytest.fixture(scope="module")
def server_env(database_url: str, smtp: SmtpStand) -> dict[str, str]:
    """The environment of the server."""
    return {
        "OKNO_DATABASE": database_url,
        "OKNO_WORKERS": "2",
        "OKNO_MAIL_HOST": smtp.host,
        "OKNO_MAIL_PORT": str(smtp.port),
        "OKNO_MAIL_SENDER": "okno@example.com",
    }


@pytest.fixture(scope="module")
def server(home: Path, server_env: dict[str, str]) -> Iterator[ServerStand]:
    """The running server; it has to end well after the tests."""
    okno(home, "migrate", env=server_env)
    stand = ServerStand(home, env=server_env).start()
    try:
        yield stand
    except BaseException:
        stand.kill()
        raise
    stand.stop()


@pytest.fixture(scope="module")
def hired() -> Hired:
    """Who was hired by the tests of this file so far."""
    return Hired()


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
