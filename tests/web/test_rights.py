"""The page of a ticket for those of the staff who may less than everything."""

from __future__ import annotations

from okno import access, teams
from okno.access import lines
from tests.web.conftest import TEAM, Company, move, order, take


async def team_id() -> int:
    """The team of the tests."""
    found = await teams.by_key(TEAM)
    assert found is not None
    return found.id


async def line_one(company: Company, *without: str) -> None:
    """Puts Vera on line 1, whose members lack these rights."""
    await teams.join(await team_id(), company.vera.id, line=1)
    await lines.withhold(await team_id(), 1, without, actor_id=None)


async def test_who_may_only_see_has_a_page_without_forms(company: Company) -> None:
    """A manager reads notes too, and finds the ticket in the queue of the team."""
    await access.grant(company.stranger.id, "manager", team_id=await team_id())
    number = await order(company.anna)
    page = await company.boris.open(f"/tickets/{number}")
    await company.boris.send(page.form(f"/tickets/{number}/comment"), text="Between us", visibility="internal")
    assert str(number) in (await company.stranger.open(f"/desk/{TEAM}")).text("rows")
    page = await company.stranger.open(f"/tickets/{number}")
    assert "Between us" in page.text("#story")
    for act in ("comment", "move", "assign"):
        assert not page.has_form(f"/tickets/{number}/{act}")


async def test_line_one_reads_words_and_no_changes(company: Company) -> None:
    """No tab, no facts, no other tickets of the requester; what is left of the time stays."""
    await line_one(company, "ticket.history")
    other = await order(company.anna)
    number = await order(company.anna)
    await take(company.boris, number)
    await move(company.boris, number, "waiting_user", "Which one?")
    full = await company.boris.open(f"/tickets/{number}")
    assert "takes the request" in full.text("#story")
    assert any(href.endswith(f"/tickets/{other}") for href, _ in full.links)
    page = await company.vera.open(f"/tickets/{number}?show=changes")
    assert "takes the request" not in page.text("#story")
    assert "Which one?" in page.text("#story")
    assert not any("show=changes" in href for href, _ in page.links)
    assert not any(href.endswith(f"/tickets/{other}") for href, _ in page.links)
    assert page.text("sla")
    assert "How this time adds up" in full.text("why")
    assert "How this time adds up" not in page.text("why")


async def test_a_lost_race_tells_line_one_the_name_alone(company: Company) -> None:
    """What was done meanwhile is history."""
    await line_one(company, "ticket.history")
    number = await order(company.anna)
    stale = await company.vera.open(f"/tickets/{number}")
    await take(company.boris, number)
    page = await company.vera.send(stale.form(f"/tickets/{number}/move", to="waiting_user"), 409, comment="Which?")
    assert "has changed this request meanwhile" in page.text("callout")
    assert "takes" not in page.text("callout")


async def test_line_one_is_offered_no_move_that_it_may_not(company: Company) -> None:
    """And learns the right's name when it tries all the same."""
    await line_one(company, "ticket.close", "ticket.finish")
    number = await order(company.anna)
    await take(company.boris, number)
    page = await company.vera.open(f"/tickets/{number}")
    assert not page.has_form(f"/tickets/{number}/move", "done")
    assert page.has_form(f"/tickets/{number}/move", to="waiting_user")
    token = page.form(f"/tickets/{number}/comment").values["_csrf"][0]
    sent = {"_csrf": token, "version": "3", "to": "done"}
    response = await company.vera.client.post(f"/tickets/{number}/move", data=sent)
    assert response.status_code == 403
    assert "you do not have the right" in response.text


async def test_ones_own_order_is_no_row_of_ones_desk(company: Company) -> None:
    """It is among one's requests."""
    number = await order(company.boris)
    for queue in (TEAM, "all", "mine"):
        page = await company.boris.open(f"/desk/{queue}?filter=all&q={number}")
        assert f"/tickets/{number}" not in [href for href, _ in page.links]
    assert f"/tickets/{number}" in [href for href, _ in (await company.boris.open("/tickets")).links]
    assert f"/tickets/{number}" in [href for href, _ in (await company.vera.open(f"/desk/{TEAM}")).links]
