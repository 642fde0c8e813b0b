"""The bench in short: what is loaded is what Okno would have written, its pages show it, figures become a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from okno.http import sessions
from okno.settings import Settings
from tests.bench import check, company, fates, load, report
from tests.bench.words import Words
from tests.bench.yardstick.app import create_app

TICKETS, PEOPLE = 60, 320


@pytest.fixture(autouse=True)
def few_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts enough for so few tickets."""
    monkeypatch.setattr(load, "Words", lambda: Words(texts=200))


async def test_what_is_loaded_is_what_okno_would_have_written(
    stocked: None, app: Starlette, client: httpx.AsyncClient, settings: Settings, dialect: str
) -> None:
    note = await load.fill(settings, TICKETS, PEOPLE)
    assert await check.problems(TICKETS, sample=TICKETS) == []

    asker = (await company.askers())["agent1"]
    cookie = await sessions.create(asker, address="127.0.0.1", agent="bench", hours=1)
    client.cookies.set(sessions.COOKIE, cookie)
    queue = await client.get(f"/desk/{fates.LONG_TEAM}")
    number = note["ten"][0]
    assert queue.status_code == 200
    assert f"/tickets/{number}" in queue.text
    ticket = await client.get(f"/tickets/{number}")
    assert ticket.status_code == 200
    assert f"-{number:07}" in ticket.text
    assert (await client.get(f"/search?q={note['common']}")).status_code == 200

    if dialect == "postgres":
        await _measured_by_the_same(settings, note, number)


async def _measured_by_the_same(settings: Settings, note: dict[str, Any], number: int) -> None:
    """The yardstick shows the same tickets, and what it orders is no ticket of Okno."""
    plain = create_app(settings.database)
    team = next(one["id"] for one in note["teams"] if one["key"] == fates.LONG_TEAM)
    async with (
        plain.router.lifespan_context(plain),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=plain), base_url="http://yardstick") as client,
    ):
        queue = await client.get(f"/queue/{team}")
        assert f"/tickets/{number}" in queue.text
        assert f"-{number:07}" in (await client.get(f"/tickets/{number}")).text
        assert note["phones"][0]
        found = (await client.get("/lookup", params={"phone": note["phones"][0]})).json()
        assert found["person"]["name"]
        order = {"topic": "One", "description": "Two", "team": team, "person": found["person"]["id"]}
        assert (await client.post("/tickets", data=order)).status_code == 303
    assert await check.problems(TICKETS, sample=0) == []


def run(tickets: int, cpu: float) -> dict[str, Any]:
    """A run of two pages as `tests.bench.pages` writes it."""
    side = {"requests": 10, "cpu_ms": cpu, "p50_ms": 5.0, "p95_ms": 120.0, "p99_ms": 130.0, "statements": 7}
    queue = {"name": "queue of 50", "goal": 2.0, "okno": side, "yardstick": {**side, "cpu_ms": 2.0}}
    return {
        "database": "PostgreSQL", "tickets": tickets, "events": 5 * tickets, "people": 100_000, "seconds": 1.0,
        "rounds": 2, "clients": 8, "at": "2030-01-01 00:00 UTC", "python": "3.11", "cores": 2, "load_before": 0.1,
        "cases": [{**queue, "who": "agent1"}, {**queue, "who": "hr", "okno": {**side, "cpu_ms": 3 * cpu}}],
        "memory_mb": {"after_start": 90, "after_all": 120}, "start_s": 2.5,
    }  # fmt: skip


def test_figures_become_a_page(tmp_path: Path) -> None:
    for name, made in (("large", run(1_000_000, 3.9)), ("small", run(10_000, 3.0))):
        (tmp_path / f"{name}.json").write_text(json.dumps(made))
    runs = report.read([tmp_path / "large.json", tmp_path / "small.json"])
    seen = {what: (figure, reached) for what, figure, reached in report.goals(runs)}
    assert seen["queue of 50, agent1: at most 2x the yardstick"] == ("1.9x", True)
    assert seen["queue of 50, hr: at most 2x the plain agent"] == ("3.0x", False)
    assert seen["queue of 50, agent1: p95 at most 100 ms"] == ("120 ms", False)
    assert seen["no page grows more than 1.3x"] == ("1.30x (queue of 50, agent1)", True)
    page = report.page(runs, "It is fast enough.")
    assert "It is fast enough." in page
    assert "| queue of 50 | agent1 | 3.90 | 2.00 | 1.9 | 5 | 120 | 130 | 7 | 7 |" in page
    assert page.index("10 000 tickets") < page.index("1 000 000 tickets on PostgreSQL\n\n5 000 000")
    pictures = report.pictures(runs)
    assert set(pictures) == {"performance.svg", "growth.svg"}
    assert all(picture.startswith("<svg") for picture in pictures.values())
