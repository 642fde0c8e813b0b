"""Work time on the page of a ticket: the timer in its head, entries by hand, the plan; never for a requester."""

from __future__ import annotations

from okno.clock import now_us
from okno.db import execute, fetch, fetch_value
from okno.tickets.work import DAY_US, MINUTE_US
from tests.web.conftest import Company, order, take


async def test_the_timer_runs_on_the_server(company: Company) -> None:
    """Begun at one browser it is stopped at another; elsewhere a line leads there."""
    number, other = await order(company.anna), await order(company.anna)
    page = await take(company.boris, number)
    page = await company.boris.send(page.form(f"/tickets/{number}/work", act="start"))
    assert page.has_form(f"/tickets/{number}/work", act="stop")
    page = await company.boris.open(f"/tickets/{other}")
    assert f"Your timer runs on № {number}" in page.text("#work")
    await execute("UPDATE work_timer SET started_at = $1", now_us() - 25 * MINUTE_US)
    page = await company.boris.open(f"/tickets/{number}")
    page = await company.boris.send(page.form(f"/tickets/{number}/work", act="stop"), did="Cleaned it")
    assert "25\N{NO-BREAK SPACE}min" in company.boris.response.text
    assert await fetch("SELECT spent, text, source FROM work") == [
        {"spent": 25 * MINUTE_US, "text": "Cleaned it", "source": "timer"}
    ]


async def test_a_forgotten_timer_is_asked_about_on_the_page(company: Company) -> None:
    """Nothing is written down until somebody says how long it was; what he typed is not lost."""
    number = await order(company.anna)
    page = await take(company.boris, number)
    await company.boris.send(page.form(f"/tickets/{number}/work", act="start"))
    await execute("UPDATE work_timer SET started_at = $1", now_us() - DAY_US)
    page = await company.boris.open(f"/tickets/{number}")
    assert "How long did you really work?" in page.text("timer")
    page = await company.boris.send(page.form(f"/tickets/{number}/work", act="stop"), 422)
    assert "Write how long you really worked" in page.text("timer")
    await company.boris.send(page.form(f"/tickets/{number}/work", act="stop"), spent="1:30")
    assert await fetch_value("SELECT spent FROM work") == 90 * MINUTE_US


async def test_time_is_written_down_by_hand_changed_and_brought_back(company: Company) -> None:
    """A refused form keeps what was typed; what was deleted comes back by the toast."""
    number = await order(company.anna)
    page = await take(company.boris, number)
    action = f"/tickets/{number}/work"
    page = await company.boris.send(page.form(action, act="add"), 422, spent="soon", did="Looked for it")
    assert page.form(action, act="add").values["did"] == ["Looked for it"]
    page = await company.boris.send(page.form(action, act="add"), spent="1 h 30 min")
    page = await company.boris.send(page.form(action, act="plan"), planned="1 h")
    assert "of 1\N{NO-BREAK SPACE}h planned" in company.boris.response.text
    page = await company.boris.send(page.form(action, act="change"), spent="45")
    assert await fetch_value("SELECT spent FROM work") == 45 * MINUTE_US
    page = await company.boris.send(page.form(action, act="delete"))
    assert await fetch("SELECT id FROM work") == []
    undo = next(one for one in page.forms if one.action.startswith(f"{action}/back"))
    await company.boris.send(undo)
    assert await fetch("SELECT spent, text FROM work") == [{"spent": 45 * MINUTE_US, "text": "Looked for it"}]


async def test_a_requester_learns_nothing_of_it(company: Company) -> None:
    """Neither on his page nor by the address."""
    number = await order(company.anna)
    page = await take(company.boris, number)
    await company.boris.send(page.form(f"/tickets/{number}/work", act="add"), spent="45", did="A hard case")
    page = await company.anna.open(f"/tickets/{number}")
    assert "A hard case" not in page.text()
    assert "Work time" not in page.text()
    csrf = page.form("/sign-out").values["_csrf"][0]
    answer = await company.anna.client.post(f"/tickets/{number}/work", data={"_csrf": csrf, "act": "start"})
    assert answer.status_code == 403
    own = await order(company.vera)
    answer = await company.vera.client.post(
        f"/tickets/{own}/work",
        data={"_csrf": (await company.vera.open("/profile")).form("/sign-out").values["_csrf"][0], "act": "start"},
    )
    assert answer.status_code == 404
