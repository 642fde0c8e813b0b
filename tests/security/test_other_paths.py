"""Class 6: what is hidden is hidden on every path: words of notes and of others' tickets, counts, moments, pushes."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from okno import db
from okno.access import Actor
from okno.events.dispatch import deliver_due
from okno.live import Stream
from okno.tickets import Order, Ticket, assign, comment, get, move, order
from okno.web.live import seen_tickets
from tests.company import MONITOR
from tests.security.conftest import INSIDE, NOTE, NOTE_FILE, SUBJECT, House, keep
from tests.security.test_foreign_objects import CHANGING, READING, Parts, change
from tests.security.visitor import Visitor
from tests.stands.wait import soon

ADDRESS = re.compile(
    r"""(?:href|src|action|hx-get|hx-post|data-href|value)="(/[^"]*)"|"(?:url|location)":\s*"([^"]*)\""""
)
MOST = 400
OWN_NOTE = "ОБорисеБезБориса"
OWN_FILE = "личноедело"
OWN_SUBJECT = "РемонтДляБориса"
BOTH = (NOTE, NOTE_FILE, INSIDE, OWN_NOTE, OWN_FILE, OWN_SUBJECT)
"""What is hidden of both tickets from whoever has to do with neither, or with Anna's as its requester."""


async def test_no_byte_of_it(house: House) -> None:
    """Everybody opens all there is, changes what he can, and gets his letters and notices."""
    own = await order_of_boris(house)
    numbers = [house.ticket.number, own.number]
    secrets: Mapping[str, Iterable[str]] = {
        "requester": BOTH,
        "agent": (OWN_NOTE, OWN_FILE),
        **dict.fromkeys(("stranger", "other", "admin"), (*BOTH, SUBJECT)),
        "nobody": (*BOTH, SUBJECT, "Королёва"),
    }
    while await deliver_due():
        pass
    for who, words in secrets.items():
        seen = await crawl(house, who, numbers) | await changed(house, who) | await told(house.visitors[who])
        leaks = [f"{who} reads {word} at {place}" for place, text in seen.items() for word in words if word in text]
        assert not leaks, "\n".join(leaks)


async def test_the_canary_sings(house: House) -> None:
    """Whoever may see it does, on these same paths: else the test above would prove nothing."""
    seen = await crawl(house, "agent", [house.ticket.number])
    whole = "\n".join(seen.values())
    assert all(word in whole for word in (NOTE, NOTE_FILE, INSIDE, SUBJECT))
    assert SUBJECT in "\n".join((await crawl(house, "requester", [house.ticket.number])).values())


async def order_of_boris(house: House) -> Ticket:
    """A ticket that Boris, an agent of the team, has ordered for himself, with a note of a colleague."""
    company = house.company
    ticket = await company_order(company.boris, OWN_SUBJECT)
    file = await keep(company.vera, f"{OWN_FILE}.txt", OWN_NOTE.encode())
    await comment(company.vera, ticket.id, text=OWN_NOTE, visibility="internal", files=[file])
    return ticket


async def company_order(actor: Actor, subject: str) -> Ticket:
    """A monitor for whoever asks."""
    return await order(actor, Order(service="monitor", answers=MONITOR, subject=subject))


async def crawl(house: House, who: str, numbers: Iterable[str]) -> dict[str, str]:
    """All that somebody gets by opening every address that he could know or is shown."""
    visitor = house.visitors[who]
    parts = Parts(house, house.ticket, house.loose_file)
    waiting = {parts.path(route, how if not how.startswith("?") else "") for route, how in READING}
    for number in numbers:
        waiting |= {f"/tickets/{number}", f"/api/v1/tickets/{number}", f"/live?topic=ticket:{number}&since=1"}
        waiting |= {f"/api/v1/tickets/{number}/{part}" for part in ("comments", "events", "files", "clock")}
        waiting |= {f"/api/v1/tickets?q={number}", f"/desk/all?q={number}", f"/tickets/{number}?show=internal"}
    waiting |= {f"/people/suggest?q={word}" for word in "абвко"}
    got: dict[str, str] = {}
    while waiting and len(got) < MOST:
        path = waiting.pop()
        answer = await visitor.ask("GET", path)
        got[path] = answer.whole
        waiting |= {found for found in _addresses(answer.whole, path) if found not in got}
    assert not waiting, "raise MOST"
    return got


def _addresses(text: str, base: str) -> set[str]:
    found = set()
    for pair in ADDRESS.findall(text):
        parts = urlsplit(urljoin(base, unescape(pair[0] or pair[1])))
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if not path.startswith(("/assets", "/sign-in", "/catalog/")):
            found.add(path)
    return found


async def changed(house: House, who: str) -> dict[str, str]:
    """What the answers to his changes tell, about Anna's ticket too."""
    got = {}
    for route, kind, body in CHANGING:
        if route.startswith(("/sign-out", "/profile/sessions", "/admin")):
            continue
        got[f"{route} {body}"] = (await change(house, who, route, kind, body)).whole
    for route, body in (
        ("moves", {"to": "done", "version": 99}),
        ("assignment", {"assignee": "me", "version": 99}),
        ("comments", {"text": "x", "files": [house.internal_file]}),
        ("files", {"files": [house.internal_file]}),
    ):
        path = f"/api/v1/tickets/{house.ticket.number}/{route}"
        sent = json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        got[path] = (await house.visitors[who].ask("POST", path, body=sent, headers=headers)).whole
    return got


async def told(visitor: Visitor) -> dict[str, str]:
    """Letters and notices."""
    letters = await db.fetch("SELECT id, subject, text FROM message WHERE person_id = $1", visitor.person_id or 0)
    notices = await db.fetch("SELECT id, kind, payload FROM notice WHERE person_id = $1", visitor.person_id or 0)
    return {f"letter or notice {row['id']}": str(row) for row in (*letters, *notices)}


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
