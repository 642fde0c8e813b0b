"""Finding tickets: at once after they are saved, by any form of their words, and only by what one may read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from okno import files, people, teams, tickets
from okno.access import Actor
from okno.db import dump_json, execute, fetch_value, tx
from okno.settings import Settings
from okno.tickets import Order, Ticket, merge, reading, task_adding, watch
from okno.tickets.reading import Wish
from okno.tickets.search import plan
from okno.tickets.search.finding import find, suggest
from okno.tickets.search.snippet import snippets
from okno.tickets.task_adding import NewTask
from tests.company import MONITOR, MONITOR_TEAM, Company, actor_again, hire, make_confidential, team_id

WORD = "аметистовый"


async def order(company: Company, who: Actor | None = None, **more: Any) -> Ticket:
    """A monitor for somebody."""
    wish = {"service": "monitor", "answers": MONITOR, **more}
    return await tickets.order(who or company.anna, Order(**wish))


async def numbers(actor: Actor, text: str, **more: Any) -> Sequence[int]:
    """The ids that somebody finds."""
    return [one.id for one in (await find(actor, text, **more)).items]


async def test_what_was_saved_is_found_at_once(company: Company) -> None:
    """By its subject, its answers, its service, a comment: by whoever sees it, and by nobody else."""
    one = await order(company, subject="Ёлочный принтер шумит", answers={**MONITOR, "place": "Лесная, 5"})
    await tickets.comment(company.anna, one.id, text="Заклинила каретка")
    for text in ("елочные принтеры", "лесная", "каретку заклинило", "монитор", f"№{one.id}", "кар"):
        assert await numbers(company.anna, text) == [one.id], text
        assert await numbers(company.boris, text) == [one.id], text
        assert await numbers(company.stranger, text) == [], text
        assert await numbers(company.fedor, text) == [], text
        assert await numbers(company.admin, text) == [], text


async def test_what_was_rolled_back_is_not_found(company: Company) -> None:
    """The index is written in the transaction of the change."""
    one = await order(company)

    async def lost() -> None:
        async with tx():
            await tickets.comment(company.anna, one.id, text=WORD)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await lost()
    assert await numbers(company.anna, WORD) == []


# Words of the staff ------------------------------------------------------------------------------------------------


async def test_words_of_the_staff_are_found_by_the_staff_alone(company: Company) -> None:
    """Notes and tasks neither find nor count nor are marked for requester, watcher and approver."""
    one = await order(company)
    await watch.add(company.vera, one.id, "egor")
    await task_adding.add(company.boris, one.id, NewTask(title="Заказать хризолит"))
    await tickets.approvals.ask_person(company.vera, one.id, company.fedor.id, "Согласуйте")
    before = {who.id: await find(who, "монитор") for who in (company.anna, company.stranger, company.fedor)}
    await tickets.comment(company.boris, one.id, text=f"{WORD} секрет", visibility="internal")
    assert await numbers(company.vera, WORD) == await numbers(company.vera, "хризолит") == [one.id]
    for who in (company.anna, company.stranger, company.fedor):
        for text in (WORD, "хризолит", f"монитор {WORD}", f"-{WORD} монитор"):
            found = await find(who, text)
            assert found.total == (1 if text.startswith("-") else 0), text
        after = await find(who, "монитор")
        assert (after.total, [one.id for one in after.items]) == (1, [one.id for one in before[who.id].items])
        told = await snippets(who, after.items, (await find(who, f"монитор -{WORD}")).query)
        assert WORD not in str(told)


async def test_words_of_a_team_do_not_rank_for_others(company: Company) -> None:
    """Whoever ordered for himself is no staff of it, be he in the team."""
    own = await order(company, company.boris)
    await tickets.comment(company.vera, own.id, text=WORD, visibility="internal")
    assert await numbers(company.vera, WORD) == [own.id]
    assert await numbers(company.boris, WORD) == []
    assert await numbers(company.boris, "монитор") == [own.id]


async def test_answers_of_a_team_are_the_staffs(company: Company) -> None:
    """A field that the team fills in."""
    one = await order(company)
    key = "SN-77/Ж"
    document = {**MONITOR, "no_such_field": key}
    await execute("UPDATE ticket SET answers = $1 WHERE id = $2", dump_json(document), one.id)
    await tickets.comment(company.anna, one.id, text="ещё слово")
    assert await numbers(company.anna, key) == []
    assert await numbers(company.vera, key) == [one.id]


async def test_a_confidential_team_is_found_by_its_own_alone(company: Company) -> None:
    """Whoever has the right everywhere else does not find it, nor does its number."""
    one = await order(company, subject=f"{WORD} вопрос")
    await make_confidential(MONITOR_TEAM)
    head = await hire("head", "Глава Всех", role="manager")
    assert await numbers(head, WORD) == await numbers(head, one.number) == []
    assert await numbers(company.anna, WORD) == [one.id]


async def test_who_leaves_the_team_finds_nothing_more(company: Company) -> None:
    """The right is asked at the moment of the search."""
    one = await order(company, subject=WORD)
    assert await numbers(company.boris, WORD) == [one.id]
    await teams.leave(await team_id(MONITOR_TEAM), company.boris.id)
    assert await numbers(await actor_again(company.boris.id), WORD) == []


async def test_another_team_finds_what_was_handed_to_it(company: Company) -> None:
    """And the former one does so no more, even where the index still names it."""
    one = await order(company, subject=WORD)
    await execute("UPDATE ticket SET team_id = $1 WHERE id = $2", await team_id("accounting"), one.id)
    assert await numbers(company.boris, WORD) == []
    await tickets.comment(company.anna, one.id, text="и ещё")
    assert await numbers(company.fedor, WORD) == [one.id]
    assert await numbers(company.boris, WORD) == []


# What is found exactly ---------------------------------------------------------------------------------------------


async def test_numbers_come_first(company: Company) -> None:
    """The ticket of the number, then those that speak of it."""
    one = await order(company)
    other = await order(company, subject=f"То же, что в {one.id}")
    for text in (str(one.id), f"#{one.id}", f"№ {one.id}"):
        assert await numbers(company.anna, text) == [one.id, other.id], text
        assert (await numbers(company.anna, text, ranked=False))[0] == one.id
    assert await numbers(company.stranger, str(one.id)) == []


async def test_telephones_find_texts_and_their_owner(company: Company) -> None:
    """In any writing; whose number it is knows only who may see that."""
    await people.change(company.anna.id, {"phone": "+79000001234"}, actor_id=None)
    hers = await order(company)
    told = await order(company, company.stranger, subject="Перезвоните: 8 (900) 000-12-34")
    assert set(await numbers(company.vera, "+7 900 000-12-34")) == {hers.id, told.id}
    assert await numbers(company.stranger, "89000001234") == [told.id]
    assert await numbers(company.anna, "8 900 000 12 34") == []


async def test_serials_in_either_alphabet(company: Company) -> None:
    """С and C, В and B; whole, in parts and by the beginning."""
    one = await order(company, subject="Ремонт", text="Серийный номер СВ-1204/7К, на столе")
    for text in ("cb-1204/7k", "СВ12047К", "1204", "CB-12", "св 1204"):
        assert await numbers(company.anna, text) == [one.id], text
    assert await numbers(company.anna, "CB-1205") == []


async def test_phrases_and_words_to_leave_out(company: Company) -> None:
    """Words side by side in that order, and none of those."""
    one = await order(company, subject="Нет доступа к сети")
    other = await order(company, subject="Сети нет, доступа тоже")
    assert await numbers(company.anna, '"доступ к сети"') == [one.id]
    assert set(await numbers(company.anna, "доступ сеть")) == {one.id, other.id}
    assert await numbers(company.anna, "доступ сеть -тоже") == [one.id]


async def test_the_other_layout_of_the_keyboard(company: Company) -> None:
    """«ghbynth» is «принтер»; what was typed wins when it finds something."""
    one = await order(company, subject="Принтер шумит")
    found = await find(company.anna, "ghbynth")
    assert [hit.id for hit in found.items] == [one.id]
    assert found.heard == "принтер"
    assert (await find(company.anna, "принтер")).heard == ""


# Order and pages ---------------------------------------------------------------------------------------------------


async def test_the_best_first_or_the_newest(company: Company) -> None:
    """Words in the subject weigh more; pages go on where they ended."""
    best = await order(company, subject="Сломан принтер")
    for n in range(4):
        await order(company, subject=f"Заявка {n}", text="Сломан принтер, помогите")
    assert (await numbers(company.anna, "сломан принтер"))[0] == best.id
    newest = await numbers(company.anna, "сломан принтер", ranked=False)
    assert newest == sorted(newest, reverse=True)
    for ranked in (True, False):
        seen: list[int] = []
        after = None
        while True:
            page = await find(company.anna, "сломан принтер", ranked=ranked, after=after, limit=2)
            assert page.total == 5
            seen += [one.id for one in page.items]
            if (after := page.next) is None:
                break
        assert seen == await numbers(company.anna, "сломан принтер", ranked=ranked)


async def test_suggestions_while_one_types(company: Company) -> None:
    """The newest by what is typed so far."""
    one = await order(company, subject="Принтер шумит")
    for text in ("при", "принт", "принтер шу", "шуми", one.number):
        found, _ = await suggest(company.anna, text)
        assert [hit.id for hit in found] == [one.id], text


# Conditions --------------------------------------------------------------------------------------------------------


async def test_conditions_written_in_the_query(company: Company) -> None:
    """In both languages, beside words and alone; what the staff alone knows finds nothing for a requester."""
    one = await order(company, subject=WORD)
    other = await order(company, company.stranger, subject=WORD)
    await tickets.take(company.boris, one.id, version=1)
    for text in (
        f"{WORD} от:королёва",
        f"{WORD} from:anna",
        f"{WORD} исполнитель:я",
        "assignee:boris",
        "state:in_progress",
    ):
        assert await numbers(company.boris, text) == [one.id], text
    assert await numbers(company.boris, f"{WORD} -state:in_progress") == [other.id]
    assert await numbers(company.boris, f"service:monitor {WORD}") == [other.id, one.id]
    assert await numbers(company.anna, f"{WORD} состояние:in_progress") == [one.id]
    assert await numbers(company.anna, f"{WORD} priority:normal") == []
    assert await numbers(company.anna, f"{WORD} field.model:27") == []
    assert await numbers(company.boris, f"{WORD} field.model:27") == [other.id, one.id]


async def test_lists_of_the_desk_are_searched_too(company: Company) -> None:
    """The q of a list: its queue, its filter, and words of any text."""
    one = await order(company, text=f"{WORD} текст")
    other = await order(company, company.stranger, text=WORD)
    await tickets.take(company.boris, one.id, version=1)
    for wish, found in (
        (Wish(queue="all", q=WORD), {one.id, other.id}),
        (Wish(queue="mine", q=WORD), {one.id}),
        (Wish(queue="all", filter="nobody", q=WORD), {other.id}),
        (Wish(filter="any", sort="created", q=f"#{other.id}"), {other.id}),
        (Wish(queue="own", q=WORD), set()),
    ):
        assert {hit.id for hit in (await reading.page(company.boris, wish)).items} == found, wish
    counts = await reading.filter_counts(company.boris, "all", Wish(q=WORD))
    assert (counts["all"], counts["nobody"]) == (2, 1)
    assert [hit.id for hit in (await reading.page(company.anna, Wish(filter="any", q=WORD))).items] == [one.id]


async def test_old_hits_are_found_under_a_filter(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Conditions are asked before the newest are cut."""
    old = await order(company, subject=WORD)
    await tickets.take(company.boris, old.id, version=1)
    for _ in range(3):
        await order(company, subject=WORD)
    monkeypatch.setattr(plan, "CUT", 2)
    assert await numbers(company.vera, f"{WORD} assignee:boris") == [old.id]
    page = await reading.page(company.boris, Wish(queue="mine", q=WORD))
    assert [one.id for one in page.items] == [old.id]


