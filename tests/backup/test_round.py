"""A backup of an installation that is served, from the command to the restored home."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from okno.backup.make import SUFFIX
from tests.flows.company import Caller, Hired, monitor, talk
from tests.flows.conftest import database_url, hired, home, net, own_db, server, server_env, smtp  # noqa: F401
from tests.stands import postgres
from tests.stands.server import ServerStand, okno

WORDS = {"LANG": "en_US.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}
PLAN = b"the plan " * 5000


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, dialect: str) -> Iterator[str]:
    """An empty database for the restored home."""
    if dialect == "sqlite":
        yield "sqlite"
        return
    databases: postgres.Databases = request.getfixturevalue("postgres_server")
    name = f"okno_{uuid4().hex[:12]}"
    yield databases.create(name)
    databases.drop(name)


async def test_a_backup_made_while_people_work_is_restored_whole(
    server: ServerStand,  # noqa: F811
    server_env: dict[str, str],  # noqa: F811
    own_db: None,  # noqa: F811
    hired: Hired,  # noqa: F811
    net: object,  # noqa: F811
    elsewhere: str,
    tmp_path: Path,
) -> None:
    """What was accepted before it is in it, with its files; what came later may be; nothing is half in it."""
    caller = Caller(await hired.get("mary", "Mary Ross"), net)  # type: ignore[arg-type]
    sent = await caller.ask("POST", "/files", files={"file": ("plan.txt", PLAN, "text/plain")})
    assert sent.status_code == 201, sent.text
    first = await caller.post("/tickets", {**monitor(), "files": [sent.json()["id"]]})
    env = {**server_env, **WORDS}
    folder = tmp_path / "kept"
    folder.mkdir()
    making = asyncio.create_task(asyncio.to_thread(okno, server.home, "backup", str(folder), env=env))
    while not making.done():
        await caller.post("/tickets", monitor())
    assert "attachments: 1" in await making
    [made] = folder.glob(f"okno-*{SUFFIX}")
    assert made.stat().st_mode & 0o077 == 0

    new = tmp_path / "new"
    env["OKNO_DATABASE"] = elsewhere
    told = await asyncio.to_thread(okno, new, "restore", str(made), env=env)
    assert "Everything is whole" in told
    assert (new / "secret.key").read_bytes() == (server.home / "secret.key").read_bytes()
    assert (new / "secret.key").stat().st_mode & 0o777 == 0o600
    again = ServerStand(new, env=env)
    await asyncio.to_thread(again.start)
    try:
        async with talk(again.base_url) as other:
            known = Caller(caller.person, other)
            assert (await known.get(f"/tickets/{first['number']}"))["number"] == first["number"]
            content = await known.ask("GET", f"/files/{sent.json()['id']}/content")
            assert content.content == PLAN
            # The numbers go on where they were: none is given twice.
            assert (await known.post("/tickets", monitor()))["number"] > first["number"]
    finally:
        await asyncio.to_thread(again.stop)
    refused = await asyncio.to_thread(okno, new, "restore", str(made), env=env, exit_code=1)
    assert refused == ""
