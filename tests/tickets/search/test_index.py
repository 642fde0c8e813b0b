"""The index through the life of tickets: filled in the background, renewed after renames, emptied by forgetting."""

from __future__ import annotations

from typing import Any

import pytest

from okno import people, tickets
from okno.db import dialect, execute, fetch, fetch_value, load_json, tx
from okno.jobs.registry import jobs
from okno.people import personal
from okno.tickets import Order
from okno.tickets.search import document, filling, index
from okno.tickets.search.filling import progress, rebuild, step
from okno.tickets.search.finding import find
from tests.company import MONITOR, Company

WORD = "аметистовый"


async def order(company: Company, **more: Any) -> int:
    """A monitor for Anna, its id."""
    return (await company.order(**more)).id


async def found(company: Company, text: str) -> list[int]:
    """What an agent of the team finds."""
    return sorted(one.id for one in (await find(company.boris, text)).items)


async def run_jobs() -> None:
    """Runs what waits."""
    while rows := await fetch("SELECT id, name, payload FROM job WHERE name LIKE 'search.%' ORDER BY id LIMIT 1"):
        await execute("DELETE FROM job WHERE id = $1", rows[0]["id"])
        await jobs()[rows[0]["name"]].run(load_json(rows[0]["payload"]))


# What was there before ---------------------------------------------------------------------------------------------


async def test_tickets_from_before_are_filled_in(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """In batches, the newest first; what is changed meanwhile is found at once; progress is told."""
    ids = [await order(company, subject=f"{WORD} {n}") for n in range(5)]
    async with tx():
        await index.drop(ids)
    assert await found(company, WORD) == []
    await rebuild()
    monkeypatch.setattr(filling, "BATCH", 2)
    assert not (await progress()).done
    assert await step()
    assert await found(company, WORD) == ids[-2:]
    await tickets.comment(company.anna, ids[0], text="слово")
    assert await found(company, WORD) == [ids[0], *ids[-2:]]
    assert (await progress()).percent < 100
    await run_jobs()
    assert (await progress()).done
    assert await found(company, WORD) == ids
    assert not await step()


async def test_a_new_installation_has_nothing_to_fill(company: Company) -> None:
    """No job, no note."""
    assert (await progress()).done
    assert await fetch_value("SELECT count(*) AS n FROM job WHERE name = 'search.fill'") == 0
    await order(company)
    assert (await progress()).done


async def test_filling_again_changes_nothing(company: Company) -> None:
    """Documents that are as they were are not written."""
    await order(company, subject=WORD)
    before = await fetch("SELECT * FROM ticket_search ORDER BY ticket_id")
    await rebuild()
    await run_jobs()
    assert await fetch("SELECT * FROM ticket_search ORDER BY ticket_id") == before
    assert len(await found(company, WORD)) == 1


# What goes wrong ---------------------------------------------------------------------------------------------------


async def test_a_change_is_never_lost_to_the_index(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be indexed now is saved, and indexed by a job."""

    async def broken(_: object) -> None:
        await fetch("SELECT no_such_column FROM ticket")

    with monkeypatch.context() as patch:
        patch.setattr(index, "documents", broken)
        one = await order(company, subject=WORD)
    assert await found(company, WORD) == []
    await run_jobs()
    assert await found(company, WORD) == [one]


async def test_long_tickets_are_cut(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest words are found, the oldest fall out; the index stays bounded."""
    monkeypatch.setattr("okno.tickets.search.vectors.LIMIT", 400)
    one = await order(company)
    await tickets.comment(company.anna, one, text="опаловый " + "старое слово " * 30)
    assert await found(company, "опаловый") == [one]
    await tickets.comment(company.anna, one, text=f"{WORD} " + "новое слово " * 40)
    assert await found(company, WORD) == [one]
    assert await found(company, "опаловый") == []
    assert document.LIMIT >= 20_000


# People ------------------------------------------------------------------------------------------------------------


async def test_a_renamed_person_is_found_by_the_new_name(company: Company) -> None:
    """The staff finds his requests by it; the requester's own name is no word of his requests."""
    one = await order(company)
    assert await found(company, "королёва") == [one]
    assert (await find(company.anna, "королёва")).total == 0
    await people.change(company.anna.id, {"name": "Анна Малахитова"}, actor_id=company.admin.id)
    await run_jobs()
    assert await found(company, "малахитова") == [one]
    assert await found(company, "королёва") == []


async def test_a_forgotten_persons_words_leave_the_index(company: Company) -> None:
    """His request, his name, his words in requests of others; what others wrote there stays."""
    mine = await order(company, subject=f"{WORD} вопрос")
    foreign = (await tickets.order(company.stranger, Order(service="monitor", answers=MONITOR, subject="Чужой"))).id
    await tickets.comment(company.boris, foreign, text="опаловый ответ", visibility="internal")
    await execute("UPDATE comment SET author_id = $1 WHERE ticket_id = $2", company.anna.id, foreign)
    await execute("UPDATE ticket SET open = $1", False)
    await people.change(company.anna.id, {"active": False}, actor_id=company.admin.id)
    await personal.forget_person(company.anna.id, actor_id=company.admin.id, reason="asked", locale="ru")
    for text in (WORD, "королёва", "опаловый"):
        assert await found(company, text) == [], text
    assert await found(company, "чужой") == [foreign]
    assert await found(company, "монитор") == [mine, foreign]
    await run_jobs()
    texts = await _texts()
    assert not any(part in texts for part in ("аметист", "опалов", "королев"))


async def _texts() -> str:
    column = "whole::text AS words" if dialect() == "postgres" else "public || staff AS words"
    return " ".join(row["words"] for row in await fetch(f"SELECT {column} FROM ticket_search"))


async def test_many_are_left_to_the_job(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of hundreds of tickets at once does not wait for all their documents."""
    ids = [await order(company, subject=WORD) for _ in range(3)]
    async with tx():
        await index.drop(ids)
    monkeypatch.setattr(index, "AT_ONCE", 2)
    async with tx():
        await index.renew(ids)
    assert await found(company, WORD) == []
    await run_jobs()
    assert await found(company, WORD) == ids
