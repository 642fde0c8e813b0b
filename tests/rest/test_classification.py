"""Reclassification, followers, answers at the end and orders anew over REST."""

from __future__ import annotations

from typing import Any

import pytest_asyncio

from okno.db import execute
from tests.rest.conftest import TEAM, Caller, Company
from tests.tickets.variety import open_variety

PHONE: dict[str, Any] = {"service": "phone", "answers": {"model": "X1", "place": "Room 1"}}


@pytest_asyncio.fixture(autouse=True)
async def variety(company: Company) -> None:
    """Services of every sort."""
    await open_variety()


async def _patch(who: Caller, ticket: Any, status: int = 200, **wish: Any) -> Any:
    response = await who.call("PATCH", f"/tickets/{ticket['number']}", json={"version": ticket["version"], **wish})
    assert response.status_code == status, response.text
    return response.json()


async def test_another_service_asks_and_then_is(company: Company) -> None:
    ticket = await company.anna.post("/tickets", PHONE)
    refused = await _patch(company.boris, ticket, 422, service="tablet")
    assert [error["field"] for error in refused["errors"]] == ["fields.colour"]
    assert "Colour" in refused["errors"][0]["detail"]
    fresh = await _patch(company.boris, ticket, service="tablet", fields={"colour": "red"}, impact=1, urgency=1)
    assert (fresh["service"], fresh["answers"]) == ("tablet", {"place": "Room 1", "colour": "red"})
    assert (fresh["priority"], fresh["impact"], fresh["team"]) == ("critical", 1, TEAM)
    assert fresh["version"] == ticket["version"] + 1


async def test_bodies_are_strict(company: Company) -> None:
    ticket = await company.anna.post("/tickets", PHONE)
    assert await _patch(company.boris, ticket, 422)
    assert await _patch(company.boris, ticket, 422, impact="1")
    assert await _patch(company.boris, ticket, 422, priority="high")
    no_version = await company.boris.call("PATCH", f"/tickets/{ticket['number']}", json={"impact": 1})
    assert no_version.status_code == 422
    wrong = await _patch(company.boris, ticket, 422, fields={"place": None, "nothing": 1})
    assert {error["field"] for error in wrong["errors"]} == {"fields.place", "fields.nothing"}


async def test_who_may_and_who_knows_nothing(company: Company) -> None:
    ticket = await company.anna.post("/tickets", PHONE)
    await _patch(company.anna, ticket, 403, impact=1)
    for outsider in company.outsiders:
        await _patch(outsider, ticket, 404, impact=1)


async def test_a_lost_race_tells_the_staff_what_was_done_and_the_requester_less(company: Company) -> None:
    ticket = await company.anna.post("/tickets", PHONE)
    await _patch(company.vera, ticket, service="tablet", fields={"colour": "red"}, impact=1)
    lost = await _patch(company.boris, ticket, 409, impact=3)
    assert (lost["last"]["kind"], lost["last"]["actor"]) == ("TicketReclassified", "vera")
    hers = await company.anna.move(ticket, "cancelled", status=409)
    assert hers["last"]["payload"]["changed"] == ["service", "subject"]
    assert hers["last"]["payload"]["priority"] is None


async def test_the_requester_reads_what_became_of_it_and_not_how_it_is_judged(company: Company) -> None:
    ticket = await company.anna.post("/tickets", PHONE)
    ticket = await _patch(company.boris, ticket, impact=1)
    ticket = await _patch(company.boris, ticket, fields={"shelf": "A7"})
    ticket = await _patch(company.boris, ticket, kind="incident", urgency=1)
    assert "shelf" in (await company.boris.get(f"/tickets/{ticket['number']}"))["answers"]
    hers = await company.anna.get(f"/tickets/{ticket['number']}")
    assert "shelf" not in hers["answers"]
    told = (await company.anna.get(f"/tickets/{ticket['number']}/events"))["items"]
    assert [one["kind"] for one in told] == ["TicketCreated", "TicketReclassified"]
    assert told[1]["payload"]["changed"] == ["kind"]
    assert told[1]["payload"]["priority"] is None
    staff = (await company.boris.get(f"/tickets/{ticket['number']}/events"))["items"]
    assert [one["payload"].get("changed") for one in staff[1:]] == [["impact"], ["team_fields"], ["kind", "urgency"]]


async def test_it_is_done_once_for_a_key(company: Company) -> None:
    ticket = await company.anna.post("/tickets", PHONE)
    body = {"version": 1, "impact": 1}
    headers = {"Idempotency-Key": "the-same-key-of-mine"}
    path = f"/tickets/{ticket['number']}"
    first = await company.boris.call("PATCH", path, json=body, headers=headers)
    second = await company.boris.call("PATCH", path, json=body, headers=headers)
    assert (first.status_code, first.json()) == (second.status_code, second.json())


