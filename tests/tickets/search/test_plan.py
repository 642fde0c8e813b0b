"""How the database goes: by few rows, by the words, or from the newest on; never through all tickets."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from okno.db import dialect, execute, fetch, tx
from okno.tickets.search import plan
from okno.tickets.search.finding import find
from okno.tickets.search.plan import Search
from okno.tickets.search.query import parsed
from okno.tickets.search.ways import Sql, Way
from tests.company import MONITOR_TEAM, Company, team_id

BANNED = ("Seq Scan on ticket", "Seq Scan on event", "SCAN t ", "SCAN d", "SCAN ticket_search", "SCAN event")


async def told(statement: Sql) -> str:
    """How the database would run a statement, were its tables large."""
    sql, args = statement
    if dialect() == "sqlite":
        rows = await fetch(f"EXPLAIN QUERY PLAN {sql}", *args)
        return "\n".join(f"{row['detail']} " for row in rows)
    async with tx():
        # A table of a few rows is read as a whole, whatever indexes it has.
        await execute("SET LOCAL enable_seqscan = off")
        return "\n".join(str(next(iter(row.values()))) for row in await fetch(f"EXPLAIN {sql}", *args))


def without_index_scans(text: str) -> str:
    """A plan without the lines that say by which index a table is read."""
    return "\n".join(line for line in text.splitlines() if "USING" not in line and "VIRTUAL" not in line)


async def _ways(company: Company) -> Sequence[Way]:
    return [Way(company.boris.id), Way(company.boris.id, (await team_id(MONITOR_TEAM), await team_id("accounting")))]


async def test_no_statement_reads_a_whole_table(company: Company) -> None:
    """Each goes by an index: readers, teams, words, keys."""
    await company.order()
    query = parsed('монитор "лесная 5" -слово')
    for way in await _ways(company):
        search = Search(way, query)
        statements = [search.counting(), search.one_by_one(1000), search.by_words(1000)]
        if dialect() == "postgres":
            statements += [search.trying(), search.window(0, 20_000, 1000)]
        statements.append(Search(way, query.by_owner, owners=(1, 2)).of_owners(1000))
        for statement in statements:
            text = await told(statement)
            rest = without_index_scans(text)
            assert not any(f"{one}" in rest for one in BANNED), text


async def test_few_tickets_are_looked_at_one_by_one(company: Company) -> None:
    """No index of words is asked for them, so the commonest word costs no more than the rarest."""
    await company.order()
    for way in await _ways(company):
        text = await told(Search(way, parsed("монитор")).one_by_one(1000))
        assert "ticket_words" not in text
        assert "ticket_search_whole" not in text
        assert "ticket_search_public" not in text
        assert ("ticket_reader" in text) != way.staff
        assert ("ticket_search_team" in text) == way.staff


async def test_rare_words_go_by_the_index_of_words(company: Company) -> None:
    """And what is found is asked for by its key, the newest first."""
    await company.order()
    for way in await _ways(company):
        text = await told(Search(way, parsed("монитор")).by_words(1000))
        index = "ticket_words" if dialect() == "sqlite" else f"ticket_search_{way.column}"
        assert index in text, text


async def test_the_plan_is_chosen_by_bounded_counts(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """A narrow way is never asked by words; a wide one is, and for common words it is walked from the newest."""
    for _ in range(6):
        await company.order(subject="Принтер шумит")
    asked: list[str] = []
    for name in ("one_by_one", "by_words", "window"):
        monkeypatch.setattr(Search, name, _noted(asked, name, getattr(Search, name)))
    assert (await find(company.anna, "принтер")).total == 6
    assert asked == ["one_by_one"]
    asked.clear()
    monkeypatch.setattr(plan, "FEW", 3)
    team = Way(company.boris.id, (await team_id(MONITOR_TEAM),))
    assert len(await Search(team, parsed("принтер")).newest(3)) == 3
    assert asked == ["window" if dialect() == "postgres" else "by_words"]
    asked.clear()
    assert await Search(team, parsed("сканер")).newest(3) == []
    assert asked == ["by_words"]


async def test_a_phrase_is_as_dear_as_its_words(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that all tickets have, side by side in few: the index would give all of them, so it is not asked."""
    if dialect() != "postgres":
        pytest.skip("FTS5 knows the places of words")
    for n in range(9):
        await company.order(subject="Принтер шумит" if n % 3 == 0 else "Шумит принтер")
    monkeypatch.setattr(plan, "FEW", 3)
    team = Way(company.boris.id, (await team_id(MONITOR_TEAM),))
    asked: list[str] = []
    for name in ("by_words", "window"):
        monkeypatch.setattr(Search, name, _noted(asked, name, getattr(Search, name)))
    assert len(await Search(team, parsed('"принтер шумит"')).newest(2)) == 2
    assert asked == ["window"]


def _noted(asked: list[str], name: str, real: object) -> object:
    def call(self: Search, *args: int) -> Sql:
        asked.append(name)
        return real(self, *args)  # type: ignore[operator,no-any-return]

    return call


@pytest.mark.parametrize("few", [0, 4000])
async def test_all_plans_find_the_same(company: Company, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """Words, phrases, beginnings, words to leave out: whichever way they are looked for."""
    subjects = ("Принтер шумит сильно", "Шумит сканер", "Принтер СВ-12/7 молчит", "Нет принтера")
    ids = [(await company.order(subject=subject)).id for subject in subjects]
    monkeypatch.setattr(plan, "FEW", few)
    monkeypatch.setattr(plan, "WINDOW", 2)
    for text, wanted in (
        ("принтер", [0, 2, 3]),
        ("принтер -шумит", [2, 3]),
        ('"принтер шумит"', [0]),
        ("шум", [0, 1]),
        ("cb127", [2]),
        ("принтер скан", []),
        ("шумит сильно принтер", [0]),
    ):
        for who in (company.anna, company.boris):
            hits = sorted(one.id for one in (await find(who, text)).items)
            assert hits == [ids[n] for n in wanted], (text, who.name)
