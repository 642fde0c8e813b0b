"""Who hears of a merge, of taking it back, and of a request that was split off."""

from __future__ import annotations

import pytest_asyncio

from okno import db, notify
from okno.access import Actor
from okno.db import fetch
from okno.settings import Settings
from okno.tickets import Ticket, assign
from okno.tickets.merge import merge, unmerge
from okno.tickets.split import split
from tests.company import Company, open_company
from tests.notify.desk import settle

GENERAL = "device-question"


@pytest_asyncio.fixture
async def company(stocked: None, db: Settings) -> Company:
    """People on the starter catalog, and letters that end in the log."""
    notify.settle(db)
    return await open_company()


async def heard(actor: Actor, after: int = 0) -> list[tuple[str, int]]:
    """What somebody was told, and of which request, oldest first."""
    await settle()
    rows = await fetch(
        "SELECT kind, ticket_id FROM notice WHERE person_id = $1 AND id > $2 ORDER BY id", actor.id, after
    )
    return [(row["kind"], row["ticket_id"]) for row in rows]


async def newest() -> int:
    """The last notice so far."""
    await settle()
    return int(await db.fetch_value("SELECT coalesce(max(id), 0) AS id FROM notice"))


async def pair(company: Company) -> tuple[Ticket, Ticket, int]:
    """Two requests of Anna's on which Vera works, and where their notices end."""
    source, goal = await company.order(), await company.order()
    for ticket in (source, goal):
        await assign(company.boris, ticket.id, version=None, assignee=company.vera.id)
    return source, goal, await newest()


async def test_a_merge_is_told_once_and_with_the_number_that_goes_on(company: Company) -> None:
    """To the requester and to whoever works on that one; not that something was cancelled."""
    source, goal, before = await pair(company)
    await merge(company.boris, source.id, goal.id, version=None)
    assert await heard(company.anna, before) == [("merged", goal.id)]
    assert await heard(company.vera, before) == [("joined", goal.id)]
    assert await heard(company.boris, before) == []
    assert await heard(company.stranger, before) == []


async def test_taking_it_back_is_told_with_the_old_number(company: Company) -> None:
    """It is one to be worked on again."""
    source, goal, _ = await pair(company)
    await merge(company.boris, source.id, goal.id, version=None)
    before = await newest()
    await unmerge(company.boris, source.id)
    assert await heard(company.anna, before) == [("separated", source.id)]
    assert await heard(company.vera, before) == [("returned", source.id)]


async def test_a_request_that_was_split_off_is_told_to_whom_it_is_for(company: Company) -> None:
    """He has not ordered it himself."""
    source, _, before = await pair(company)
    made = await split(company.boris, source.id, service=GENERAL, text="The lamp is broken")
    assert await heard(company.anna, before) == [("split", made.id)]
    assert ("team_new", made.id) in await heard(company.vera, before)
