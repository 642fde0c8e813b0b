"""Who hears of what the server gives out, and of a request that comes to another line."""

from __future__ import annotations

import pytest

from okno import notify, teams, tickets
from okno.db import execute
from okno.settings import Settings
from tests.crew import BRANCH, Crew, open_desk
from tests.notify.desk import settle, told
from tests.tickets.agreeing import send_away


@pytest.fixture(autouse=True)
def post(db: Settings) -> None:
    """Letters go to the log."""
    notify.settle(db)


async def heard() -> list[tuple[str, str]]:
    """What was told since the last time, in a fixed order."""
    await settle()
    found = sorted(await told())
    await execute("DELETE FROM notice")
    return found


async def fresh(crew: Crew) -> Crew:
    """The same, once everything before is told."""
    await heard()
    return crew


async def test_he_who_gets_it_hears_of_it_and_nobody_else(db: Settings) -> None:
    crew = await fresh(await open_desk())
    await crew.order()
    assert await heard() == [("boris", "given")]


async def test_where_nobody_gets_it_the_whole_team_hears(db: Settings) -> None:
    crew = await open_desk()
    for one in (crew.boris, crew.vera, crew.gleb):
        await teams.set_away(crew.desk, one.id, away=True, actor_id=None)
    await fresh(crew)
    await crew.order()
    assert await heard() == [(name, "team_new") for name in ("boris", "gleb", "lead", "vera")]


async def test_another_team_hears_only_by_him_who_gets_it(db: Settings) -> None:
    crew = await open_desk("manual", routing="least_load")
    await teams.join(crew.branch, crew.gleb.id)
    await teams.join(crew.branch, crew.vera.id)
    ticket = await crew.order()
    await fresh(crew)
    await tickets.assign(crew.boris, ticket.id, version=1, team=BRANCH)
    assert await heard() == [("vera", "given")]


async def test_those_of_the_line_hear_that_something_comes_to_it(db: Settings) -> None:
    crew = await open_desk("manual", 2)
    for person, line in ((crew.boris, 1), (crew.vera, 2), (crew.gleb, 0)):
        await teams.join(crew.desk, person.id, line=line)
    ticket = await tickets.take(crew.boris, (await crew.order()).id, version=1)
    await fresh(crew)
    await tickets.assign(crew.boris, ticket.id, version=ticket.version, line=2)
    assert await heard() == [(name, "line_new") for name in ("gleb", "lead", "vera")]


async def test_who_stands_in_for_the_owner_of_the_gift_hears_too(db: Settings) -> None:
    crew = await fresh(await open_desk())
    await crew.order()
    # He fell ill between the gift and its telling.
    await send_away(crew.boris, crew.vera)
    assert await heard() == [("boris", "given"), ("vera", "given_away")]
