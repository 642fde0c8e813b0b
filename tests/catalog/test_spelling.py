"""Slips between words, the other layout, Russian in Latin letters."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from okno.catalog.spelling import distance, distance_to_start, in_cyrillic, other_layouts, tolerance

WORDS = st.text("абвгде", max_size=7)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("принтер", "принтер", 0),
        ("пинтер", "принтер", 1),
        ("принттер", "принтер", 1),
        ("прентер", "принтер", 1),
        ("принетр", "принтер", 1),
        ("рпинетр", "принтер", 2),
        ("", "да", 2),
        ("кот", "собака", 3),
    ],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    """A letter wrong, missing or too many; two neighbours swapped. What is beyond the limit is one more than it."""
    assert distance(one, other, 2) == slips
    assert distance(other, one, 2) == slips


@given(WORDS, WORDS)
def test_the_count_is_that_of_the_textbook(one: str, other: str) -> None:
    """By the definition, without short cuts."""
    assert distance(one, other, 2) == min(_textbook(one, other), 3)
    assert distance_to_start(one, other, 2) == min([_textbook(one, other[:n]) for n in range(len(other) + 1)] + [3])


def _textbook(one: str, other: str) -> int:
    cells = {(n, 0): n for n in range(len(one) + 1)} | {(0, m): m for m in range(len(other) + 1)}
    for n in range(1, len(one) + 1):
        for m in range(1, len(other) + 1):
            same = one[n - 1] == other[m - 1]
            cells[n, m] = min(cells[n - 1, m] + 1, cells[n, m - 1] + 1, cells[n - 1, m - 1] + (not same))
            if n > 1 and m > 1 and one[n - 1] == other[m - 2] and one[n - 2] == other[m - 1]:
                cells[n, m] = min(cells[n, m], cells[n - 2, m - 2] + 1)
    return cells[len(one), len(other)]


def test_longer_words_may_hold_more() -> None:
    """Short ones none; what has digits none either."""
    assert [tolerance(word) for word in ("ноу", "ноут", "принтер", "ноутбуки", "2024год")] == [0, 1, 1, 2, 0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yjen", "ноут"),
        ("Ghbynth", "принтер"),
        ("[jkjlbkmybr", "холодильник"),
        (",fnfhtz", "батарея"),
        ("зкштеук", "printer"),
    ],
)
def test_the_other_layout_is_understood(typed: str, meant: str) -> None:
    """Marks may be letters, too."""
    assert meant in other_layouts(typed)


def test_russian_in_latin_letters_is_understood() -> None:
    """As it sounds."""
    assert [in_cyrillic(word) for word in ("propusk", "shchenok", "Yurist")] == ["пропуск", "щенок", "юрист"]
