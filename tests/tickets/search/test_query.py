"""What is understood of words that are typed into the search."""

from __future__ import annotations

import pytest

from okno.tickets.search.query import fts5, parsed


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("unheard-of", '"unheard of" *'), ("кое-что", '"ко что" *'), ("mono-of", '"mono of" *')],
)
def test_a_joining_word_at_the_end_does_not_replace_the_word_before_it(typed: str, wanted: str) -> None:
    """«Of» alone would be the beginning of half of all words."""
    sql = fts5(parsed(typed), staff=True)
    assert wanted in sql
    assert f'OR "{typed.split("-")[1]}" *' not in sql
