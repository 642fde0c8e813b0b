"""A desk whose disk is full: it says so, shows what it has, loses nothing, and goes on as soon as there is space."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from okno.db import condition
from tests.flows.company import Caller, hire, monitor
from tests.stands.database import Template
from tests.stands.postgres import OwnServer
from tests.stands.small_disk import SmallDisk, small_disk
from tests.stands.wait import soon
from tests.web.conftest import MONITOR, Company

MEGABYTES = 64
MOST_ORDERS = 200
"""PostgreSQL uses the room in pages that it has before it asks the disk for more."""
LONG = "слово " * 1000


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """The disk of the desk."""
    with small_disk(MEGABYTES) as made:
        yield made


@pytest.fixture
def home(disk: SmallDisk) -> Path:
    """The home folder, on that disk."""
    folder = disk.folder / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, dialect: str, home: Path, disk: SmallDisk, stocked_template: Template
) -> Iterator[str]:
    """The database, on that disk too."""
    if dialect == "sqlite":
        stocked_template.copy_to(home)
        yield "sqlite"
        return
    server = request.getfixturevalue("postgres_server")
    if not isinstance(server, OwnServer):
        pytest.skip("the disk of a server elsewhere can't be filled")
    folder, name = disk.folder / "tables", f"okno_{uuid4().hex[:12]}"
    folder.mkdir()
    shutil.chown(folder, "nobody", "nogroup")
    server.sql(f"CREATE TABLESPACE {name} LOCATION '{folder}'")
    server.sql(f'CREATE DATABASE {name} TEMPLATE "{stocked_template.name}" TABLESPACE {name} STRATEGY file_copy')
    yield server.address(name)
    server.drop(name)
    server.sql(f"DROP TABLESPACE {name}")


async def test_a_full_disk(company: Company, disk: SmallDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, client = company.anna, company.anna.client
    caller = Caller(await hire("maria", "Мария"), client)
    saved = [(await caller.post("/tickets", monitor()))["number"]]
    form = (await anna.open("/catalog/monitor")).form("/catalog/monitor")
    disk.fill()

    for _ in range(MOST_ORDERS):
        response = await caller.ask(
            "POST", "/tickets", json={"service": "it-question", "answers": {"topic": "Диск", "description": LONG}}
        )
        if response.status_code != 201:
            break
        saved.append(response.json()["number"])
    assert (response.status_code, response.json()["code"]) == (507, "disk_full")
    assert response.headers["Retry-After"] == "60"
    assert (await client.get("/health")).json() == {"status": "disk_full"}
    assert (await client.get("/health")).status_code == 200, "what is there can be read"
    assert (await caller.get(f"/tickets/{saved[0]}"))["number"] == saved[0]
    admin = await company.admin.open("/admin/people")
    assert "The disk of the server is full. Free space" in admin.text("page")

    page = await anna.send(form, 507, fill={**MONITOR, "place": LONG[:90]})
    assert "The disk of the server is full." in page.text("h1")
    again = page.form("/catalog/monitor")
    assert again.values["place"] == [LONG[:90]], "the words are kept"

    disk.clear()
    await anna.send(again)
    assert anna.path.startswith("/tickets/"), "what was kept is ordered"
    saved.append((await soon(lambda: caller.post("/tickets", monitor()), "orders are taken again"))["number"])
    monkeypatch.setattr(condition, "FRESH_SECONDS", 0)
    assert (await client.get("/health")).json() == {"status": "ok"}
    for number in saved:
        assert (await caller.get(f"/tickets/{number}"))["number"] == number
    assert "It has passed" in (await company.admin.open("/admin/people")).text("page")


async def test_a_file_that_does_not_fit_leaves_nothing(company: Company, disk: SmallDisk, home: Path) -> None:
    caller = Caller(await hire("maria", "Мария"), company.anna.client)
    disk.fill()
    response = await caller.ask("POST", "/files", files={"file": ("big.txt", b"x" * 300_000)})
    assert (response.status_code, response.json()["code"]) == (507, "disk_full")
    disk.clear()
    assert not [one for one in (home / "files").rglob("*") if one.is_file()]
    assert (await caller.ask("POST", "/files", files={"file": ("big.txt", b"x" * 300_000)})).status_code == 201
