"""Class 5: nobody agrees for another, twice, to his own, by a link, or to what he only reads."""

from __future__ import annotations

import asyncio
import json

import pytest

from okno import db
from okno.tickets import approval, approvals, move
from tests.security.matrix import Thing, World
from tests.security.test_04_parts import rest


async def decided(thing: Thing) -> list[str]:
    """The states of what is asked about a ticket."""
    return [one.state for one in await approval.approvals_of(thing.values["id"])]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_link_decides_nothing(world: World, method: str) -> None:
    """Mail programs and scanners open every link of a letter."""
    thing = await world.make("approval", "asked")
    number, one = thing.parts["number"], thing.parts["approval"]
    for query in ("?decision=approve", "?decision=approve&comment=x&act=approve&_method=POST"):
        for path in (f"/tickets/{number}/approvals/{one}", "/approvals", f"/api/v1/tickets/{number}/approvals/{one}"):
            extra = f"&number={number}&approval={one}" if path == "/approvals" else ""
            await world.visitors["approver"].ask(
                method, path + query + extra, headers={"x-http-method-override": "POST"}
            )
    assert await decided(thing) == ["asked"]


async def test_a_form_without_the_token_decides_nothing(world: World) -> None:
    """Nor a form of another site."""
    thing = await world.make("approval", "asked")
    number, one = thing.parts["number"], thing.parts["approval"]
    form = {"number": number, "approval": one, "decision": "approve"}
    for path in (f"/tickets/{number}/approvals/{one}", "/approvals"):
        answer = await world.visitors["approver"].ask("POST", path, form=form, headers={"x-csrf-token": "x"})
        assert answer.status == 403, path
    assert await decided(thing) == ["asked"]


async def test_two_decisions_at_once(world: World) -> None:
    """One counts; the other hears of it. The work begins once."""
    thing = await world.make("approval", "asked")
    path = f"/tickets/{thing.parts['number']}/approvals/{thing.parts['approval']}"
    bodies = [{"decision": "approve"}, {"decision": "refuse", "comment": "Дорого"}] * 2
    answers = await asyncio.gather(*(rest(world, "approver", "POST", path, body) for body in bodies))
    assert sorted(one.status for one in answers) == [200, 409, 409, 409]
    given = "SELECT count(*) FROM event WHERE stream = 'ticket' AND stream_id = $1 AND kind = $2"
    for kind in ("ApprovalGiven", "ApprovalFinished"):
        assert await db.fetch_value(given, thing.values["id"], kind) == 1


async def test_nobody_agrees_for_another(world: World) -> None:
    """Be it by the id of a question that is asked of another, in his own ticket, or in the body."""
    mine, others = await world.make("approval", "asked"), await world.make("approval", "asked")
    keeper = world.actors["keeper"]
    foreign = await approvals.ask_person(keeper, mine.parts["number"], world.actors["auditor"].id)
    for number, one in (
        (mine.parts["number"], foreign),
        (mine.parts["number"], others.parts["approval"]),
    ):
        answer = await rest(world, "approver", "POST", f"/tickets/{number}/approvals/{one}", {"decision": "approve"})
        assert answer.status in (403, 404)
    body = {"decision": "approve", "person": "auditor", "decided_by": "auditor", "instead_of": "auditor"}
    path = f"/tickets/{mine.parts['number']}/approvals/{mine.parts['approval']}"
    assert (await rest(world, "approver", "POST", path, body)).status == 422
    for who in ("requester", "agent", "lead"):
        assert (await rest(world, who, "POST", path, {"decision": "approve"})).status == 403
    assert await decided(mine) == ["asked", "asked"]


async def test_nobody_is_asked_about_his_own(world: World) -> None:
    """An agent can’t make the requester agree, nor begin without what his own ticket needs."""
    thing = await world.make("ticket", "asked")
    path = f"/tickets/{thing.parts['number']}/approvals"
    answer = await rest(world, "lead", "POST", path, {"person": "requester"})
    assert answer.status == 422
    of_agent = (await world.make("ticket", "of_agent")).parts["number"]
    for what, body in (("", {"person": "keeper"}), ("/bypass", {"reason": "Очень нужно"})):
        assert (await rest(world, "orders_here", "POST", f"/tickets/{of_agent}/approvals{what}", body)).status == 403


async def test_who_was_asked_by_mistake_reads_no_more(world: World) -> None:
    """When another step is void, the ticket is gone for those who were asked in it, and their list is empty."""
    thing = await world.make("approval", "secret_asked")
    number = thing.parts["number"]
    keeper = world.actors["keeper_hr"]
    await move(keeper, number, to="cancelled", version=thing.version, text="x")
    approver = world.visitors["approver"]
    assert (await approver.ask("GET", f"/tickets/{number}")).status == 404
    assert number not in [
        one["number"] for one in json.loads((await approver.ask("GET", "/api/v1/approvals")).body)["items"]
    ]
    answer = await rest(world, "approver", "POST", f"/tickets/{number}/approvals/{thing.parts['approval']}",
                        {"decision": "approve"})  # fmt: skip
    assert answer.status == 404


async def test_an_approver_lets_nobody_in(world: World) -> None:
    """Neither himself for longer than he is asked, nor others, into what is confidential."""
    number = (await world.make("ticket", "secret_asked")).parts["number"]
    for who in ("me", "approver", "stranger", "agent"):
        answer = await world.visitors["approver"].ask("PUT", f"/api/v1/tickets/{number}/watchers/{who}")
        assert answer.status == 403, who
    page = await world.visitors["approver"].ask("GET", f"/tickets/{number}")
    assert page.status == 200
    assert 'value="me"' not in page.body.decode()
