"""Services that a person keeps at hand."""

from __future__ import annotations

import pytest

from okno import people
from okno.catalog import favourites
from okno.catalog.favourites import drop, favourites_of, keep
from okno.errors import Refused
from okno.events.log import read_stream

pytestmark = pytest.mark.usefixtures("db")


async def test_the_latest_stands_first_and_each_once() -> None:
    """Keeping and dropping again changes nothing and leaves no fact."""
    anna, vera = [await people.create(login=login, name=login) for login in ("anna", "vera")]
    for key in ("cab", "screen", "cab"):
        await keep(anna, key)
    await keep(vera, "leave")
    assert await favourites_of(anna) == ["screen", "cab"]
    await drop(anna, "screen")
    await drop(anna, "screen")
    assert await favourites_of(anna) == ["cab"]
    facts = [(one.payload["service"], one.payload["kept"]) for one in await read_stream("favourite", anna)]
    assert facts == [("cab", True), ("screen", True), ("screen", False)]


async def test_there_is_a_limit() -> None:
    """What is kept already can be kept again."""
    anna = await people.create(login="anna", name="Анна")
    for n in range(favourites.MOST):
        await keep(anna, f"s{n}")
    with pytest.raises(Refused):
        await keep(anna, "one-more")
    await keep(anna, "s0")
    assert len(await favourites_of(anna)) == favourites.MOST
