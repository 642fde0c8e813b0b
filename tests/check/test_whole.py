"""Damage that was done by hand is found and named by its number."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from okno import files
from okno.check import Found, whole
from okno.db import dialect, execute
from okno.files.store import open_path
from okno.settings import Settings
from tests.web.conftest import Company, at_browser, catalog, company, move, order, take  # noqa: F401  fixtures


@pytest_asyncio.fixture
async def numbers(company: Company) -> AsyncIterator[list[int]]:  # noqa: F811
    """Requests in different states: new, in work, done."""
    found = [await order(company.anna) for _ in range(3)]
    for number in found[1:]:
        await take(company.boris, number)
    await move(company.boris, found[2], "done")
    yield found


async def told(settings: Settings, **how: bool) -> dict[str, str]:
    """What is wrong, by what it is about."""
    found = await whole(settings, **how)
    return {flaw.about: flaw.what.msgid for flaw in found.flaws}


async def test_a_desk_at_work_is_whole(settings: Settings, numbers: list[int]) -> None:
    found = await whole(settings, every=True)
    assert [(one.about, str(one.what)) for one in found.flaws] == []
    assert found == Found(requests=3, of_requests=3, files=0)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM event WHERE stream = 'ticket' AND stream_id = $1 AND kind = 'TicketCreated'", "how it began"),
        ("DELETE FROM ticket_reader WHERE ticket_id = $1", "Nobody may read it"),
        ("DELETE FROM clock_story WHERE ticket_id = $1", "story of its clock is not there"),
        ("UPDATE ticket SET open = false WHERE id = $1", "do not fit"),
        ("UPDATE ticket SET worked = worked + 60000000 WHERE id = $1", "do not agree"),
        ("DELETE FROM event WHERE stream = 'ticket' AND stream_id = $1 AND kind <> 'TicketCreated'", "facts tell"),
    ],
)
async def test_damage_to_a_request_is_named(settings: Settings, numbers: list[int], damage: str, said: str) -> None:
    await execute(damage, numbers[2])
    found = await told(settings)
    assert list(found) == [f"ticket {numbers[2]}"]
    assert said in found[f"ticket {numbers[2]}"]


async def test_damage_to_an_attachment_is_named(settings: Settings, company: Company) -> None:  # noqa: F811
    """Gone, cut, or changed; the last needs reading."""
    sent = [await files.save(company.anna.id, f"{n}.txt", b"content", limit=100) for n in range(4)]
    assert await told(settings) == {}
    open_path(sent[0]).unlink()
    open_path(sent[1]).write_bytes(b"con")
    open_path(sent[2]).write_bytes(b"CONTENT")
    found = await told(settings)
    assert list(found) == [f"file {one.id}" for one in sent[:3]]
    assert "no content" in found[f"file {sent[0].id}"]
    assert list(await told(settings, quick=True)) == [f"file {one.id}" for one in sent[:2]]


async def test_a_broken_reference_is_named(settings: Settings, numbers: list[int]) -> None:
    if dialect() != "sqlite":
        pytest.skip("PostgreSQL watches over references by itself")
    await execute("PRAGMA foreign_keys = OFF")
    try:
        await execute("DELETE FROM team WHERE id = (SELECT team_id FROM ticket WHERE id = $1)", numbers[0])
    finally:
        await execute("PRAGMA foreign_keys = ON")
    found = await told(settings)
    assert "Its team is not there." in found.values()
    assert any("points to a row" in said for said in found.values())
