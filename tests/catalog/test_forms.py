"""Answers are checked by one set of rules, whatever they came from."""

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st
from starlette.datastructures import FormData

from okno.catalog.forms import Phase, checked, display, from_form, open_to, prefill, subject, validate
from okno.catalog.loader import load
from okno.catalog.model import FIELD_TYPES, STATIC_TYPES, Choice, Condition, Field, Service
from okno.errors import Invalid
from okno.i18n import say
from okno.text import pick
from tests.catalog.samples import STARTER, Known, one_field, with_fields

HERE = datetime(2026, 11, 23, 12, 30, tzinfo=ZoneInfo("Asia/Yekaterinburg"))


async def check(service: Service, answers: dict[str, Any]) -> dict[str, Any]:
    """Validate on a fixed day with people and files that are known."""
    return await validate(service, answers, resolve=Known(), here=HERE)


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
        ("money", {}, 1500, 1500),
        ("money", {}, 1500.5, 1500.5),
        ("money", {"min": -10}, -0.29, -0.29),
        ("datetime", {}, "2026-12-01T10:00", "2026-12-01T05:00:00Z"),
        ("datetime", {}, "2026-12-01T10:00:00+03:00", "2026-12-01T07:00:00Z"),
        ("datetime", {}, "2026-12-01t07:00:30.25z", "2026-12-01T07:00:30Z"),
        ("datetime", {"min": "now"}, "2026-11-23T12:30", "2026-11-23T07:30:00Z"),
        ("datetime", {"max": "today"}, "2026-11-23T23:59", "2026-11-23T18:59:00Z"),
        ("object", {}, " Принтер  у окна ", "Принтер у окна"),
        ("string", {"mask": "99-AA"}, "12-ЯB", "12-ЯB"),
        ("string", {"mask": "+7 (***)"}, "+7 (a1Я)", "+7 (a1Я)"),
        ("select", {}, "b", "b"),
        ("linked", {}, "b", "b"),
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
        ("money", {}, "5", "in digits"),
        ("money", {}, 0.001, "two digits"),
        ("money", {}, -1, "not under 0"),
        ("money", {"max": 100}, 100.01, "not over 100"),
        ("money", {}, 10**13, "in digits"),
        ("money", {}, True, "in digits"),
        ("datetime", {}, "2026-12-01", "a day and a time"),
        ("datetime", {}, "2026-02-30T10:00", "a day and a time"),
        ("datetime", {}, "9999-12-31T23:59:59-12:00", "a day and a time"),
        ("datetime", {}, "2026-12-01 10:00", "a day and a time"),
        ("datetime", {"min": "now"}, "2026-11-23T12:29", "23.11.2026 12:30 or later"),
        ("datetime", {"min": "today+1"}, "2026-11-23T23:00", "24.11.2026 00:00 or later"),
        ("datetime", {"max": "2026-12-31"}, "2027-01-01T00:00", "31.12.2026 23:59 or earlier"),
        ("string", {"mask": "99-AA"}, "1-ABC", "such as 12-DE"),
        ("string", {"mask": "99"}, "123", "such as 12"),
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


ASKING = [kind for kind in FIELD_TYPES if kind not in STATIC_TYPES]


@pytest.mark.parametrize("kind", ASKING)
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
        ("money", [("answer", "1 250,50")], 1250.5),
        ("datetime", [("answer", "2026-12-01T10:00")], "2026-12-01T10:00"),
        ("datetime", [("answer", "1.12.2026 9:05")], "2026-12-01T09:05"),
        ("datetime", [("answer", "завтра")], "завтра"),
        ("linked", [("answer", "a")], "a"),
        ("object", [("answer", "Принтер")], "Принтер"),
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


def test_a_form_starts_with_the_person_himself_or_with_his_manager() -> None:
    person = SimpleNamespace(id=5, manager_id=7)
    assert prefill(one_field("person", prefill="self"), person) == {"answer": 5}
    assert prefill(one_field("person", prefill="manager"), person) == {"answer": 7}
    assert prefill(one_field("person", prefill="manager"), SimpleNamespace(id=5, manager_id=None)) == {}


