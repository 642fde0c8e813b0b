"""Terms: the same words in any form, codes in any writing, telephones in one form."""

from __future__ import annotations

import pytest

from okno.tickets.search.query import Phrase, parsed
from okno.tickets.search.terms import code_of, phone_of, terms
from okno.tickets.search.vectors import line, parts, vector


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("принтеры", "принтера"),
        ("Ещё", "еще"),
        ("сломалось", "сломался"),
        ("printing", "printed"),
        ("ПАРОЛЬ", "пароли"),
    ],
)
def test_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    """Endings, case and ё do not matter, in both languages."""
    assert terms(one).words == terms(other).words != ()


def test_words_that_only_join_say_nothing() -> None:
    """A phrase goes over them."""
    assert terms("нет доступа в сеть").words == terms("нет доступа сеть").words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("SN PF3-XK12/B.", "pf3xk12b"),
        ("инв. № 00-012.345", "00012345"),
        ("СВ-1204/7", "CB-1204/7"),
        ("модель В3Н", "B3H"),
        ("Wi-Fi", "wi-fi"),
        ("10.20.30.40", "10.20.30.40"),
    ],
)
def test_codes_are_one_in_any_writing(written: str, typed: str) -> None:
    """Hyphens, dots, case, and letters of the other alphabet that look the same."""
    known = terms(written)
    clause = parsed(typed).clauses[0]
    assert {one.terms[0] for one in clause if len(one.terms) == 1} & (known.marks | set(known.words))


def test_parts_of_a_code_are_words() -> None:
    """So one who knows only the middle of it finds it."""
    assert "1204" in terms("ABC-1204-77").words
    assert code_of("принтер") == code_of("2026") == code_of("(да)") == ""


@pytest.mark.parametrize("text", ["+7 900 000-12-34", "8 (900) 000-12-34", "89000001234", "+79000001234"])
def test_telephones_have_one_form(text: str) -> None:
    """However somebody writes it, in a text and in a query."""
    assert terms(f"Мой телефон {text}, звоните").marks >= {"p_79000001234"}
    assert parsed(text).phone == phone_of(text) == "+79000001234"


def test_an_address_is_one_term() -> None:
    """And its parts are words."""
    known = terms("Пишите на Anna.K@mail.example.test.")
    assert "m_anna_k_mail_example_test" in known.marks
    assert "anna" in known.words


def test_phrases_do_not_go_over_the_edge_of_a_text() -> None:
    """The subject ends where the subject ends."""
    both = parts(["сломан принтер", "сканер сломан"])
    assert vector(both) == "'слома':2,6 'принтер':3 'сканер':5"
    assert " принтер сканер " not in line(both)
    assert " слома принтер " in line(both)


# Queries ------------------------------------------------------------------------------------------------------------


def test_a_query_is_understood() -> None:
    """Phrases, words to leave out, the beginning of the last word, a number."""
    found = parsed('"нет доступа" -принтер сеть вин')
    assert (Phrase(("нет", "доступ")),) in found.clauses
    assert [one[0].terms for one in found.without] == [("принтер",)]
    assert Phrase(("вин",), begun=True) in found.clauses[-1]
    assert all(not one.begun for one in parsed("сеть вин ").clauses[-1])
    assert [parsed(text).number for text in ("10427", "#10427", "№ 10427", "№10427 принтер", "10427 штук")] == [
        10427, 10427, 10427, 10427, None,
    ]  # fmt: skip


def test_a_query_has_no_power_over_the_database() -> None:
    """Whatever is typed becomes terms of letters and digits."""
    found = parsed("' | !*:(<->) \" NEAR( AND -- ; {public}: \\ % _ \x00 ☃")
    known = [term for clause in (*found.clauses, *found.without) for phrase in clause for term in phrase.terms]
    assert all(term.replace("_", "").isalnum() for term in known)
    assert parsed("").empty
    assert parsed("в на и").empty
    assert len(parsed("слово " * 500).clauses) <= 12