async def test_the_end_asks_for_its_answers(company: Company) -> None:
    ticket = await company.boris.assign(await company.anna.post("/tickets", PHONE), assignee="me")
    path = f"/tickets/{ticket['number']}/moves"
    refused = await company.boris.post(path, {"to": "done", "version": ticket["version"]}, 422)
    assert [error["field"] for error in refused["errors"]] == ["fields.serial"]
    body = {"to": "done", "version": ticket["version"], "fields": {"serial": "SN-1"}, "comment": "Готово"}
    done = await company.boris.post(path, body, 200)
    assert (done["state"], done["answers"]["serial"]) == ("done", "SN-1")
    own = {"to": "closed", "version": done["version"], "fields": {"serial": "SN-2"}}
    assert (await company.anna.post(path, own, 422))["errors"][0]["field"] == "fields.serial"


async def test_followers(company: Company) -> None:
    ticket = await company.anna.post("/tickets", PHONE)
    path = f"/tickets/{ticket['number']}/watchers"
    assert (await company.anna.get(path))["items"] == []
    for outsider in company.outsiders:
        assert (await outsider.call("GET", path)).status_code == 404
        assert (await outsider.call("PUT", f"{path}/me")).status_code == 404
        assert (await outsider.call("DELETE", f"{path}/me")).status_code == 404
    added = await company.boris.call("PUT", f"{path}/egor")
    assert added.json()["items"] == [{"login": "egor", "name": "Егор Чужой"}]
    assert (await company.vera.call("PUT", f"{path}/me")).status_code == 200
    assert [one["login"] for one in (await company.stranger.get(path))["items"]] == ["vera", "egor"]
    assert (await company.stranger.call("PUT", f"{path}/fedor")).status_code == 403
    assert (await company.boris.call("PUT", f"{path}/nobody")).status_code == 422
    assert (await company.stranger.call("DELETE", f"{path}/vera")).status_code == 403
    assert (await company.anna.call("DELETE", f"{path}/egor")).status_code == 204
    assert (await company.stranger.call("GET", f"/tickets/{ticket['number']}")).status_code == 404
    told = (await company.anna.get(f"/tickets/{ticket['number']}/events"))["items"]
    assert [(one["payload"]["person"], one["payload"]["watches"]) for one in told[1:]] == [
        ("egor", True),
        ("vera", True),
        ("egor", False),
    ]


async def test_the_writer_hears_who_does_not(company: Company) -> None:
    ticket = await company.anna.post("/tickets", PHONE)
    said = await company.boris.say(ticket, "@egor, @vera: посмотрите")
    assert said["unheard"] == ["egor"]
    listed = await company.boris.get(f"/tickets/{ticket['number']}/comments")
    assert listed["items"][0]["unheard"] == []


async def test_her_comment_resumes_the_work(company: Company) -> None:
    ticket = await company.boris.assign(await company.anna.post("/tickets", PHONE), assignee="me")
    await company.boris.move(ticket, "waiting_user", "Какой цвет?")
    await company.anna.say(ticket, "Чёрный")
    assert (await company.anna.get(f"/tickets/{ticket['number']}"))["state"] == "in_progress"


async def test_ordering_anew(company: Company) -> None:
    ticket = await company.anna.move(await company.anna.post("/tickets", PHONE), "cancelled")
    path = f"/tickets/{ticket['number']}/follow-ups"
    response = await company.anna.call("POST", path, json={"text": "Снова нужен"})
    assert response.status_code == 201
    made = response.json()
    assert response.headers["location"].endswith(f"/tickets/{made['number']}")
    assert (made["service"], made["answers"], made["text"]) == ("phone", PHONE["answers"], "Снова нужен")
    links = (await company.anna.get(f"/tickets/{made['number']}/links"))["items"]
    assert [(one["kind"], one["number"]) for one in links] == [("follows", ticket["number"])]
    assert (await company.boris.call("POST", path, json={"text": "x"})).status_code == 403
    assert (await company.stranger.call("POST", path, json={"text": "x"})).status_code == 404
    assert (await company.anna.call("POST", path, json={"text": ""})).status_code == 422


async def test_too_late_to_open_it_again(company: Company) -> None:
    ticket = await company.boris.assign(await company.anna.order(), assignee="me")
    ticket = await company.boris.move(await company.boris.move(ticket, "in_progress"), "done")
    ticket = await company.anna.move(ticket, "closed")
    await execute("UPDATE ticket SET closed_at = 1000000 WHERE id = $1", int(ticket["number"]))
    refused = await company.anna.move(ticket, "in_progress", "Не работает", 409)
    assert (refused["code"], refused["state"]) == ("conflict", "closed")
