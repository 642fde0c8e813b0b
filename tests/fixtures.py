"""What every test may ask for: settings, a migrated database, the application, a browser, a running server.

One process of tests speaks to one kind of database, named by OKNO_TEST_DATABASE (sqlite, postgres); tests/run.py
starts a process for each. Tests that ask for `database_url`, by whatever fixture, are the ones that run on both.
"""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from hypothesis import settings as hypothesis_settings
from starlette.applications import Starlette

from okno import app as house, db as okno_db, extend, notify, plugins as okno_plugins, settings as okno_settings
from okno.people import account
from okno.settings import Settings
from tests.company import starter_catalog
from tests.stands import network, postgres
from tests.stands.chromium import Visitor, browser as chromium
from tests.stands.database import Template
from tests.stands.server import ServerStand, okno
from tests.stands.smtp import SmtpStand

DATABASE = os.environ.get("OKNO_TEST_DATABASE", "sqlite")
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")

hypothesis_settings.register_profile("okno", deadline=None, max_examples=60, derandomize=IN_CI)
hypothesis_settings.load_profile("okno")


def pytest_configure(config: pytest.Config) -> None:
    """Refuses a database that nobody knows, and shuts the network."""
    if DATABASE not in ("sqlite", "postgres"):
        raise pytest.UsageError(f"OKNO_TEST_DATABASE is {DATABASE!r}: write sqlite or postgres")
    network.shut()
    # Plugins are installed beside the core; a test that wants some names them by the marker `plugins`.
    extend.load(okno_settings.load(Path("nowhere"), {}), found=())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks tests of storage and of the browser; on PostgreSQL keeps the former only."""
    chosen: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "database_url" in fixtures:
            item.add_marker("storage")
        if "browser" in fixtures:
            # All share the browser, so all share its event loop.
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        (chosen if DATABASE == "sqlite" or "database_url" in fixtures else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = chosen


def pytest_collection_finish() -> None:
    """What all tests share is not walked anew by each round of the garbage collector."""
    gc.collect()
    gc.freeze()


def pytest_report_header() -> str:
    """Says which database this process tests."""
    return f"database: {DATABASE}"


# Databases ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def dialect() -> str:
    """The kind of database of this process of tests: "sqlite" or "postgres"."""
    return DATABASE


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Databases]:
    """The PostgreSQL server of this run."""
    server = postgres.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """A database with all migrations applied, made once and copied for each test."""
    server = request.getfixturevalue("postgres_server") if DATABASE == "postgres" else None
    made = Template.make(tmp_path_factory.mktemp("template") / "home", server)
    yield made
    made.drop()


@pytest.fixture(scope="session")
def stocked_template(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """The same with the starter catalog in force, made once and copied for each test that asks for `stocked`."""
    made = template.stocked(tmp_path_factory.mktemp("stocked") / "home", starter_catalog())
    yield made
    made.drop()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home folder of this test."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def migrated() -> None:
    """Asked for by fixtures that need `database_url` with all tables in it; without it the database is empty."""


@pytest.fixture
def stocked() -> None:
    """Asked for by tests and fixtures that begin with the starter catalog: to copy it is cheaper than to apply it."""


@pytest.fixture(scope="session")
def extended_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Template, str], Template]]:
    """Databases with the tables of plugins, made once for each set of them."""
    made: dict[tuple[str, str], Template] = {}

    def of(base: Template, names: str) -> Template:
        if (base.name or str(base.home), names) not in made:
            fresh = base.extended(tmp_path_factory.mktemp("extended") / "home")
            made[(base.name or str(base.home), names)] = fresh
        return made[(base.name or str(base.home), names)]

    yield of
    for one in made.values():
        one.drop()


@pytest.fixture
def loaded_plugins(request: pytest.FixtureRequest) -> Iterator[str]:
    """The names of the plugins that this test has asked for by its marker, loaded; "" when there are none."""
    marker = request.node.get_closest_marker("plugins")
    if marker is None:
        yield ""
        return
    chosen = [found for found in extend.installed() if found.name in marker.args]
    missing = set(marker.args) - {found.name for found in chosen}
    assert not missing, f"not installed: {', '.join(sorted(missing))}; run ./install/test --setup"
    nowhere = okno_settings.load(Path("nowhere"), {})
    for plugin in extend.load(nowhere, found=chosen):
        assert plugin.loaded, f"{plugin.name} was not loaded: {plugin.reason}"
    yield ",".join(marker.args)
    extend.load(nowhere, found=())


@pytest.fixture
def database_url(request: pytest.FixtureRequest, home: Path, loaded_plugins: str) -> Iterator[str]:
    """A database of this test's own, as the setting `database` names it."""
    which = "stocked_template" if "stocked" in request.fixturenames else "template"
    template: Template | None = request.getfixturevalue(which) if "migrated" in request.fixturenames else None
    if template is not None and loaded_plugins:
        template = request.getfixturevalue("extended_templates")(template, loaded_plugins)
    if DATABASE == "sqlite":
        if template:
            template.copy_to(home)
        yield "sqlite"
        return
    server: postgres.Databases = request.getfixturevalue("postgres_server")
    name = f"okno_{uuid4().hex[:12]}"
    yield server.create(name, template=template.name) if template else server.create(name)
    server.drop(name)


