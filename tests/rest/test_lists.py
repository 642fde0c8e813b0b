"""Lists of tickets: queues, states, words, order and pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from okno import db
from tests.rest.conftest import TEAM, Company


def _numbers(pages: Iterable[Iterable[Any]]) -> list[str]:
    return [one["number"] for page in pages for one in page]


async def test_a_queue_holds_open_tickets_the_most_urgent_first(company: Company) -> None:
    first, second, third = [await company.anna.order() for _ in range(3)]
    await company.boris.assign(second, assignee="me")
    await company.anna.move(third, "cancelled")
    assert _numbers(await company.boris.pages("/tickets", queue=TEAM)) == [first["number"], second["number"]]
    assert _numbers(await company.boris.pages("/tickets", queue="mine")) == [second["number"]]
    assert len(_numbers(await company.boris.pages("/tickets", queue="all"))) == 2
    assert _numbers(await company.boris.pages("/tickets", queue=TEAM, state="cancelled")) == [third["number"]]
    assert _numbers(await company.boris.pages("/tickets", queue=TEAM, state="new,cancelled")) == [
        one["number"] for one in (first, second, third)
    ]
    repeated = await company.boris.get("/tickets", state=["new", "cancelled"])
    assert len(repeated["items"]) == 3


async def test_without_a_queue_everything_is_given_the_newest_first(company: Company) -> None:
    made = [await company.anna.order() for _ in range(3)]
    await company.anna.move(made[0], "cancelled")
    await company.stranger.order()
    expected = [one["number"] for one in reversed(made)]
    assert _numbers(await company.anna.pages("/tickets")) == expected
    assert len(_numbers(await company.boris.pages("/tickets"))) == 4


@pytest.mark.parametrize("sort", ["due", "created", "updated", "-created", "-updated"])
@pytest.mark.parametrize("queue", ["", TEAM])
async def test_pages_leave_nothing_out_when_keys_are_equal(company: Company, sort: str, queue: str) -> None:
    made = [(await company.anna.order())["number"] for _ in range(5)]
    # What he ordered himself is in no queue of his.
    await (company.vera if queue else company.boris).order()
    await db.execute("UPDATE ticket SET due_sort = $1, updated_at = $1", 2_000_000_000_000_000)
    pages = await company.boris.pages("/tickets", limit=2, sort=sort, **({"queue": queue} if queue else {}))
    assert [len(page) for page in pages] == [2, 2, 2]
    found = _numbers(pages)
    assert set(made) < set(found)
    assert found == sorted(found, reverse=sort != "due")


async def test_who_is_reader_and_staff_gets_each_ticket_once(company: Company) -> None:
    made = await company.boris.order()
    assert _numbers(await company.boris.pages("/tickets")) == [made["number"]]


async def test_search_knows_russian(company: Company) -> None:
    made = await company.anna.order("Жёсткий диск и ЁЛКА")
    await company.anna.order("Мышь")
    for words in ("жесткий", "ЖЁСТКИЙ", "елка диск", "ёлк", made["number"]):
        assert _numbers(await company.anna.pages("/tickets", q=words)) == [made["number"]], words
    assert _numbers(await company.anna.pages("/tickets", q="клавиатура")) == []


async def test_signs_of_patterns_are_plain_signs(company: Company) -> None:
    made = await company.anna.order("Скидка 100% на a_b\\c")
    await company.anna.order("Скидка 1000 на aXb")
    for words in ("100%", "a_b", "b\\c"):
        assert _numbers(await company.anna.pages("/tickets", q=words)) == [made["number"]], words
    assert _numbers(await company.anna.pages("/tickets", q="%%")) == []


async def test_a_cursor_belongs_to_its_list(company: Company) -> None:
    for _ in range(2):
        await company.anna.order()
    page = await company.anna.get("/tickets", limit=1)
    for bad in ("x", page["next_cursor"] + "A", page["next_cursor"][::-1]):
        assert (await company.anna.call("GET", "/tickets", params={"cursor": bad})).status_code == 422
    other = await company.anna.call("GET", "/tickets", params={"cursor": page["next_cursor"], "sort": "due"})
    assert other.status_code == 422
    assert other.json()["errors"][0]["field"] == "cursor"


async def test_queues_are_counted(company: Company) -> None:
    ticket = await company.anna.order()
    await company.anna.order()
    await company.boris.assign(ticket, assignee="me")
    found = (await company.boris.get("/queues"))["items"]
    assert {one["key"]: one["count"] for one in found} == {"mine": 1, "all": 2, TEAM: 2}
    assert all(one["title"] for one in found)
    assert (await company.vera.get("/queues"))["items"][0]["count"] == 0
