"""The board of a team in the browser, one's own rest, and the lines on the page of a ticket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest_asyncio
from starlette.applications import Starlette

from okno import people, teams, tickets
from okno.access import Actor
from okno.http import sessions
from okno.tickets import Ticket
from tests.crew import BRANCH, DESK, Crew, facts, open_desk, put
from tests.tickets.agreeing import send_away
from tests.web.browsing import Browser

BOARD, HAND_OUT, QUEUE = f"/desk/{DESK}/board", f"/desk/{DESK}/board/hand-out", f"/desk/{DESK}"


@dataclass(frozen=True)
class Desk:
    """The crew, and its people at browsers."""

    crew: Crew
    lead: Browser
    boris: Browser
    anna: Browser


@pytest_asyncio.fixture
async def desk(stocked: None, app: Starlette, at_browser: Callable[[], Awaitable[Browser]]) -> AsyncIterator[Desk]:
    """Two lines, work that each takes himself."""
    crew = await open_desk("manual", 2)

    async def sign_in(actor: Actor) -> Browser:
        await people.change(actor.id, {"locale": "en"}, actor_id=None)
        browser = await at_browser()
        browser.id = actor.id
        session = await sessions.create(actor.id, address="127.0.0.1", agent="Firefox, Linux", hours=1)
        browser.client.cookies.set(sessions.COOKIE, session)
        return browser

    yield Desk(crew, await sign_in(crew.lead), await sign_in(crew.boris), await sign_in(crew.anna))


async def now(ticket: Ticket) -> Ticket:
    """A ticket as it is now."""
    return await tickets.store.load(ticket.id)


async def test_the_lead_gives_and_takes_back(desk: Desk) -> None:
    ticket, other = await desk.crew.order(), await desk.crew.order()
    page = await desk.lead.open(QUEUE)
    assert BOARD in [href for href, _ in page.links]
    page = await desk.lead.open(BOARD)
    assert "2 requests" in page.text("#board")
    form = page.form(BOARD, act="give")
    chosen = [f"{one.id}.{one.version}" for one in (ticket, other)]
    page = await desk.lead.send(form, ticket=chosen, to=str(desk.crew.vera.id))
    assert "2 requests given out" in page.text("#said")
    assert [(await now(one)).assignee_id for one in (ticket, other)] == [desk.crew.vera.id] * 2
    page = await desk.lead.send(page.form(BOARD, "undo"), press="undo")
    assert [(await now(one)).assignee_id for one in (ticket, other)] == [None, None]


async def test_who_was_faster_is_named_and_keeps_it(desk: Desk) -> None:
    ticket = await desk.crew.order()
    page = await desk.lead.open(BOARD)
    await tickets.take(desk.crew.boris, ticket.id, version=1)
    page = await desk.lead.send(page.form(BOARD, act="give"), ticket=f"{ticket.id}.1", to=str(desk.crew.vera.id))
    assert "Борис Мастеров has changed this request meanwhile" in page.text("#said")
    assert (await now(ticket)).assignee_id == desk.crew.boris.id


async def test_nothing_chosen_is_told(desk: Desk) -> None:
    page = await desk.lead.open(BOARD)
    page = await desk.lead.send(page.form(BOARD, act="give"), 422, to=str(desk.crew.vera.id))
    assert "Choose at least one request" in page.text("#said")
    page = await desk.lead.send(page.form(BOARD, act="give"), 422, to="x", ticket="1.1")
    assert "Choose somebody who works in this team" in page.text("#said")


async def test_the_board_is_for_the_lead_of_this_team_alone(desk: Desk) -> None:
    for path in (BOARD, HAND_OUT):
        await desk.lead.open(path)
        await desk.boris.open(path, 403)
        await desk.anna.open(path, 403)
        await desk.lead.open(path.replace(DESK, BRANCH), 404)
        await desk.lead.open(path.replace(DESK, "nothing"), 404)


async def test_the_work_of_who_is_away_is_handed_out_in_one_press(desk: Desk) -> None:
    crew = desk.crew
    ticket = await tickets.take(crew.boris, (await crew.order()).id, version=1)
    await send_away(crew.boris, None)
    page = await desk.lead.open(BOARD)
    assert "away through" in page.text("#board")
    way = f"{HAND_OUT}?of={crew.boris.id}"
    assert way in [href for href, _ in page.links]
    page = await desk.lead.open(way)
    assert page.form(way).values["gift"] == [f"{ticket.id}.{ticket.version}.{crew.vera.id}"]
    page = await desk.lead.send(page.form(way))
    assert page.text("toast") == "1 request given out"
    assert (await now(ticket)).assignee_id == crew.vera.id


async def test_nothing_to_hand_out(desk: Desk) -> None:
    page = await desk.lead.open(HAND_OUT)
    assert "There is nothing to hand out" in page.text("main")


async def test_one_rests_himself_and_colleagues_see_it(desk: Desk) -> None:
    crew = desk.crew
    await put("round_robin", 2)
    rest = f"{QUEUE}/rest"
    page = await desk.boris.open(QUEUE)
    await desk.boris.send(page.form(rest, "on"), press="on")
    place = await teams.place_of(crew.desk, crew.boris.id)
    assert place is not None
    assert place.away
    ticket = await crew.order()
    assert crew.name(ticket) == "vera"
    page = await desk.lead.open(f"/tickets/{ticket.id}")
    assert "takes no new work" in page.text("main")
    page = await desk.boris.open(QUEUE)
    await desk.boris.send(page.form(rest, "off"), press="off")
    page = await desk.lead.open(f"{QUEUE}/team")
    await desk.lead.send(page.form(f"{QUEUE}/team", "rest", person=str(crew.vera.id)), press="rest")
    assert [crew.name(await crew.order()) for _ in range(2)] == ["boris", "gleb"]


async def test_who_is_no_member_rests_nowhere(desk: Desk) -> None:
    page = await desk.boris.open(QUEUE)
    csrf = page.form("/preferences").values["_csrf"][0]
    for who, team, status in ((desk.boris, BRANCH, 404), (desk.anna, DESK, 403)):
        answer = await who.client.post(f"/desk/{team}/rest", data={"_csrf": csrf, "rest": "on"})
        assert answer.status_code in (status, 403), team


async def test_a_ticket_is_handed_on_with_a_reason_and_comes_back(desk: Desk) -> None:
    crew = desk.crew
    ticket = await tickets.take(crew.boris, (await crew.order()).id, version=1)
    here, way = f"/tickets/{ticket.id}", f"/tickets/{ticket.id}/line"
    page = await desk.boris.open(here)
    page = await desk.boris.send(page.form(way), 422, reason=" ")
    assert "Write why" in page.text("main")
    page = await desk.boris.send(page.form(way), reason="Нужен инженер")
    assert page.text("toast") == "The request is on line 2 now"
    assert "hands the request on to line 2" in page.text("#story")
    assert "Нужен инженер" in page.text("#story")
    assert ((await now(ticket)).line, len(await facts(ticket, "TicketLineChanged"))) == (2, 1)
    page = await desk.boris.send(page.form(way), reason="Это к нам")
    assert "returns the request to line 1" in page.text("#story")
    shown = await desk.anna.open(here)
    assert "line" not in shown.text("main").lower()
    answer = await desk.anna.client.get(way)
    assert answer.status_code == 404


async def test_where_there_is_one_line_nothing_is_said_of_lines(desk: Desk) -> None:
    await put("manual", 1)
    ticket = await desk.crew.order()
    page = await desk.boris.open(f"/tickets/{ticket.id}")
    assert not page.has_form(f"/tickets/{ticket.id}/line")


async def test_each_line_is_a_list_of_the_desk_ones_own_first(desk: Desk) -> None:
    await teams.join(desk.crew.desk, desk.crew.boris.id, line=2)
    first, second = await desk.crew.order(), await desk.crew.order()
    await tickets.assign(desk.crew.boris, second.id, version=1, line=2)
    page = await desk.boris.open(QUEUE)
    assert "Line 2, mineLine 1" in page.text("#side")
    lists = [href for href, _ in page.links if href.startswith(f"{QUEUE}?line")]
    page = await desk.boris.open(lists[0])
    assert (str(second.id) in page.text("#rows"), str(first.id) in page.text("#rows")) == (True, False)


async def test_the_story_tells_how_somebody_got_it(desk: Desk) -> None:
    await put("round_robin", 1)
    await people.change(desk.crew.anna.id, {"department": "Филиал «Север»"}, actor_id=None)
    ticket = await desk.crew.order()
    page = await desk.boris.open(f"/tickets/{ticket.id}")
    assert "Борис Мастеров gets the request: it is the next turn in the team" in page.text("#story")
    page = await desk.anna.open(f"/tickets/{ticket.id}")
    assert "turn" not in page.text("main")
    await teams.join(desk.crew.branch, desk.crew.lead.id, lead=True)
    routed = await desk.crew.order("printer")
    page = await desk.lead.open(f"/tickets/{routed.id}")
    assert "it goes to the team “Филиал” by the requester’s department" in page.text("#story")
