"""The life of a ticket over REST: from the order to the end, and how its story tells it."""

from __future__ import annotations

from tests.rest.conftest import TEAM, Company


async def test_an_order_becomes_a_ticket_with_a_clock(company: Company) -> None:
    response = await company.anna.call(
        "POST",
        "/tickets",
        json={"service": "monitor", "answers": {"model": "27", "reason": "second", "place": "Офис 2"}},
    )
    made = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"/api/v1/tickets/{made['number']}"
    assert made["url"].endswith(f"/tickets/{made['number']}")
    assert isinstance(made["number"], str)
    wanted = {"service": "monitor", "kind": "request", "state": "new", "team": TEAM, "assignee": None}
    assert {key: made[key] for key in wanted} == wanted
    assert (made["requester"], made["priority"], made["version"]) == ("anna", "normal", 1)
    assert made["created_at"].endswith("Z")
    assert made["created_at"] < made["respond_by"] < made["resolve_by"]
    assert made["subject"] == "Монитор: 27 дюймов"
    judged = ("priority", "impact", "urgency", "line")
    assert await company.anna.get(f"/tickets/{made['number']}") == made | dict.fromkeys(judged)


async def test_from_the_order_to_the_end(company: Company) -> None:
    anna, boris = company.anna, company.boris
    ticket = await anna.order()
    ticket = await boris.assign(ticket, assignee="me")
    assert (ticket["assignee"], ticket["version"]) == ("boris", 2)
    ticket = await boris.move(ticket, "in_progress")
    await anna.say(ticket, "Можно после обеда?")
    await boris.say(ticket, "На складе остался один.", "internal")
    ticket = await boris.move(ticket, "done", "Стоит на столе.")
    assert (ticket["state"], ticket["resolve_by"]) == ("done", None)
    ticket = await anna.move(ticket, "in_progress", "Не включается.")
    assert ticket["resolve_by"] is not None
    ticket = await boris.move(ticket, "done")
    ticket = await anna.move(ticket, "closed")
    assert (ticket["state"], ticket["respond_by"]) == ("closed", None)

    told = (await anna.get(f"/tickets/{ticket['number']}/events"))["items"]
    assert [one["kind"] for one in told if one["kind"] != "TicketCommented"] == [
        "TicketCreated",
        "TicketAssigned",
        *["TicketMoved"],
        *["TicketMoved", "TicketDone"],
        *["TicketMoved", "TicketReopened"],
        *["TicketMoved", "TicketDone"],
        *["TicketMoved", "TicketClosed"],
    ]
    assert told[0]["actor"] == "anna"
    assert told[0]["payload"]["team"] == TEAM
    assert told[1]["payload"] == {"team": TEAM, "assignee": "boris", "from_team": TEAM, "from_assignee": None}


async def test_a_ticket_is_cancelled_by_its_requester(company: Company) -> None:
    ticket = await company.anna.move(await company.anna.order(), "cancelled")
    assert ticket["state"] == "cancelled"
    refused = await company.anna.post(f"/tickets/{ticket['number']}/comments", {"text": "Ещё слово"}, 409)
    assert refused["code"] == "conflict"


async def test_the_clock_stands_while_the_requester_is_asked(company: Company) -> None:
    ticket = await company.boris.move(await company.anna.order(), "in_progress")
    assert ticket["assignee"] == "boris"
    ticket = await company.boris.move(ticket, "waiting_user", "Какой кабель?")
    assert ticket["respond_by"] is None
    assert ticket["resolve_by"] is None
    clock = await company.anna.get(f"/tickets/{ticket['number']}/clock")
    assert clock["resolve"]["by"] is None
    assert not clock["resolve"]["running"]
    assert clock["resolve"]["work_seconds"] == 3 * 8 * 3600
    assert 0 <= clock["resolve"]["worked_seconds"] < 3600
    assert clock["respond"]["done_at"] is not None
    ticket = await company.anna.move(ticket, "in_progress", "HDMI")
    assert ticket["resolve_by"] is not None
    told = (await company.anna.get(f"/tickets/{ticket['number']}/clock"))["segments"]
    assert [one["state"] for one in told] == ["new", "in_progress", "waiting_user", "in_progress"]
    assert [one["running"] for one in told] == [True, True, False, True]
    assert told[2]["pause"] == "requester"
    assert "часы стоят: ждём ответа заявителя" in told[2]["why"]
    assert [one["to"] for one in told] == [*(one["from"] for one in told[1:]), None]
    assert told[2]["counted_seconds"] == 0


