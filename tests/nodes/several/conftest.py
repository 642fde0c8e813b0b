"""Two nodes for all tests of this folder. Only PostgreSQL: a SQLite file belongs to one home."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from okno import db as okno_db
from okno.owners import OWNERS
from okno.settings import Settings, load
from tests.flows.company import Hired
from tests.nodes.several.nodes import Nodes, environment, running
from tests.nodes.several.spread import talk
from tests.stands import postgres
from tests.stands.database import Template
from tests.stands.smtp import SmtpStand


@pytest.fixture(scope="package")
def database_url(request: pytest.FixtureRequest, dialect: str, stocked_template: Template) -> Iterator[str]:
    """The database of all nodes."""
    if dialect == "sqlite":
        pytest.skip("several nodes need PostgreSQL: a SQLite file belongs to one home")
    databases: postgres.Databases = request.getfixturevalue("postgres_server")
    name = f"okno_{uuid4().hex[:12]}"
    yield databases.create(name, template=stocked_template.name)
    databases.drop(name)


@pytest.fixture(scope="package")
def smtp() -> Iterator[SmtpStand]:
    """The SMTP server that gets the letters."""
    with SmtpStand() as stand:
        yield stand


@pytest.fixture(scope="package")
def nodes(tmp_path_factory: pytest.TempPathFactory, database_url: str, smtp: SmtpStand) -> Iterator[Nodes]:
    """Two running nodes."""
    folder = tmp_path_factory.mktemp("nodes")
    with running(folder, environment(database_url, folder / "shared", smtp)) as started:
        yield started


@pytest.fixture(scope="package")
def hired() -> Hired:
    """Who was hired so far."""
    return Hired()


@pytest.fixture
def settings(nodes: Nodes) -> Settings:
    """The settings of the first node."""
    return load(nodes.stands[0].home, nodes.env)


@pytest_asyncio.fixture
async def own_db(settings: Settings) -> AsyncIterator[None]:
    """This process connected to the database of the nodes."""
    await okno_db.connect(settings, OWNERS)
    try:
        yield
    finally:
        await okno_db.disconnect()


@pytest_asyncio.fixture
async def net(nodes: Nodes) -> AsyncIterator[httpx.AsyncClient]:
    """A client of REST whose requests go to all nodes in turn."""
    client, _ = talk(nodes.base_urls)
    async with client:
        yield client
