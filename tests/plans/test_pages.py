"""What every page costs: no more than it is said to, the same on a larger desk, and no table read as a whole.

Nothing is timed. Whoever makes a page cheaper lowers its numbers in pages.py; whoever needs more raises them there,
and sees in the review what it costs.
"""

from __future__ import annotations

from collections import Counter

import pytest
from starlette.applications import Starlette

from okno.settings import Settings
from tests.company import MONITOR
from tests.plans.pages import CREATE, PAGES, WORDS, Page
from tests.plans.recorder import Record, Statement, listen, recording
from tests.plans.ways import whole_reads
from tests.plans.world import World, more_tickets, more_words, opened

FEW, MANY = 20, 180
ADDED = 120
"""Words on one ticket, more than its page shows at once."""


async def measured(world: World) -> dict[Page, Record]:
    """Opens every page and records what it asks."""
    found: dict[Page, Record] = {}
    for page in PAGES:
        found[page] = await _opened(world, page)
    return found


async def _opened(world: World, page: Page) -> Record:
    with recording() as record:
        response = await world.get(page.who, page.path)
    assert response.status_code == 200, (page, response.status_code, response.text[:300])
    return record


async def test_what_pages_ask(
    stocked: None, app: Starlette, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many statements for two hundred tickets as for twenty, within what is said; each by an index."""
    listen(monkeypatch)
    async with opened(app, settings.own_url) as world:
        await more_tickets(world.number, FEW)
        # Once for what a process reads when it meets it for the first time.
        await measured(world)
        few = await measured(world)
        await more_tickets(world.number, MANY)
        many = await measured(world)
        assert not _grown(few, many)
        assert not _dear(many)
        assert not await _whole(many)


async def test_what_an_order_asks(
    stocked: None, app: Starlette, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ordering costs the same on any desk."""
    listen(monkeypatch)
    async with opened(app, settings.own_url) as world:
        for _ in range(2):
            with recording() as record:
                response = await world.clients["employee"].post(
                    "/api/v1/tickets",
                    json={"service": "monitor", "answers": dict(MONITOR)},
                    headers=world.headers("employee", "/api/"),
                )
            assert response.status_code == 201, response.text
        assert len(record.statements) <= CREATE, [one.text[:120] for one in record.statements]


async def test_a_ticket_with_many_words_costs_as_much(
    stocked: None, app: Starlette, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page asks as often as that of one with a few."""
    listen(monkeypatch)
    async with opened(app, settings.own_url) as world:
        for page in WORDS:
            await _opened(world, page)
        few = {page: await _opened(world, page) for page in WORDS}
        await more_words(world.number, ADDED)
        many = {page: await _opened(world, page) for page in WORDS}
        assert not _grown(few, many)


# What is wrong, in words --------------------------------------------------------------------------------------------


def _grown(few: dict[Page, Record], many: dict[Page, Record]) -> list[str]:
    """Pages that ask more often when there is more: what they read for each row has to be read for all rows at once."""
    found = []
    for page, record in many.items():
        less, more = _texts(few[page]), _texts(record)
        if less.total() != more.total():
            found.append(f"{page.who} {page.path}: {less.total()} -> {more.total()}, such as {[*(more - less)][:1]}")
    return found


def _texts(record: Record) -> Counter[str]:
    return Counter(one.text[:200] for one in record.statements)


def _dear(records: dict[Page, Record]) -> list[str]:
    """Pages that ask more, or read more rows, than pages.py says."""
    return [
        f"{page.who} {page.path}: {len(record.statements)} statements (at most {page.statements}),"
        f" {record.rows} rows (at most {page.rows})"
        for page, record in records.items()
        if len(record.statements) > page.statements or record.rows > page.rows
    ]


async def _whole(records: dict[Page, Record]) -> list[str]:
    """Pages with a statement that reads a large table from end to end: it needs an index, or another question."""
    asked: dict[str, list[str]] = {}
    found = []
    for page, record in records.items():
        for one in record.statements:
            if one.text not in asked:
                asked[one.text] = await whole_reads(one)
            found += [f"{page.who} {page.path}: {way}: {one.text[:300]}" for way in asked[one.text]]
    return found


async def test_the_guard_sees_what_it_guards_against(stocked: None, app: Starlette) -> None:
    """A condition without an index is told of, one with an index is not."""
    assert await whole_reads(Statement("SELECT count(*) AS n FROM ticket t WHERE t.subject = $1", ["x"], 0))
    assert await whole_reads(Statement("SELECT at FROM event WHERE kind = $1", ["TicketMoved"], 0))
    assert await whole_reads(Statement("SELECT t.id FROM person p JOIN ticket t ON t.text = p.name", [], 0))
    assert not await whole_reads(Statement("SELECT t.subject FROM ticket t WHERE t.id = $1", [1], 0))
    assert not await whole_reads(Statement("SELECT id FROM person WHERE name = $1", ["x"], 0))
