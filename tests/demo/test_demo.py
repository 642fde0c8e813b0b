"""The demo company shows what the starter catalog can do: everything in it happens by the rules of the day."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest_asyncio

from okno import people
from okno.access import actor_of
from okno.db import fetch
from okno.demo import company
from okno.settings import Settings
from okno.tickets import approval, task_reading
from tests.company import open_catalog, starter_catalog


def read(name: str) -> dict[str, list[dict[str, object]]]:
    """A file of the demo."""
    return tomllib.loads(files("okno.demo").joinpath(name).read_text("utf-8"))


async def tickets_of(service: str) -> list[int]:
    """The tickets of a service."""
    return [int(row["id"]) for row in await fetch("SELECT id FROM ticket WHERE service = $1", service)]


@pytest_asyncio.fixture
async def demo(stocked: None, db: Settings) -> Settings:
    """The company with its requests."""
    await open_catalog()
    await company.load(db)
    return db


async def test_no_request_is_left_out(demo: Settings) -> None:
    rows = await fetch("SELECT service FROM ticket ORDER BY service")
    assert [row["service"] for row in rows] == sorted(str(one["service"]) for one in read("requests.toml")["request"])


async def test_every_team_has_somebody(demo: Settings) -> None:
    rows = await fetch("SELECT DISTINCT t.key AS key FROM team t JOIN team_member m ON m.team_id = t.id")
    assert {row["key"] for row in rows} == set(starter_catalog().teams)


async def test_a_manager_finds_what_he_is_asked(demo: Settings) -> None:
    vera = await people.by_login("vera")
    assert vera is not None
    for service in ("vacation", "business-trip"):
        (ticket,) = await tickets_of(service)
        (asked,) = await approval.approvals_of(ticket)
        assert (asked.person_id, asked.state, asked.why) == (vera.id, "asked", "manager")


async def test_the_new_employee_is_under_way(demo: Settings) -> None:
    """Approved; two teams have done their parts, so the next one has its turn; another waits for the papers."""
    (ticket,) = await tickets_of("onboarding")
    rows = await fetch("SELECT key, state FROM task WHERE ticket_id = $1", ticket)
    assert {row["key"]: row["state"] for row in rows} == {
        "contract": "in_progress",
        "desk": "done",
        "account": "done",
        "equipment": "open",
        "pass": "waiting",
    }
    timur = await people.by_login("timur")
    assert timur is not None
    seen = await task_reading.of_ticket(await actor_of(timur), ticket)
    assert [one.task.key for one in seen] == ["equipment"]


async def test_nothing_of_it_is_sent_to_anybody(demo: Settings) -> None:
    for table in ("delivery", "notice", "message", "job"):
        assert await fetch(f"SELECT * FROM {table}") == [], table
