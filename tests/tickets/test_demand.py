"""What is ordered: by a person lately, and by at least three people of his department."""

from __future__ import annotations

import pytest

from okno import people
from okno.access import Actor
from okno.clock import SECOND_US, now_us
from okno.db import execute
from okno.tickets import Order, demand, order
from okno.tickets.demand import ordered_lately, popular_with
from tests import shop
from tests.company import hire

pytestmark = pytest.mark.usefixtures("db")


async def sellers(count: int = 3) -> list[Actor]:
    """The shop is open, and these people sell."""
    await shop.open_shop()
    found = []
    for n in range(count):
        found.append(await hire(f"seller{n}", f"Продавец {n}"))
        await people.change(found[-1].id, {"department": ["Продажи", "продажи", "Продажи "][n % 3]}, actor_id=None)
    return found


async def wish(actor: Actor, *keys: str, customer: int | None = None) -> None:
    """Orders these services."""
    for key in keys:
        await order(actor, Order(service=key, answers=shop.ANSWERS, on_behalf_of=customer))


async def test_lately_ordered_comes_latest_first_and_once() -> None:
    """One's own only."""
    anna, boris, _ = await sellers()
    await wish(anna, "cab", "screen", "cab", "leave")
    await wish(boris, "cleaning")
    assert await ordered_lately(anna.id) == ["leave", "cab", "screen"]
    assert await ordered_lately(10**9) == []


async def test_three_people_make_a_service_popular() -> None:
    """However they spell their department; one person who orders often does not."""
    one, two, three = await sellers()
    await wish(one, "cab", "screen", "screen", "screen")
    await wish(two, "cab", "screen")
    await wish(three, "cab")
    assert await popular_with("ПРОДАЖИ") == ["cab"]
    await wish(three, "screen")
    assert await popular_with("Продажи") == ["cab", "screen"]
    assert await popular_with("Склад") == []
    assert await popular_with("") == []


async def test_nothing_confidential_is_told() -> None:
    """Neither by the team of the service nor by that of the ticket."""
    for actor in await sellers():
        await wish(actor, "leave", "cab")
    assert await popular_with("Продажи") == ["cab"]
    await execute("UPDATE team SET confidential = $1", True)
    assert await popular_with("Продажи") == []


async def test_what_is_old_or_for_others_does_not_count() -> None:
    """Nor what those ordered who have left."""
    one, two, three = await sellers()
    boss = await hire("boss", "Босс", role="operator")
    for actor in (one, two):
        await wish(actor, "cab")
    await people.change(boss.id, {"department": "Продажи"}, actor_id=None)
    await wish(boss, "cab", customer=one.id)
    assert await popular_with("Продажи") == []
    await wish(three, "cab")
    assert await popular_with("Продажи") == ["cab"]
    await people.change(three.id, {"active": False}, actor_id=None)
    assert await popular_with("Продажи") == []
    await wish(boss, "cab")
    assert await popular_with("Продажи") == ["cab"]
    await execute("UPDATE ticket SET created_at = $1", now_us() - (demand.DAYS + 1) * 24 * 3600 * SECOND_US)
    assert await popular_with("Продажи") == []
