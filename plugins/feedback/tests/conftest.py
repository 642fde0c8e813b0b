"""What tests of ratings ask for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest_asyncio

from okno import people, teams
from okno.http import sessions
from okno.settings import Settings
from plugins.feedback.tests.desk import Desk, open_desk
from plugins.feedback.tests.world import World
from tests.web.browsing import Browser
from tests.web.conftest import TEAM, Company, at_browser, catalog, company  # noqa: F401  fixtures of the pages


@pytest_asyncio.fixture
async def desk(stocked: None, db: Settings) -> Desk:
    """The company and its lead."""
    return await open_desk()


@pytest_asyncio.fixture
async def world(company: Company, at_browser: Callable[[], Awaitable[Browser]]) -> World:  # noqa: F811
    """The company at its browsers."""
    person_id = await people.create(login="lead", name="Яна Ведущая", locale="en")
    team = await teams.by_key(TEAM)
    assert team is not None
    await teams.join(team.id, person_id, lead=True)
    lead = await at_browser()
    lead.id = person_id
    cookie = await sessions.create(person_id, address="127.0.0.1", agent="Firefox, Linux", hours=1)
    lead.client.cookies.set(sessions.COOKIE, cookie)
    return World(company, lead, await at_browser())
