"""Class 4: every route for everybody about everything. What one may not know of does not exist for him."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from tests.security.crawl import listed
from tests.security.matrix import CHANGING, ENTRIES, READING, World, address, expected, judge, unlisted


def test_every_route_is_in_the_matrix(app: Starlette) -> None:
    """A new route needs an entry before it can be delivered."""
    assert not unlisted(app, ENTRIES), "\n".join(unlisted(app, ENTRIES))


async def test_who_may_read_what(world: World) -> None:
    """Whoever may not see a thing gets the answer for what does not exist; reading changes nothing."""
    found = await judge(world, READING)
    assert not found, listed(found)


@pytest.mark.parametrize("who", ["nobody", "other", "admin"])
async def test_asking_for_the_head_tells_no_more(world: World, who: str) -> None:
    """HEAD has the status of GET; the server leaves its body out."""
    wrong = []
    for entry in READING:
        if entry.path == "/live":
            continue
        for name in entry.things:
            thing = await world.thing(entry.about, name, who)
            answer = await world.visitors[who].ask("HEAD", address(entry, thing))
            if answer.status != expected(entry, who, name):
                wrong.append(f"HEAD of {entry} about {name}: {answer.status}")
    assert not wrong, listed(wrong)


async def test_who_may_change_what(world: World) -> None:
    """The same for each change; what is refused leaves every table as it was."""
    found = await judge(world, CHANGING)
    assert not found, listed(found)
