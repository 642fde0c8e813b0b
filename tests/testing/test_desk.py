"""The desk that authors of plugins test with, tried on the sample."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from okno.api.tickets import move
from okno.db import tx
from okno.errors import Invalid
from okno.jobs import enqueue
from okno.testing.desk import Desk
from okno_sample.api import tally_of
from tests.rules.sources import ROOT

NOTES = "/x/sample/notes"


@pytest.fixture
def okno_plugin() -> Path:
    """The plugin of these tests."""
    return ROOT / "tests" / "sample_plugin"


async def test_each_role_has_a_client_that_may_what_it_may(desk: Desk) -> None:
    for role, status in (("employee", 403), ("agent", 403), ("lead", 200), ("administrator", 200)):
        client = await desk.client(role)
        await client.get("/x/sample/numbers", status)
        assert await desk.client(role) is client
    with pytest.raises(ValueError, match="king is none of"):
        await desk.client("king")


async def test_forms_and_rest_are_proved_and_jobs_are_done(desk: Desk) -> None:
    anna, ticket = await desk.client("employee"), await desk.ticket("employee")
    page = await anna.send(NOTES, number=ticket.number, text="Ask")
    assert "The note is kept." in page.text
    await anna.send(NOTES, 422, number=ticket.number, text="")
    await anna.api("POST", "/x/sample/notes", {"ticket": ticket.number, "text": "Two"}, status=201)
    await desk.run_jobs()
    assert await tally_of(ticket.id) == (2, 0)
    with pytest.raises(AssertionError, match="404"):
        await anna.get("/nothing")


async def test_the_clock_stands_until_it_is_turned(desk: Desk) -> None:
    first, second = await desk.ticket("employee"), await desk.ticket("employee")
    assert first.created_at == second.created_at
    desk.clock.forward(days=30)
    later = await desk.ticket("employee")
    assert timedelta(microseconds=later.created_at - first.created_at) == timedelta(days=30)
    desk.clock.at(desk.clock.moment - timedelta(days=1))
    await (await desk.client("employee")).get("/tickets")


async def test_letters_stay_here(desk: Desk) -> None:
    await desk.set(footer="Kind regards")
    ticket, agent = await desk.ticket("employee"), await desk.actor((await desk.client("agent")).person)
    await move(agent, ticket.number, to="done", version=None)
    await desk.run_jobs()
    desk.clock.forward(hours=1)
    await desk.run_jobs()
    [letter, *_] = desk.letters.to("employee@example.com")
    assert "Kind regards" in letter.text


async def test_the_company_grows(desk: Desk) -> None:
    await desk.team("night")
    vera = await desk.person("vera", role="agent", team="night")
    service = await desk.service("lamp", team="night")
    ticket = await desk.ticket("employee", service=service.key)
    page = await (await desk.client(vera)).get("/desk/night")
    assert ticket.number in page.text


async def test_settings_and_switch(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        await desk.set(priority=9)
    assert set(refused.value.fields) == {"priority"}
    anna = await desk.client("employee")
    await desk.switch(on=False)
    await anna.get(NOTES, 404)
    await desk.switch(on=True)
    await anna.get(NOTES)


async def test_work_that_fails_is_told(desk: Desk) -> None:
    async with tx():
        await enqueue("x.sample.count", {})
    with pytest.raises(AssertionError, match=r"x\.sample\.count: "):
        await desk.run_jobs()
    await desk.run_jobs(failing=True)


def test_a_run_without_a_desk_does_not_load_the_server() -> None:
    """Whoever has Okno installed and tests something else pays nothing."""
    code = "import sys, okno.testing.fixtures; print([name for name in sys.modules if name.startswith('okno.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['okno.testing', 'okno.testing.fixtures']"
