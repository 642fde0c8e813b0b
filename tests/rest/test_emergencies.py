"""Emergency access and rights of a line by REST."""

from __future__ import annotations

from okno import teams
from okno.access import lines
from tests.rest.conftest import TEAM, Company

WHY = "Борис в отпуске, поставщик ждёт"


async def test_a_ticket_can_be_read_and_not_changed(company: Company) -> None:
    """Until the access ends; the priority is told, for staff sees it."""
    ticket = await company.anna.order()
    number = ticket["number"]
    await company.boris.say(ticket, "Между нами", "internal")
    assert (await company.admin.call("GET", f"/tickets/{number}")).status_code == 404
    opened = await company.admin.post("/emergencies", {"number": number, "reason": WHY})
    assert opened["number"] == number
    assert set(opened) == {"number", "at", "until", "url"}
    assert (await company.admin.get(f"/tickets/{number}"))["priority"] is not None
    assert [one["text"] for one in (await company.admin.get(f"/tickets/{number}/comments"))["items"]] == ["Между нами"]
    for path, body in (
        ("comments", {"text": "Я тут"}),
        ("moves", {"to": "in_progress", "version": 1}),
        ("assignment", {"assignee": "boris", "version": 1}),
    ):
        refused = await company.admin.post(f"/tickets/{number}/{path}", body, 403)
        assert refused["code"] == "forbidden"
    assert (await company.admin.get("/tickets"))["items"] == []


async def test_what_is_refused(company: Company) -> None:
    """Those without the right, a reason that is none, a number that nobody has."""
    number = (await company.anna.order())["number"]
    await company.fedor.post("/emergencies", {"number": number, "reason": WHY}, 403)
    short = await company.admin.post("/emergencies", {"number": number, "reason": "надо"}, 422)
    assert [one["field"] for one in short["errors"]] == ["reason"]
    absent = await company.admin.post("/emergencies", {"number": "999999", "reason": WHY}, 404)
    hidden = (await company.stranger.call("GET", f"/tickets/{number}")).json()
    assert {**absent, "request_id": ""} == {**hidden, "request_id": ""}


async def test_history_is_a_right(company: Company) -> None:
    """Without it there are no events, and of the clock the present alone."""
    team = await teams.by_key(TEAM)
    assert team is not None
    await teams.join(team.id, company.vera.id, line=1)
    await lines.withhold(team.id, 1, ["ticket.history", "ticket.close"], actor_id=None)
    ticket = await company.anna.order()
    number = ticket["number"]
    ticket = await company.boris.move(ticket, "in_progress")
    ticket = await company.boris.move(ticket, "done")
    assert (await company.vera.call("GET", f"/tickets/{number}/events")).status_code == 403
    assert [one["pause"] for one in (await company.vera.get(f"/tickets/{number}/clock"))["segments"]] == ["done"]
    assert len((await company.boris.get(f"/tickets/{number}/clock"))["segments"]) == 3
    assert (await company.anna.get(f"/tickets/{number}/events"))["items"] != []
    refused = await company.vera.move(ticket, "closed", status=403)
    assert "«Закрывать»" in refused["title"]
    lost = await company.vera.move({**ticket, "version": 1}, "in_progress", "Надо", status=409)
    assert lost["last"] is None


async def test_ones_own_order_is_not_in_the_queues(company: Company) -> None:
    """Neither in a list nor in a count."""
    own = await company.boris.order()
    assert (await company.boris.get("/tickets", queue=TEAM))["items"] == []
    assert {one["key"]: one["count"] for one in (await company.boris.get("/queues"))["items"]} == {
        "mine": 0, "all": 0, TEAM: 0,
    }  # fmt: skip
    listed = (await company.boris.get("/tickets"))["items"]
    assert [(one["number"], one["priority"]) for one in listed] == [(own["number"], None)]


async def test_no_gap_tells_of_its_end(company: Company) -> None:
    """Its beginning is told to the requester; each page of facts holds as many as it was asked for."""
    ticket = await company.anna.order()
    number = ticket["number"]
    await company.admin.post("/emergencies", {"number": number, "reason": WHY})
    await company.boris.assign(ticket, assignee="vera")
    before = await company.anna.pages(f"/tickets/{number}/events", limit=1)
    assert [len(page) for page in before] == [1, 1, 1]
    await company.boris.assign({**ticket, "version": 2}, team="hr")
    assert [len(page) for page in await company.anna.pages(f"/tickets/{number}/events", limit=1)] == [1, 1, 1, 1]
