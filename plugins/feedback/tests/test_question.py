"""Questions beside the mark: which are asked, how they are answered, how they change."""

from __future__ import annotations

from typing import Any

import pytest

from okno import errors
from okno.db import fetch, fetch_value
from okno_feedback import question, rating
from okno_feedback.question import Draft
from okno_feedback.rating import Wish
from plugins.feedback.tests.desk import Desk

pytestmark = pytest.mark.plugins("feedback")
SERVICES = ("monitor", "laptop")
TWO = ({"ru": "Да", "en": "Yes"}, {"ru": "Нет", "en": "No"})


def draft(words: str = "Вовремя?", **more: Any) -> Draft:
    """A question."""
    return Draft(**{"text": {"ru": words, "en": "In time?"}, "kind": "yes_no", **more})


async def put(desk: Desk, one: Draft, replaces: int | None = None) -> int:
    """Keeps it as the administrator."""
    return await question.put(desk.company.admin, one, known_services=SERVICES, replaces=replaces)


async def give(desk: Desk, **answers: str) -> int:
    """A mark with answers, by the ids of questions after a q; its id."""
    found = await desk.invited(await desk.done())
    wish = Wish(stars="5", answers={int(key[1:]): value for key, value in answers.items()})
    return (await rating.give(found, wish, actor_id=None, settings=desk.ctx.settings)).id


async def test_only_what_fits_is_asked_and_three_at_most(desk: Desk) -> None:
    for n in range(3):
        await put(desk, draft(f"Вопрос {n}"))
    await put(desk, draft("Ноутбук?", services=("laptop",)))
    await put(desk, draft("Ещё?"))
    assert [one.text["ru"] for one in await question.asked("monitor", "request")] == [
        "Вопрос 0",
        "Вопрос 1",
        "Вопрос 2",
    ]
    incidents = await put(desk, draft("Сломалось?", kinds=("incident",)))
    await question.move(desk.company.admin, incidents, up=True)
    found = (await question.all_active())[-2:]
    assert [one.text["ru"] for one in found] == ["Сломалось?", "Ещё?"]
    assert not found[0].fits("monitor", "request")
    assert found[0].fits("monitor", "incident")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": {"ru": "", "en": "Why"}}, "text_ru"),
        ({"text": {"ru": "Почему", "en": "w" * 201}}, "text_en"),
        ({"kind": "html"}, "kind"),
        ({"kind": "choice", "choices": TWO[:1]}, "choices"),
        ({"kind": "choice", "choices": TWO * 4}, "choices"),
        ({"kind": "choice", "choices": ({"ru": "я" * 81, "en": "i"}, TWO[0])}, "choices"),
        ({"services": ("no-such",)}, "services"),
        ({"kinds": ("no-such",)}, "kinds"),
    ],
)
async def test_a_wrong_question_is_refused(desk: Desk, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        await put(desk, draft(**wrong))
    assert field in refused.value.fields


async def test_answers_are_kept_by_their_kind(desk: Desk) -> None:
    yes = await put(desk, draft())
    some = await put(desk, draft(kind="choice", choices=TWO))
    words = await put(desk, draft(kind="text"))
    kept = await give(desk, **{f"q{yes}": "0", f"q{some}": "2", f"q{words}": " Да\x00 "})
    assert await rating.answers_of(kept) == {yes: "0", some: "2", words: "Да"}


@pytest.mark.parametrize(("kind", "value"), [("yes_no", "2"), ("stars", "0"), ("choice", "3"), ("text", "я" * 501)])
async def test_an_answer_that_there_is_not_is_refused(desk: Desk, kind: str, value: str) -> None:
    one = await put(desk, draft(kind=kind, choices=TWO))
    with pytest.raises(errors.Invalid) as refused:
        await give(desk, **{f"q{one}": value})
    assert list(refused.value.fields) == [f"q{one}"]


async def test_nobody_has_to_answer_and_strange_questions_are_left(desk: Desk) -> None:
    one = await put(desk, draft())
    kept = await give(desk, **{f"q{one}": "", "q999": "1"})
    assert await rating.answers_of(kept) == {}


async def test_a_changed_question_is_another_one_and_can_be_taken_back(desk: Desk) -> None:
    first = await put(desk, draft("Было"))
    kept = await give(desk, **{f"q{first}": "1"})
    second = await put(desk, draft("Стало"), replaces=first)
    assert [one.id for one in await question.all_active()] == [second]
    assert await rating.answers_of(kept) == {first: "1"}
    with pytest.raises(errors.Conflict):
        await put(desk, draft("Позже"), replaces=first)
    await question.take_back(desk.company.admin, second)
    assert [one.text["ru"] for one in await question.all_active()] == ["Было"]


async def test_a_removed_question_comes_back_and_an_added_one_goes(desk: Desk) -> None:
    one = await put(desk, draft())
    await question.retire(desk.company.admin, one)
    assert await question.all_active() == []
    await question.take_back(desk.company.admin, one)
    assert len(await question.all_active()) == 1
    await question.take_back(desk.company.admin, one)
    assert await question.all_active() == []


async def test_each_change_is_a_fact_without_words(desk: Desk) -> None:
    await put(desk, draft("Очень личное"))
    (fact,) = await fetch("SELECT payload FROM event WHERE kind = 'QuestionChanged'")
    assert "личное" not in str(fact)
    assert await fetch_value("SELECT count(*) FROM x_feedback_question") == 1
