"""Approvals over REST: what waits for me, deciding, asking somebody, going on without."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import pytest_asyncio

from okno import access, people, teams
from tests.rest.conftest import TEAM, Caller, Company
from tests.tickets.agreeing import offer, step


@pytest_asyncio.fixture
async def agreed(company: Company) -> Company:
    """Anna has a manager, the stranger, whose approval a monitor needs; it costs something."""
    await people.change(company.anna.id, {"manager_id": company.stranger.id}, actor_id=None)
    await offer(step(remind="4h", deadline="2d"), cost=32000)
    return company


async def mine(who: Caller, **params: str) -> list[Any]:
    """The approvals of somebody."""
    items: list[Any] = (await who.get("/approvals", **params))["items"]
    return items


def wrong(problem: Any) -> list[str]:
    """The fields that are refused."""
    return [one["field"] for one in problem["errors"]]


async def test_what_waits_for_me_has_all_that_is_needed_to_decide(agreed: Company) -> None:
    ticket = await agreed.anna.order("Монитор побольше", text="Старый мерцает.")
    assert (ticket["state"], ticket["resolve_by"], ticket["respond_by"]) == ("waiting_approval", None, None)
    [one] = await mine(agreed.stranger)
    wanted = {
        "number": ticket["number"], "subject": "Монитор побольше", "service": "monitor", "requester": "anna",
        "step": "manager", "person": "egor", "why": "manager", "state": "asked", "instead_of": None,
        "text": "Старый мерцает.", "cost": 32000, "currency": "RUB", "comment": "", "decided_at": None,
    }  # fmt: skip
    assert {key: one[key] for key in wanted} == wanted
    assert one["answers"]["model"] == "27"
    assert one["due_at"] > one["asked_at"]
    assert one["url"].endswith(f"/tickets/{ticket['number']}")
    for who in (agreed.anna, agreed.boris, agreed.fedor, agreed.admin):
        assert await mine(who) == []


async def test_it_is_approved(agreed: Company) -> None:
    ticket = await agreed.anna.order()
    path = f"/tickets/{ticket['number']}/approvals"
    [one] = await mine(agreed.stranger)
    given = await agreed.stranger.post(f"{path}/{one['id']}", {"decision": "approve", "comment": "Нужно."}, 200)
    assert (given["state"], given["decided_by"], given["instead_of"], given["comment"]) == (
        "approved", "egor", None, "Нужно.",
    )  # fmt: skip
    after = await agreed.anna.get(f"/tickets/{ticket['number']}")
    assert after["state"] == "new"
    assert after["respond_by"] is not None
    assert await mine(agreed.stranger) == []
    assert [one["id"] for one in await mine(agreed.stranger, state="decided")] == [given["id"]]
    assert await mine(agreed.stranger, state="refused") == []
    for who in (agreed.anna, agreed.stranger, agreed.boris):
        told = await who.get(path)
        assert [item["id"] for item in told["items"]] == [given["id"]]
        assert [(one["step"], one["state"], one["need"]) for one in told["steps"]] == [("manager", "approved", 1)]
    kinds = [one["kind"] for one in (await agreed.anna.get(f"/tickets/{ticket['number']}/events"))["items"]]
    assert kinds == [
        "TicketCreated",
        "TicketMoved",
        "ApprovalAsked",
        "ApprovalGiven",
        "ApprovalFinished",
        "TicketMoved",
    ]


async def test_it_is_refused_with_a_reason(agreed: Company) -> None:
    ticket = await agreed.anna.order()
    [one] = await mine(agreed.stranger)
    path = f"/tickets/{ticket['number']}/approvals/{one['id']}"
    problem = await agreed.stranger.post(path, {"decision": "refuse"}, 422)
    assert wrong(problem) == ["comment"]
    await agreed.stranger.post(path, {"decision": "refuse", "comment": "Есть на складе."}, 200)
    assert (await agreed.anna.get(f"/tickets/{ticket['number']}"))["state"] == "cancelled"
    words = (await agreed.anna.get(f"/tickets/{ticket['number']}/comments"))["items"]
    assert [(one["author"], one["text"]) for one in words] == [("egor", "Есть на складе.")]


@pytest.mark.parametrize(
    ("spelling", "state"),
    [("approved", "new"), ("yes", "new"), ("reject", "cancelled"), ("rejected", "cancelled"), ("no", "cancelled")],
)
async def test_other_spellings_of_a_decision(agreed: Company, spelling: str, state: str) -> None:
    ticket = await agreed.anna.order()
    [one] = await mine(agreed.stranger)
    path = f"/tickets/{ticket['number']}/approvals/{one['id']}"
    await agreed.stranger.post(path, {"decision": spelling, "comment": "Так надо."}, 200)
    assert (await agreed.anna.get(f"/tickets/{ticket['number']}"))["state"] == state


async def test_a_second_decision_is_a_conflict_and_a_repeat_is_not(agreed: Company) -> None:
    ticket = await agreed.anna.order()
    [one] = await mine(agreed.stranger)
    path = f"/tickets/{ticket['number']}/approvals/{one['id']}"
    key = {"Idempotency-Key": "one-decision"}
    first = await agreed.stranger.post(path, {"decision": "approve"}, 200, headers=key)
    assert await agreed.stranger.post(path, {"decision": "approve"}, 200, headers=key) == first
    await agreed.stranger.post(path, {"decision": "approve"}, 409)
    await agreed.stranger.post(path, {"decision": "refuse", "comment": "Передумал."}, 409)
    assert wrong(await agreed.stranger.post(path, {"decision": "perhaps"}, 422)) == ["decision"]


async def test_two_at_once_decide_once(agreed: Company) -> None:
    ticket = await agreed.anna.order()
    [one] = await mine(agreed.stranger)
    path = f"/tickets/{ticket['number']}/approvals/{one['id']}"
    answers = await asyncio.gather(
        *(agreed.stranger.call("POST", path, json={"decision": "approve"}) for _ in range(3))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


async def test_what_is_not_mine_is_not_there(agreed: Company) -> None:
    """For who does not see the ticket; whoever sees it and is not asked may not decide."""
    ticket, other = await agreed.anna.order(), await agreed.anna.order()
    one = (await mine(agreed.stranger))[0]
    path = f"/tickets/{ticket['number']}/approvals"
    for who in (agreed.fedor, agreed.admin):
        await who.post(f"{path}/{one['id']}", {"decision": "approve"}, 404)
        assert (await who.call("GET", path)).status_code == 404
        await who.post(path, {"person": "egor"}, 404)
        await who.post(f"{path}/bypass", {"reason": "Очень срочно"}, 404)
    for who in (agreed.anna, agreed.boris):
        await who.post(f"{path}/{one['id']}", {"decision": "approve"}, 403)
    await agreed.stranger.post(f"/tickets/{other['number']}/approvals/{one['id']}", {"decision": "approve"}, 404)
    for wrong in ("0", "999999999", "x", "9" * 30):
        await agreed.stranger.post(f"{path}/{wrong}", {"decision": "approve"}, 404)
    await agreed.stranger.post(path, {"person": "fedor"}, 403)
    await agreed.stranger.post(f"{path}/bypass", {"reason": "Очень срочно"}, 403)


async def test_an_agent_asks_somebody(company: Company) -> None:
    ticket = await company.anna.order()
    path = f"/tickets/{ticket['number']}/approvals"
    asked = await company.boris.post(path, {"person": "fedor", "comment": "Можно подороже?"})
    assert (asked["person"], asked["state"], asked["step"]) == ("fedor", "asked", "")
    [one] = await mine(company.fedor)
    assert one["id"] == asked["id"]
    told = await company.fedor.get(path)
    assert told["steps"][0]["text"] == "Можно подороже?"
    assert wrong(await company.boris.post(path, {"person": "anna"}, 422)) == ["person"]
    assert (await company.boris.get(f"/tickets/{ticket['number']}"))["state"] == "waiting_approval"
    await company.fedor.post(f"{path}/{asked['id']}", {"decision": "approve"}, 200)
    assert (await company.boris.get(f"/tickets/{ticket['number']}"))["state"] == "new"


async def test_an_agent_does_not_walk_out_of_an_approval(agreed: Company) -> None:
    ticket = await agreed.anna.order()
    await agreed.boris.move(ticket, "in_progress", status=409)
    await agreed.boris.post(f"/tickets/{ticket['number']}/approvals/bypass", {"reason": "Очень срочно"}, 403)


async def test_a_lead_begins_without(agreed: Company) -> None:
    team = await teams.by_key(TEAM)
    assert team is not None
    await access.grant(agreed.boris.id, "team_lead", team_id=team.id)
    ticket = await agreed.anna.order()
    path = f"/tickets/{ticket['number']}/approvals"
    assert wrong(await agreed.boris.post(f"{path}/bypass", {"reason": " "}, 422)) == ["reason"]
    after = await agreed.boris.post(f"{path}/bypass", {"reason": "Склад закрывается"}, 200)
    assert after["state"] == "new"
    await agreed.boris.post(f"{path}/bypass", {"reason": "Склад закрывается"}, 409)
    [one] = (await agreed.stranger.get(path))["items"]
    assert (one["state"], one["decided_by"], one["comment"]) == ("void", "boris", "Склад закрывается")
    await agreed.stranger.post(f"{path}/{one['id']}", {"decision": "approve"}, 409)


async def test_pages_of_approvals(agreed: Company) -> None:
    """The oldest first of what waits, the newest first of what is decided."""
    numbers = [(await agreed.anna.order())["number"] for _ in range(5)]
    pages = await agreed.stranger.pages("/approvals", limit=2)
    assert [[one["number"] for one in page] for page in pages] == [numbers[:2], numbers[2:4], numbers[4:]]
    for one in [one for page in pages for one in page]:
        await agreed.stranger.post(f"/tickets/{one['number']}/approvals/{one['id']}", {"decision": "approve"}, 200)
    pages = await agreed.stranger.pages("/approvals", state="decided", limit=2)
    assert [one["number"] for page in pages for one in page] == numbers[::-1]
