"""Lists of the desk: every order both ways, criteria, counts under them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from okno import tickets
from okno.catalog.automation import Criterion
from okno.db import execute
from okno.tickets import Ticket, reading
from okno.tickets.reading import Wish
from okno.tickets.sorting import SORTS, Key
from tests.company import MONITOR_TEAM, Company, hire, team_id


async def _work(company: Company) -> list[Ticket]:
    """Five tickets that differ in everything that a list goes by, one of them closed."""
    olga = await hire("olga", "Ольга Ёлкина")
    made = [await company.order(subject=f"Monitor {n}") for n in range(4)]
    made.append(await tickets.order(olga, tickets.Order(service="monitor", answers=made[0].answers)))
    await tickets.take(company.boris, made[1].id, version=1)
    await tickets.take(company.vera, made[2].id, version=1)
    await execute("UPDATE ticket SET priority = 1 WHERE id = $1", made[3].id)
    await tickets.move(company.anna, made[0].id, to="cancelled", version=1)
    return made


async def _pages(company: Company, wish: Wish) -> list[int]:
    seen: list[int] = []
    after: Key | None = None
    while True:
        page = await reading.page(company.boris, replace(wish, after=after, limit=2))
        seen += [one.id for one in page.items]
        if (after := page.next) is None:
            return seen


async def test_every_order_goes_both_ways_without_gaps(company: Company) -> None:
    """Whatever has no value has its place; equal ones are told apart by the number."""
    made = {one.id for one in await _work(company)}
    for sort in SORTS:
        for queue in ("all", await team_id(MONITOR_TEAM), None):
            wish = Wish(queue=queue, filter="any", sort=sort)
            there = await _pages(company, wish)
            back = await _pages(company, replace(wish, reverse=True))
            assert set(there) == made, (sort, queue)
            assert back == there[::-1], (sort, queue)


async def test_orders_mean_what_they_say(company: Company) -> None:
    """The most pressing first, the longest wait first, nobody's first."""
    cancelled, boris, vera, critical, olga = [one.id for one in await _work(company)]
    assert (await _pages(company, Wish(queue="all", sort="priority")))[0] == critical
    assert (await _pages(company, Wish(queue="all", sort="unanswered")))[:2] == [critical, olga]
    assert (await _pages(company, Wish(queue="all", sort="assignee")))[-2:] == [boris, vera]
    assert (await _pages(company, Wish(queue="all", sort="customer")))[-1] == olga
    assert (await _pages(company, Wish(queue="all", filter="any", sort="updated")))[0] == cancelled


async def test_counts_are_those_under_the_conditions(company: Company) -> None:
    """Of the filters, of the queues, of a whole set of lists."""
    await _work(company)
    team = await team_id(MONITOR_TEAM)
    mine = Wish(filter="all", criteria=(Criterion(of="assignee", values=("me",)),))
    assert await reading.filter_counts(company.boris, "all", mine) == {
        "all": 1, "nobody": 0, "overdue": 0, "waiting": 0, "done": 0,
    }  # fmt: skip
    assert await reading.counts(company.boris, mine) == {team: 1, "mine": 1}
    assert await reading.counts(company.boris) == {team: 4, "mine": 1}
    nobody = replace(mine, criteria=(Criterion(of="assignee", filled=False),))
    found = await reading.count_many(company.vera, {"a": replace(mine, queue="all"), "b": replace(nobody, queue=team)})
    assert found == {"a": 1, "b": 2}
    assert await reading.count_many(company.vera, {}) == {}


@pytest.mark.parametrize(
    "asked",
    [
        {"criteria": (Criterion(of="priority", values=("normal",)),)},
        {"criteria": (Criterion(of="field.model", values=("27",)),)},
        {"criteria": (Criterion(of="unanswered", filled=True),)},
        {"sort": "priority"},
        {"sort": "unanswered"},
    ],
)
async def test_a_requester_learns_nothing_by_filtering(company: Company, asked: dict[str, Any]) -> None:
    """What only the staff knows neither chooses nor orders tickets that one reads by name."""
    ticket = await company.order()
    assert (await reading.page(company.anna, Wish(filter="any", **asked))).items == []
    found = await reading.page(company.boris, Wish(filter="any", **asked))
    assert [one.id for one in found.items] == [ticket.id]
    plain = Wish(filter="any", criteria=(Criterion(of="state", values=("new",)),))
    assert [one.id for one in (await reading.page(company.anna, plain)).items] == [ticket.id]