@pytest.fixture
def settings(home: Path, database_url: str) -> Settings:
    """Settings of a server on this test's home folder and database, which is empty."""
    return okno_settings.load(home, {"OKNO_DATABASE": database_url})


@pytest_asyncio.fixture
async def db(migrated: None, settings: Settings) -> AsyncIterator[Settings]:
    """This process connected to the migrated database of this test; nothing else is started."""
    notify.settle(settings)
    await okno_db.connect(settings, okno_plugins.owners())
    await okno_plugins.start(settings, listening=False)
    try:
        yield settings
    finally:
        await okno_plugins.stop()
        await okno_db.disconnect()


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """To hash a password takes a tenth of a second on purpose; here it proves nothing."""
    monkeypatch.setattr(account, "_hasher", CHEAP)
    account._nobody.cache_clear()


# The application ----------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def app(migrated: None, settings: Settings) -> AsyncIterator[Starlette]:
    """The application on the migrated database of this test, started as a worker starts it, without a socket."""
    application = house.create_app(settings)
    async with application.router.lifespan_context(application):
        yield application


@pytest_asyncio.fixture
async def client(app: Starlette, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client that speaks to the application directly."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=settings.own_url) as client:
        yield client


@pytest.fixture
def smtp() -> Iterator[SmtpStand]:
    """An SMTP server that keeps letters in memory."""
    with SmtpStand() as stand:
        yield stand


@pytest.fixture
def server_env(database_url: str, loaded_plugins: str) -> dict[str, str]:
    """The environment of commands and servers on this test's database; a test may add to it."""
    return {"OKNO_DATABASE": database_url, "OKNO_PLUGINS": loaded_plugins or "none"}


@pytest.fixture
def server(home: Path, migrated: None, stocked: None, server_env: dict[str, str]) -> Iterator[ServerStand]:
    """A running tree of processes on a new home with the starter catalog; it has to end well after the test."""
    okno(home, "migrate", env=server_env)
    stand = ServerStand(home, env=server_env).start()
    try:
        yield stand
    except BaseException:
        stand.kill()
        raise
    stand.stop()


# The browser --------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Any]:
    """Chromium, shared by all tests that ask for it; they all run on one event loop."""
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Any) -> AsyncIterator[Callable[..., Awaitable[Visitor]]]:
    """Opens a browser for one more person: `await visit(base_url=..., phone=True, dark=True, locale="en")`."""
    async with AsyncExitStack() as opened:

        async def open_one(**wishes: Any) -> Visitor:
            visitor = await Visitor.open(browser, **wishes)
            opened.push_async_callback(visitor.context.close)
            return visitor

        yield open_one
