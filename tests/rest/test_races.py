"""Two at once: versions, and keys that make a repeated request harmless."""

from __future__ import annotations

import asyncio

from okno import db
from tests.rest.conftest import MONITOR, Company


async def test_a_late_comer_is_told_who_was_faster(company: Company) -> None:
    ticket = await company.anna.order()
    await company.boris.assign(ticket, assignee="me")
    await company.boris.say(ticket, "Беру")
    lost = await company.vera.assign(ticket, 409, assignee="me")
    assert (lost["code"], lost["version"], lost["state"]) == ("conflict", 2, "new")
    assert "Борис" in lost["title"]
    assert (lost["last"]["kind"], lost["last"]["actor"]) == ("TicketAssigned", "boris")
    assert lost["last"]["payload"]["assignee"] == "boris"
    assert (await company.vera.move(ticket, "in_progress", status=409))["version"] == 2


async def test_of_two_who_take_at_once_one_wins(company: Company) -> None:
    ticket = await company.anna.order()
    path, body = f"/tickets/{ticket['number']}/assignment", {"assignee": "me", "version": 1}
    answers = await asyncio.gather(*(who.call("POST", path, json=body) for who in (company.boris, company.vera)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    winner = next(answer.json()["assignee"] for answer in answers if answer.status_code == 200)
    lost = next(answer.json() for answer in answers if answer.status_code == 409)
    assert lost["last"]["actor"] == winner
    assert (await company.boris.get(f"/tickets/{ticket['number']}"))["assignee"] == winner


async def test_words_never_compete(company: Company) -> None:
    ticket = await company.anna.order()
    await asyncio.gather(*(who.say(ticket, who.login) for who in (company.anna, company.boris, company.vera)))
    found = await company.anna.get(f"/tickets/{ticket['number']}/comments")
    assert sorted(one["author"] for one in found["items"]) == ["anna", "boris", "vera"]
    assert (await company.boris.assign(ticket, assignee="me"))["version"] == 2


async def test_a_repeated_order_is_one_ticket(company: Company) -> None:
    headers = {"Idempotency-Key": "first"}
    first = await company.anna.call("POST", "/tickets", json=MONITOR, headers=headers)
    second = await company.anna.call("POST", "/tickets", json=MONITOR, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first.headers["location"] == second.headers["location"]
    other = await company.anna.post("/tickets", {**MONITOR, "subject": "Другой"}, 409, headers=headers)
    assert other["code"] == "conflict"
    assert await db.fetch_value("SELECT count(*) FROM ticket") == 1


async def test_ten_at_once_with_one_key_are_one_ticket(company: Company) -> None:
    headers = {"Idempotency-Key": "ten"}
    answers = await asyncio.gather(
        *(company.anna.call("POST", "/tickets", json=MONITOR, headers=headers) for _ in range(10))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert await db.fetch_value("SELECT count(*) FROM ticket") == 1


async def test_keys_of_two_persons_have_nothing_in_common(company: Company) -> None:
    headers = {"Idempotency-Key": "same"}
    mine = await company.anna.post("/tickets", MONITOR, headers=headers)
    other = await company.stranger.post("/tickets", MONITOR, headers=headers)
    assert mine["number"] != other["number"]


async def test_a_refused_order_leaves_its_key_free(company: Company) -> None:
    headers = {"Idempotency-Key": "again"}
    await company.anna.post("/tickets", {"service": "monitor", "answers": {}}, 422, headers=headers)
    await company.anna.post("/tickets", MONITOR, headers=headers)


async def test_a_repeated_comment_and_move_happen_once(company: Company) -> None:
    ticket = await company.anna.order()
    path = f"/tickets/{ticket['number']}"
    for _ in range(2):
        await company.boris.post(f"{path}/comments", {"text": "Раз"}, headers={"Idempotency-Key": "c"})
        body = {"to": "in_progress", "version": 1}
        await company.boris.post(f"{path}/moves", body, 200, headers={"Idempotency-Key": "m"})
    assert len((await company.boris.get(f"{path}/comments"))["items"]) == 1
    assert (await company.boris.get(path))["version"] == 2


async def test_a_lost_race_with_a_key_is_told_as_without(company: Company) -> None:
    ticket = await company.anna.order()
    await company.boris.assign(ticket, assignee="me")
    path, body = f"/tickets/{ticket['number']}/assignment", {"assignee": "me", "version": 1}
    lost = await company.vera.post(path, body, 409, headers={"Idempotency-Key": "late"})
    assert lost["last"]["actor"] == "boris"
    again = await company.vera.post(path, {**body, "version": 2}, 200, headers={"Idempotency-Key": "late"})
    assert again["assignee"] == "vera"


async def test_a_key_must_be_a_key(company: Company) -> None:
    for key in ("", "x" * 256):
        refused = await company.anna.post("/tickets", MONITOR, 422, headers={"Idempotency-Key": key})
        assert refused["errors"][0]["field"] == "Idempotency-Key"