async def test_another_team_begins_with_nobody(company: Company) -> None:
    ticket = await company.boris.assign(await company.anna.order(), assignee="boris")
    moved = await company.boris.assign(ticket, team="accounting")
    assert (moved["team"], moved["assignee"]) == ("accounting", None)
    assert (await company.boris.call("GET", f"/tickets/{ticket['number']}")).status_code == 404
    assert (await company.fedor.get(f"/tickets/{ticket['number']}"))["team"] == "accounting"


async def test_a_ticket_is_given_back(company: Company) -> None:
    ticket = await company.boris.assign(await company.anna.order(), assignee=company.vera.id, line=2)
    assert (ticket["assignee"], ticket["line"]) == ("vera", 2)
    ticket = await company.vera.assign(ticket, assignee=None)
    assert ticket["assignee"] is None


async def test_who_is_not_of_the_team_can_not_get_it(company: Company) -> None:
    ticket = await company.anna.order()
    for login in ("anna", "fedor", "nobody", "²", ""):
        answer = await company.boris.post(
            f"/tickets/{ticket['number']}/assignment",
            {"version": 1, "assignee": login},
            200 if login == "" else 422,
        )
        if login:
            assert [error["field"] for error in answer["errors"]] == ["assignee"]


async def test_a_way_that_asks_for_words_refuses_silence(company: Company) -> None:
    ticket = await company.boris.move(await company.anna.order(), "in_progress")
    refused = await company.boris.move(ticket, "waiting_user", status=422)
    assert refused["errors"][0]["field"] == "comment"
    too_long = await company.boris.move(ticket, "waiting_user", "я" * 20_001, status=422)
    assert too_long["errors"][0]["field"] == "comment"
    unknown = await company.boris.move(ticket, "nowhere", status=422)
    assert unknown["errors"][0]["field"] == "to"
    no_way = await company.boris.move(ticket, "new", status=409)
    assert no_way["state"] == "in_progress"


async def test_words_without_a_service_reach_the_desk(company: Company) -> None:
    body = {"subject": "Не открывается почта", "text": "С утра. Перезагрузка не помогла.", "answers": {}}
    made = await company.anna.post("/tickets", body)
    assert made["subject"] == "Не открывается почта"
    assert made["text"] == "С утра. Перезагрузка не помогла."
    assert made["team"] == "it-support"
    nothing = await company.anna.post("/tickets", {"answers": {}}, 422)
    assert nothing["errors"]


async def test_an_order_for_a_colleague_is_read_by_him(company: Company) -> None:
    made = await company.boris.order(on_behalf_of="anna")
    assert (made["requester"], made["on_behalf_of"]) == ("boris", "anna")
    assert (await company.anna.get(f"/tickets/{made['number']}"))["number"] == made["number"]
    refused = await company.anna.post("/tickets", {"service": "monitor", "answers": {}, "on_behalf_of": "egor"}, 422)
    assert refused["errors"][0]["field"] == "on_behalf_of"


async def test_wrong_answers_are_told_by_field(company: Company) -> None:
    body = {"service": "monitor", "answers": {"model": "99", "colour": "red", "reason": "second"}}
    refused = await company.anna.post("/tickets", body, 422)
    assert {error["field"] for error in refused["errors"]} == {"answers.model", "answers.colour", "answers.place"}
    assert all(error["detail"] for error in refused["errors"])


async def test_a_closed_ticket_is_not_handed_round(company: Company) -> None:
    ticket = await company.anna.move(await company.anna.order(), "cancelled")
    refused = await company.boris.assign(ticket, 409, assignee="me")
    assert refused["state"] == "cancelled"
