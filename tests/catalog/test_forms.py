"""Answers are checked by one set of rules, whatever they came from."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, strategies as st
from starlette.datastructures import FormData

from okno.catalog.forms import display, from_form, prefill, subject, validate
from okno.catalog.loader import load
from okno.catalog.model import FIELD_TYPES, Field, Service
from okno.errors import Invalid
from okno.i18n import say
from okno.text import pick
from tests.catalog.samples import STARTER, Known, one_field, with_fields

TODAY = date(2026, 11, 23)


async def check(service: Service, answers: dict[str, Any]) -> dict[str, Any]:
    """Validate on a fixed day with people and files that are known."""
    return await validate(service, answers, resolve=Known(), today=TODAY)


async def refusal(service: Service, answer: object) -> str:
    """Give what is said about a wrong answer."""
    with pytest.raises(Invalid) as refused:
        await check(service, {"answer": answer})
    return str(refused.value.fields["answer"])


@pytest.mark.parametrize(
    ("kind", "rules", "given_answer", "stored"),
    [
        ("string", {}, "  два \t слова\n", "два слова"),
        ("string", {"pattern": "[0-9]{2}"}, "12", "12"),
        ("string", {}, "x" * 255, "x" * 255),
        ("string", {}, "ну\x00ль", "нуль"),
        ("text", {}, "раз\r\nдва\x00 ", "раз\nдва"),
        ("number", {}, 12.5, 12.5),
        ("number", {"whole": True}, 12.0, 12),
        ("number", {"min": 0, "max": 10}, 0, 0),
        ("date", {"min": "today"}, "2026-11-23", "2026-11-23"),
        ("date", {"max": "2026-12-31"}, "2026-12-31", "2026-12-31"),
        ("select", {}, "b", "b"),
        ("multiselect", {}, ["c", "a"], ["a", "c"]),
        ("checkbox", {}, False, False),
        ("checkbox", {"required": True}, True, True),
        ("person", {}, "vera", 5),
        ("person", {}, 5, 5),
        ("phone", {}, "8 (912) 345-67-89", "+79123456789"),
        ("phone", {}, "7000", "7000"),
        ("mail", {}, " vera@company.ru ", "vera@company.ru"),
        ("file", {}, ["f-1", "f-1"], ["f-1"]),
        ("shade-of-a-plugin", {}, "синий", "синий"),
    ],
)
async def test_a_good_answer_is_stored_clean(
    kind: str, rules: dict[str, Any], given_answer: object, stored: object
) -> None:
    assert await check(one_field(kind, **rules), {"answer": given_answer}) == {"answer": stored}


@pytest.mark.parametrize(
    ("kind", "rules", "answer", "words"),
    [
        ("string", {}, "x" * 256, "Shorten this to 255"),
        ("string", {}, "x" * 1_000_000, "Shorten this"),
        ("string", {"max_length": 3}, "четыре", "Shorten this to 3"),
        ("string", {"pattern": "[0-9]{2}"}, "12\n3", "hint"),
        ("string", {}, "\ud800", "Retype"),
        ("string", {}, {"$gt": ""}, "Write text"),
        ("string", {"required": True}, "\x00 \u200b", "Write an answer"),
        ("text", {}, "x" * 20_001, "Shorten this"),
        ("text", {}, ["a"], "Write text"),
        ("number", {}, "12", "in digits"),
        ("number", {}, True, "in digits"),
        ("number", {}, float("nan"), "in digits"),
        ("number", {}, 10**400, "in digits"),
        ("number", {"min": 1}, 0, "not under 1"),
        ("number", {"max": 9}, 10, "not over 9"),
        ("number", {"whole": True}, 1.5, "whole"),
        ("date", {}, "31.12.2026", "year-month-day"),
        ("date", {}, "2026-02-30", "year-month-day"),
        ("date", {}, "٢٠٢٦-١٢-٣١", "year-month-day"),
        ("date", {"min": "today"}, "2026-11-22", "23.11.2026 or later"),
        ("date", {"max": "today+3"}, "2026-11-27", "26.11.2026 or earlier"),
        ("select", {}, "z", "Choose one"),
        ("select", {}, ["a"], "Choose one"),
        ("multiselect", {}, ["a", "a"], "each once"),
        ("multiselect", {}, "a", "each once"),
        ("multiselect", {}, [{}], "each once"),
        ("multiselect", {"min": 2}, ["a"], "at least 2"),
        ("multiselect", {"max": 1}, ["a", "b"], "at most 1"),
        ("checkbox", {}, "yes", "true or false"),
        ("checkbox", {"required": True}, False, "Tick"),
        ("person", {}, "nobody", "no such colleague"),
        ("person", {}, -1, "Choose a colleague"),
        ("person", {}, 10**30, "Choose a colleague"),
        ("person", {}, True, "Choose a colleague"),
        ("phone", {}, "позвоните", "Write the number"),
        ("phone", {}, "9" * 5000, "Shorten"),
        ("mail", {}, "a@b@c", "mail address"),
        ("mail", {}, "a@b.ru,c@d.ru", "mail address"),
        ("mail", {}, "a@b.ru\nBcc: c@d.ru", "mail address"),
        ("file", {}, ["../../etc/passwd"], "again"),
        ("file", {}, ["f-9"], "again"),
        ("file", {"max": 1}, ["f-1", "f-2"], "at most 1"),
        ("file", {}, "f-1", "again"),
    ],
)
async def test_a_wrong_answer_is_told_what_to_do(kind: str, rules: dict[str, Any], answer: object, words: str) -> None:
    assert words in await refusal(one_field(kind, **rules), answer)


@pytest.mark.parametrize("kind", FIELD_TYPES)
@pytest.mark.parametrize("empty", [None, "", "  ", []])
async def test_an_empty_answer_is_refused_only_where_one_is_required(kind: str, empty: object) -> None:
    if not (kind == "checkbox" and empty == "  "):
        assert await check(one_field(kind), {"answer": empty}) == {}
    await refusal(one_field(kind, required=True), empty)


async def test_a_key_that_the_form_lacks_is_refused_by_name() -> None:
    with pytest.raises(Invalid) as refused:
        await check(one_field("string"), {"answer": "a", "role": "administrator", "x" * 500: 1})
    assert set(refused.value.fields) == {"role", "x" * 60}


async def test_an_absent_answer_takes_the_default_and_an_emptied_one_does_not() -> None:
    service = one_field("select", default="b")
    assert await check(service, {}) == {"answer": "b"}
    assert await check(service, {"answer": ""}) == {}


async def test_all_wrong_fields_are_told_at_once() -> None:
    fields = (
        Field(key="a", type="number", title={"ru": "А"}, required=True),
        Field(key="b", type="date", title={"ru": "Б"}, required=True),
    )
    with pytest.raises(Invalid) as refused:
        await check(with_fields(one_field("string"), *fields), {"a": "x"})
    assert set(refused.value.fields) == {"a", "b"}


@given(kind=st.sampled_from(FIELD_TYPES), answer=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=5,
))  # fmt: skip
async def test_nothing_that_json_can_say_breaks_a_form(kind: str, answer: object) -> None:
    try:
        result = await check(one_field(kind), {"answer": answer})
    except Invalid:
        return
    assert await check(one_field(kind), result) == result, "a stored answer must be a good answer"


@pytest.mark.parametrize(
    ("kind", "sent", "answer"),
    [
        ("string", [("answer", "слово")], "слово"),
        ("string", [], None),
        ("number", [("answer", "1 250,50")], 1250.5),
        ("number", [("answer", "7")], 7),
        ("number", [("answer", "семь")], "семь"),
        ("number", [("answer", "9" * 400)], "9" * 400),
        ("date", [("answer", "31.12.2026")], "2026-12-31"),
        ("checkbox", [], False),
        ("checkbox", [("answer", "1")], True),
        ("multiselect", [("answer", "a"), ("answer", "c")], ["a", "c"]),
        ("multiselect", [], []),
        ("person", [("answer", "5"), ("answer.text", "Вера")], 5),
        ("person", [("answer", ""), ("answer.text", "vera")], "vera"),
        ("file", [("answer.kept", "f-1"), ("answer", "f-2")], ["f-1", "f-2"]),
    ],
)
def test_strings_of_a_page_become_the_answers_of_rest(kind: str, sent: list[tuple[str, str]], answer: object) -> None:
    assert from_form(one_field(kind), FormData(sent)) == {"answer": answer}


def test_a_form_starts_with_defaults_and_with_what_is_known_of_the_person() -> None:
    person = SimpleNamespace(phone="+79123456789", place="Москва, 214", department=None)
    assert prefill(one_field("phone", prefill="phone"), person) == {"answer": "+7 912 345-67-89"}
    assert prefill(one_field("string", prefill="place"), person) == {"answer": "Москва, 214"}
    assert prefill(one_field("string", prefill="department"), person) == {}
    assert prefill(one_field("select", default="b"), person) == {"answer": "b"}


async def shown(service: Service, answers: dict[str, Any], locale: str = "ru") -> list[tuple[str, str]]:
    """Give the answers as (title, text)."""
    return [
        (pick(field.title, locale), text) for field, text in await display(service, answers, locale, resolve=Known())
    ]


async def test_answers_are_shown_in_the_language_of_the_reader() -> None:
    assert await shown(one_field("select"), {"answer": "a"}) == [("Ответ", "Первый")]
    assert await shown(one_field("multiselect"), {"answer": ["a", "b"]}, "en") == [("Answer", "A, B")]
    assert await shown(one_field("date"), {"answer": "2026-11-27"}) == [("Ответ", "27 ноября 2026")]
    assert await shown(one_field("person"), {"answer": 5}) == [("Ответ", "Вера")]
    assert await shown(one_field("person"), {"answer": 6}) == [("Ответ", "№ 6")]
    assert await shown(one_field("file"), {"answer": ["f-1", "f-9"]}) == [("Ответ", "снимок.png, f-9")]
    assert await shown(one_field("checkbox"), {"answer": True}, "en") == [("Answer", "Yes")]


async def test_an_answer_whose_field_or_type_is_gone_is_shown_as_it_is() -> None:
    assert await shown(one_field("shade-of-a-plugin"), {"answer": "синий"}) == [("Ответ", "синий")]
    assert await shown(one_field("string"), {"old": {"a": 1}}) == [("old", "{'a': 1}")]
    assert await shown(one_field("select"), {"answer": "gone"}) == [("Ответ", "gone")]


async def test_the_subject_is_made_of_answers_or_is_the_title() -> None:
    monitor = load(STARTER).services["monitor"]
    assert await subject(monitor, {"model": "27"}, "ru", resolve=Known()) == "Монитор: 27 дюймов"
    assert await subject(monitor, {}, "en", resolve=Known()) == "Monitor"


async def test_every_refusal_is_said_in_russian_too() -> None:
    with pytest.raises(Invalid) as refused:
        await check(one_field("select", required=True), {})
    assert say(refused.value.fields["answer"], "ru")