def test_a_page_may_leave_out_the_fixed_signs_of_a_mask() -> None:
    service = one_field("string", mask="99-AA/9")
    assert from_form(service, FormData([("answer", "12AБ3")])) == {"answer": "12-AБ/3"}
    assert from_form(service, FormData([("answer", "12AБ")])) == {"answer": "12AБ"}


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
    assert await shown(one_field("money"), {"answer": 1250.5}) == [("Ответ", "1\u00a0250,50\u00a0₽")]
    assert await shown(one_field("money", currency="EUR"), {"answer": 1200}, "en") == [("Answer", "€1,200")]


async def test_a_moment_is_shown_in_the_zone_of_the_reader() -> None:
    service, answers = one_field("datetime"), {"answer": "2026-12-31T21:30:00Z"}
    for zone, words in (("Europe/Moscow", "1 января 2027, 00:30"), ("Asia/Vladivostok", "1 января 2027, 07:30")):
        [(_, text)] = await display(service, answers, "ru", resolve=Known(), zone=zone)
        assert text == words


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


# What depends on other answers --------------------------------------------------------------------------------


def ask(key: str, kind: str = "string", **rules: Any) -> Field:
    """Make a question."""
    return Field(key=key, type=kind, title={"ru": key, "en": key}, **rules)


def when(key: str, *values: object, **more: Any) -> tuple[Condition, ...]:
    """Make a condition."""
    return (Condition(answer=key, values=values, **more),)


CHAIN = with_fields(
    one_field("string"),
    ask("urgent", "checkbox"),
    ask("why", show_if=when("urgent", True), required=True),
    ask("who", "person", show_if=when("why", filled=True)),
    ask("note", show_if=(Condition(answer="why", others=("no",)),)),
)


async def test_what_is_not_shown_is_dropped_whatever_it_is() -> None:
    answers = {"urgent": False, "why": "x" * 999, "who": "nobody", "note": 5}
    assert await check(CHAIN, answers) == {"urgent": False}


async def test_what_is_shown_by_a_hidden_question_is_hidden() -> None:
    assert await check(CHAIN, {"note": "a"}) == {}
    assert await check(CHAIN, {"urgent": True, "why": "yes", "who": 5, "note": "a"}) == {
        "urgent": True, "why": "yes", "who": 5, "note": "a",
    }  # fmt: skip
    assert await check(CHAIN, {"urgent": True, "why": "no", "note": "a"}) == {"urgent": True, "why": "no"}


async def test_a_shown_question_may_be_required() -> None:
    with pytest.raises(Invalid) as refused:
        await check(CHAIN, {"urgent": True})
    assert set(refused.value.fields) == {"why"}


async def test_required_by_a_sum() -> None:
    service = with_fields(
        one_field("string"), ask("cost", "money"), ask("reason", required_if=when("cost", at_least=1000))
    )
    assert await check(service, {"cost": 999.99}) == {"cost": 999.99}
    with pytest.raises(Invalid) as refused:
        await check(service, {"cost": 1000})
    assert set(refused.value.fields) == {"reason"}


FLOOR = ask(
    "floor", "linked", parent="house", required=True,
    choices=(
        Choice(value="one", title={"ru": "1"}, of=("north",)),
        Choice(value="two", title={"ru": "2"}, of=("north", "south")),
    ),
)  # fmt: skip
HOUSES = tuple(Choice(value=value, title={"ru": value}) for value in ("north", "south", "field"))
HOUSE = with_fields(one_field("string"), ask("house", "select", choices=HOUSES), FLOOR)


async def test_a_linked_list_offers_what_fits_its_parent() -> None:
    assert await check(HOUSE, {"house": "north", "floor": "one"}) == {"house": "north", "floor": "one"}
    for floor in ("one", "three", None):
        with pytest.raises(Invalid) as refused:
            await check(HOUSE, {"house": "south", "floor": floor})
        assert set(refused.value.fields) == {"floor"}


