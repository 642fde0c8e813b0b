"""Class 4: every route for everybody about everything. What one may not know of does not exist for him."""

from __future__ import annotations

from starlette.applications import Starlette

from tests.security.crawl import listed
from tests.security.matrix import CHANGING, ENTRIES, READING, World, judge, unlisted


def test_every_route_is_in_the_matrix(app: Starlette) -> None:
    """A new route needs an entry before it can be delivered."""
    assert not unlisted(app, ENTRIES), "\n".join(unlisted(app, ENTRIES))


async def test_who_may_read_what(world: World) -> None:
    """Whoever may not see a thing gets the answer for what does not exist; reading changes nothing."""
    found = await judge(world, READING)
    assert not found, listed(found)


async def test_who_may_change_what(world: World) -> None:
    """The same for each change; what is refused leaves every table as it was."""
    found = await judge(world, CHANGING)
    assert not found, listed(found)
