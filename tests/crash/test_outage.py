"""PostgreSQL crashes, restarts, has no connection left: orders are refused in clear words, and go on by themselves."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest

from okno.db import condition
from tests.crash.outage import SAFE, Ledger, all_connections, begin, kill, load, restart, snapshot, there
from tests.flows.company import Caller, hire
from tests.stands.database import Template
from tests.stands.postgres import OwnServer
from tests.stands.wait import free_port, soon
from tests.web.conftest import Company

ORDERS = 8
CLIENTS = 6
PLAIN = {(503, "no_database"), (503, "database_busy")}


@pytest.fixture
def cluster(dialect: str) -> Iterator[OwnServer]:
    """A server that keeps what it promises, to be killed."""
    if dialect == "sqlite":
        pytest.skip("SQLite has no server")
    made = OwnServer.start(SAFE)
    yield made
    made.stop()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, cluster: OwnServer) -> str:
    """A database with the starter catalog on it, copied from the server of the other tests."""
    stocked: Template = request.getfixturevalue("stocked_template")
    assert stocked.server is not None
    url = cluster.create(f"okno_{uuid4().hex[:12]}")
    programs = Path(cluster.command[cluster.command.index("-D") - 1]).parent
    dump = subprocess.run(
        [programs / "pg_dump", "--no-owner", stocked.server.address(stocked.name)], capture_output=True, check=True
    )
    subprocess.run(
        [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", url], input=dump.stdout, check=True
    )
    return url


async def test_postgres_is_killed_restarted_and_used_up(
    company: Company, cluster: OwnServer, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, ledger = company.anna.client, Ledger()
    caller = Caller(await hire("maria", "Мария"), client)
    with tempfile.TemporaryDirectory(dir=cluster.folder.parent) as folder:
        async with load(caller, ledger, clients=CLIENTS // 2):
            await ledger.more(ORDERS)
            promised = list(ledger.numbers)
            copy = await asyncio.to_thread(snapshot, cluster, Path(folder))
            await _down(client, ledger, cluster)
            await begin(cluster)
            await ledger.more(ORDERS)
            await restart(cluster)
            await ledger.more(ORDERS)
        assert set(ledger.refused) <= PLAIN, "each is told what is wrong"
        assert await there(database_url, ledger.numbers) == []
        await _check_copy(cluster, copy, database_url, promised)

    monkeypatch.setattr(condition, "FRESH_SECONDS", 0)
    await soon(lambda: _health(client, "ok"), "all is well")
    async with all_connections(cluster):
        await asyncio.gather(*(ledger.order(caller) for _ in range(2 * CLIENTS)))
        assert set(ledger.refused) <= PLAIN
        assert ledger.refused[503, "database_busy"]
    before = len(ledger.numbers)
    await asyncio.gather(*(ledger.order(caller) for _ in range(CLIENTS)))
    assert len(ledger.numbers) == before + CLIENTS
    assert await there(database_url, ledger.numbers) == []


async def _down(client: httpx.AsyncClient, ledger: Ledger, cluster: OwnServer) -> None:
    await kill(cluster)
    await ledger.refusal()
    health = await client.get("/health")
    assert (health.status_code, health.json()) == (503, {"status": "no_database"})
    page = await client.get("/tickets", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "The database does not answer." in page.text


async def _health(client: httpx.AsyncClient, status: str) -> bool:
    return bool((await client.get("/health")).json() == {"status": status})


async def _check_copy(cluster: OwnServer, copy: Path, url: str, promised: list[str]) -> None:
    """The machine stopped at the instant of the copy: what was promised by then is in it."""
    port = free_port()
    command = list(cluster.command)
    command[command.index("-D") + 1], command[command.index("-k") + 1] = copy, copy.parent
    command[command.index("-p") + 1] = str(port)
    other = OwnServer(copy.parent, port, command)
    try:
        name = url.rpartition("/")[2]
        await soon(lambda: _reached(other.address(name)), "the copy has recovered", within=90)
        assert await there(other.address(name), promised) == []
    finally:
        other.process.kill()
        other.process.wait()


async def _reached(address: str) -> bool:
    try:
        await (await asyncpg.connect(address, timeout=5)).close()
    except (OSError, asyncpg.PostgresError):
        return False
    return True
