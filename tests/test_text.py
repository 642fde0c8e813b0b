"""Text: keys by which Russian is searched and sorted, cleaning, phrases."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from okno.text import N_, clean, initials, one_line, pick, plural, search_key, sort_key


def test_names_are_found_whatever_their_case_and_letter_yo() -> None:
    assert search_key("  Алёна\u00a0 ЁЛКИНА ") == "алена елкина"
    assert search_key("е\u0308лка") == search_key("Ёлка")


@pytest.mark.parametrize(
    "words",
    [
        ["Егоров", "Ельцов", "Ёжиков", "Ёлкин", "Жуков"],
        ["её", "ёж", "жаба"],
        ["Анна", "анна Б", "Аня", "Борис"],
        ["Smith", "smith b", "Яков"],
    ],
)
def test_names_sort_as_in_a_russian_dictionary(words: list[str]) -> None:
    assert sorted(words, key=sort_key) == words
    assert sorted(words, key=lambda word: sort_key(word).encode()) == words


@given(st.text(alphabet="абвеёжяАЕЁЯ "), st.text(alphabet="абвеёжяАЕЁЯ "))
def test_what_sorts_as_the_same_is_the_same(one: str, other: str) -> None:
    same = one_line(one).casefold() == one_line(other).casefold()
    assert (sort_key(one) == sort_key(other)) == same


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)


def test_control_characters_go_and_lines_stay() -> None:
    assert clean("a\x00b\r\nc\u200bd\te") == "ab\ncd\te"
    assert one_line(" a\nb  c ") == "a b c"
    assert one_line("abc def", 4) == "abc"


def test_initials() -> None:
    assert initials("вера Климова") == "ВК"
    assert initials("") == "?"
    assert initials("(IT) Отдел") == "О"


def test_a_text_that_is_missing_in_a_language_is_shown_in_another() -> None:
    assert pick({"ru": "Да", "en": "Yes"}, "en") == "Yes"
    assert pick({"ru": "Да"}, "en") == "Да"
    assert pick({"en": "Yes"}, "ru") == "Yes"
    assert pick({}, "ru") == ""


def test_a_phrase_in_english_is_its_own_text() -> None:
    assert str(N_("At most %(n)s.", n=5)) == "At most 5."
    assert str(N_("100 % sure.")) == "100 % sure."
    assert str(plural("%(n)s file", "%(n)s files", 2)) == "2 files"
    assert str(plural("%(n)s file", "%(n)s files", 1)) == "1 file"
