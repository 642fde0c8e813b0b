"""Class 6: what is hidden is hidden on every path: moments, pushes, priorities; words and counts are the canary's."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from okno import db
from okno.access import Actor
from okno.live import Stream
from okno.tickets import Order, Ticket, assign, comment, get, move, order
from okno.web.live import seen_tickets
from tests.company import MONITOR
from tests.security.conftest import SUBJECT, House
from tests.security.visitor import Visitor
from tests.stands.wait import soon


async def company_order(actor: Actor, subject: str) -> Ticket:
    """A monitor for whoever asks."""
    return await order(actor, Order(service="monitor", answers=MONITOR, subject=subject))


async def test_not_even_the_moment_of_a_note(house: House) -> None:
    """For its requester a ticket with notes is the same as one without, be he in the team or not."""
    company = house.company
    own = await company_order(company.boris, "x")
    for who, number in (("requester", house.ticket.number), ("agent", own.number)):
        visitor = house.visitors[who]
        before = await facts_of(visitor, number)
        for _ in range(3):
            await comment(company.vera, number, text="note", visibility="internal")
        assert await facts_of(visitor, number) == before


async def facts_of(visitor: Visitor, number: str) -> list[Any]:
    """All that REST tells of a ticket, in pages of one; the order of the list of tickets too."""
    paths = ["", "/comments?limit=1", "/events?limit=1", "/files"]
    found = [json.loads((await visitor.ask("GET", f"/api/v1/tickets/{number}{path}")).body) for path in paths]
    listed = json.loads((await visitor.ask("GET", "/api/v1/tickets?sort=updated")).body)["items"]
    cursor = found[2]["next_cursor"]
    while cursor:
        path = f"/api/v1/tickets/{number}/events?limit=1&cursor={cursor}"
        found.append(json.loads((await visitor.ask("GET", path)).body))
        cursor = found[-1]["next_cursor"]
        assert found[-1]["items"], "an empty page tells that something is left out"
    return [*found, [one["number"] for one in listed]]


async def test_no_push_of_a_note(house: House) -> None:
    """A requester hears nothing of it, in a team of his own neither; his colleagues do."""
    company = house.company
    own = await company_order(company.boris, "x")
    hub = house.app.state.hub

    async def still(actor: Actor) -> Actor:
        return actor

    def stream(actor: Actor) -> Stream:
        return Stream(hub, actor, who=lambda: still(actor), tickets=seen_tickets, wanted=[f"ticket:{own.id}"])

    heard = {actor.name: await listen_to(stream(actor)) for actor in (company.boris, company.vera)}
    boris, vera = (heard[actor.name] for actor in (company.boris, company.vera))
    await comment(company.vera, own.id, text="note", visibility="internal")
    await soon(lambda: f"staff:{own.id}" in "".join(vera), "the team hears of the note")
    await comment(company.vera, own.id, text="public")
    await soon(lambda: f"ticket:{own.id}" in "".join(boris), "the requester hears of the answer")
    assert "".join(boris).count("event: change") == 1


async def listen_to(stream: Stream) -> list[str]:
    """The parts of a stream as they come, once it has begun."""
    parts: list[str] = []

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        parts.append(message.get("body", b"").decode())

    db.spawn(stream({"type": "http"}, receive, send), "listener of a test")
    await soon(lambda: "event: ready" in "".join(parts), "the stream begins")
    return parts


async def test_priority_is_for_the_staff(house: House) -> None:
    """Its requester reads neither it nor what it is made of."""
    path = f"/api/v1/tickets/{house.ticket.number}"
    for who, hidden in (("requester", True), ("agent", False)):
        view = json.loads((await house.visitors[who].ask("GET", path)).body)
        line = json.loads((await house.visitors[who].ask("GET", "/api/v1/tickets")).body)["items"][0]
        told = [view["priority"], view["impact"], view["urgency"], view["line"], line["priority"]]
        assert all((value is None) == hidden for value in told), (who, told)


async def test_a_ticket_that_has_gone_to_another_team_is_gone(house: House) -> None:
    """With its files, its notes and its notices; only who reads it by name goes on."""
    company, number = house.company, house.ticket.number
    ticket, _ = await get(company.boris, number)
    await assign(company.boris, number, version=ticket.version, team="accounting")
    agent = house.visitors["agent"]
    for path in (f"/tickets/{number}", f"/files/{house.internal_file}", f"/api/v1/tickets/{number}"):
        assert (await agent.ask("GET", path)).status == 404
    for path in ("/notices", "/desk/all", "/api/v1/tickets"):
        assert SUBJECT not in (await agent.ask("GET", path)).whole
    assert (await house.visitors["other"].ask("GET", f"/files/{house.internal_file}")).status == 200
    ticket, _ = await get(company.fedor, number)
    await move(company.fedor, number, to="in_progress", version=ticket.version)