# Life --------------------------------------------------------------------------------------------------------------


async def test_merged_tickets_keep_their_own_words(company: Company) -> None:
    """The one that goes on as another is found by its words, by whoever saw it before."""
    one, goal = await order(company, subject=WORD), await order(company, subject="Цель")
    await merge.merge(company.boris, one.id, goal.id, version=None)
    assert await numbers(company.anna, WORD) == await numbers(company.boris, WORD) == [one.id]


async def test_files_are_found_by_name(company: Company, db: Settings) -> None:
    """Public ones by their requester, those of notes by the staff."""
    files.settle(db.home)
    one = await order(company)
    public = await files.save(company.anna.id, "Схема-этажа.pdf", b"%PDF", limit=100)
    await tickets.comment(company.anna, one.id, text="вот", files=[public.public_id])
    secret = await files.save(company.vera.id, f"{WORD}.txt", b"x", limit=100)
    await tickets.comment(company.vera, one.id, text="вот", files=[secret.public_id], visibility="internal")
    assert await numbers(company.anna, "схема этажа") == [one.id]
    assert await numbers(company.anna, WORD) == []
    assert await numbers(company.vera, WORD) == [one.id]


async def test_marks_stand_where_the_words_stand(company: Company) -> None:
    """A piece of the text, marked; the plain text is never changed."""
    one = await order(company, text="Длинный рассказ. " * 20 + "Заклинила <каретка> принтера, тел. 8 900 000-12-34")
    for text, marked in (("каретку принтер", ["каретка", "принтера"]), ("+79000001234", ["8 900 000-12-34"])):
        found = await find(company.anna, text)
        pieces = (await snippets(company.anna, found.items, found.query))[one.id]
        assert [piece.text for piece in pieces if piece.marked] == marked
        assert "<каретка>" in "".join(piece.text for piece in pieces)


async def test_counting_stays_with_the_database(company: Company) -> None:
    """One row of the index for each ticket."""
    await order(company)
    await order(company)
    assert await fetch_value("SELECT count(*) AS n FROM ticket_search") == 2
