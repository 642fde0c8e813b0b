"""A database that is slow, locked or has no connection left: whoever waits too long is told so, and it passes."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from okno.db import connection, dialect, execute, fetch_value, postgres, tx
from okno.db.trouble import BUSY, FULL, Trouble
from okno.jobs import enqueue
from okno.settings import Settings
from tests.flows.company import Caller, hire, monitor
from tests.stands.wait import soon
from tests.web.conftest import Company

POOL = 2


@pytest.fixture
def database_url(database_url: str) -> str:
    """With a small pool, so that it is used up soon."""
    return database_url if database_url == "sqlite" else f"{database_url}?maxsize={POOL}"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits longer than a moment."""
    monkeypatch.setattr(connection, "BUSY_MS", 50)
    monkeypatch.setattr(postgres, "WAIT_SECONDS", 0.05)


@asynccontextmanager
async def held(settings: Settings) -> AsyncIterator[None]:
    """Others have what every writer needs: SQLite's one lock, all connections to PostgreSQL."""
    if dialect() == "sqlite":
        rival = sqlite3.connect(settings.home / connection.SQLITE_FILE, isolation_level=None)
        rival.execute("BEGIN IMMEDIATE")
        yield
        rival.close()
        return
    free, taken = asyncio.Event(), [asyncio.Event() for _ in range(POOL)]

    async def hold(mine: asyncio.Event) -> None:
        async with tx():
            mine.set()
            await free.wait()

    holders = [asyncio.create_task(hold(one)) for one in taken]
    for one in taken:
        await one.wait()
    yield
    free.set()
    await asyncio.gather(*holders)


async def test_who_waits_too_long_is_told_so(company: Company, settings: Settings) -> None:
    client = company.anna.client
    caller = Caller(await hire("maria", "Мария"), client)
    async with held(settings):
        response = await caller.ask("POST", "/tickets", json=monitor())
        assert (response.status_code, response.json()["code"]) == (503, "database_busy")
        assert response.headers["Retry-After"] == "5"
        health = await client.get("/health")
        assert health.json() == {"status": "database_busy"}
        # SQLite is read while another one writes.
        assert health.status_code == (200 if dialect() == "sqlite" else 503)
    await soon(lambda: caller.post("/tickets", monitor()), "orders are taken again")


async def test_a_write_that_finds_no_room_is_taken_back(db: Settings) -> None:
    """Else the connection stays inside of it, and nothing is ever written again. Only SQLite has one connection."""
    if dialect() == "postgres":
        pytest.skip("the one connection is SQLite's")
    pages = await fetch_value("PRAGMA page_count")
    await execute(f"PRAGMA max_page_count = {pages}")

    async def write() -> None:
        async with tx():
            await enqueue("sample", {"text": "x" * 500_000})

    with pytest.raises(Trouble) as met:
        await write()
    assert met.value.kind is FULL
    await execute("PRAGMA max_page_count = 1000000")
    await write()


async def test_a_transaction_that_sqlite_took_back_is_never_told_as_saved(db: Settings) -> None:
    if dialect() == "postgres":
        pytest.skip("PostgreSQL refuses everything after an error")

    async def write() -> None:
        async with tx():
            await execute("ROLLBACK")

    with pytest.raises(Exception, match="rolled"):
        await write()
    assert await fetch_value("SELECT 1 AS one") == 1


async def test_the_first_trouble_is_the_one_that_is_told(db: Settings) -> None:
    """Taking back fails too on a connection that is lost, and says nothing of the cause."""

    async def write() -> None:
        async with tx():
            if dialect() == "postgres":
                await execute("SELECT pg_terminate_backend(pg_backend_pid())")
            raise Trouble(BUSY)

    with pytest.raises(Trouble):
        await write()
    assert await fetch_value("SELECT 1 AS one") == 1