async def test_a_linked_list_with_nothing_to_offer_is_not_asked() -> None:
    assert await check(HOUSE, {"house": "field", "floor": "one"}) == {"house": "field"}
    assert await check(HOUSE, {"floor": "one"}) == {}


async def test_a_choice_for_any_parent_is_always_there() -> None:
    other = replace(FLOOR, choices=(*FLOOR.choices, Choice(value="roof", title={"ru": "Крыша"})))
    service = with_fields(HOUSE, ask("house", "select", choices=HOUSES), other)
    assert await check(service, {"house": "field", "floor": "roof"}) == {"house": "field", "floor": "roof"}
    assert await check(service, {"floor": "roof"}) == {"floor": "roof"}


@pytest.mark.parametrize("kind", STATIC_TYPES)
async def test_words_take_no_answer(kind: str) -> None:
    service = with_fields(one_field("string"), ask("words", kind), ask("answer"))
    assert await check(service, {"answer": "a"}) == {"answer": "a"}
    with pytest.raises(Invalid) as refused:
        await check(service, {"words": "a"})
    assert str(refused.value.fields["words"]) == "This form has no such field"


# What the staff answers ---------------------------------------------------------------------------------------

STAFF = (
    ask("day", "date", min="today", required=True),
    ask("act", required_to_close=True),
    ask("serial", teams=("it",), required=True),
    ask("seal", "checkbox", teams=("safety",)),
)


async def staff(answers: dict[str, Any], phase: Phase, held: dict[str, Any]) -> dict[str, Any]:
    """Answer what the staff answers."""
    return await checked(STAFF, answers, resolve=Known(), here=HERE, phase=phase, held=held)


async def test_a_requester_answers_neither_for_a_team_nor_for_the_closing() -> None:
    service = with_fields(one_field("string"), *STAFF)
    assert await check(service, {"day": "2026-11-23"}) == {"day": "2026-11-23"}
    with pytest.raises(Invalid) as refused:
        await check(service, {"day": "2026-11-23", "serial": "7", "act": "a"})
    assert set(refused.value.fields) == {"serial", "act"}


def test_a_team_answers_what_is_of_all_and_its_own() -> None:
    assert [one.key for one in open_to(STAFF, {"it"})] == ["day", "act", "serial"]


async def test_what_was_stored_is_not_judged_again() -> None:
    held = {"day": "2020-01-01", "gone": "kept"}
    assert await staff({"act": "7"}, "part", held) == {**held, "act": "7"}
    with pytest.raises(Invalid) as refused:
        await staff({"day": "2020-01-02"}, "part", held)
    assert set(refused.value.fields) == {"day"}


async def test_a_part_may_be_answered_but_not_what_is_required_taken_away() -> None:
    assert await staff({"seal": True}, "part", {}) == {"seal": True}
    with pytest.raises(Invalid) as refused:
        await staff({"day": None}, "part", {"day": "2020-01-01"})
    assert set(refused.value.fields) == {"day"}
    assert await staff({"act": None}, "part", {"act": "7"}) == {}


async def test_at_the_close_everything_required_must_be_there() -> None:
    with pytest.raises(Invalid) as refused:
        await staff({}, "close", {"day": "2020-01-01"})
    assert set(refused.value.fields) == {"act", "serial"}
    assert await staff({"act": "7", "serial": "8"}, "close", {"day": "2020-01-01"}) == {
        "day": "2020-01-01", "act": "7", "serial": "8",
    }  # fmt: skip


async def test_another_parent_takes_a_stored_choice_away() -> None:
    held = {"house": "north", "floor": "one"}
    with pytest.raises(Invalid):
        await checked(HOUSE.fields, {"house": "south"}, resolve=Known(), held=held)
    assert await checked(HOUSE.fields, {"house": "field"}, resolve=Known(), held=held) == {"house": "field"}
