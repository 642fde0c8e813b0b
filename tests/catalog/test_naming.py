"""Keys out of titles."""

import re

import pytest
from hypothesis import given, strategies as st

from okno.catalog.naming import key_from


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Пропуск для гостя", "propusk-dlya-gostya"),
        ("Щётка & ёлка №5", "schetka-elka-5"),
        ("2-НДФЛ", "item-2-ndfl"),
        ("New laptop", "new-laptop"),
        ("  ", "item"),
        ("部屋", "item"),
    ],
)
def test_words_become_keys(title: str, key: str) -> None:
    assert key_from(title, ()) == key


def test_a_taken_key_gets_a_number() -> None:
    assert key_from("Чай", ("chay", "chay-2")) == "chay-3"
    assert key_from("Где и что", ("gde_i_chto",), joint="_") == "gde_i_chto_2"


@given(st.text(max_size=200))
def test_any_title_gives_a_key_that_the_catalog_takes(title: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,59}", key_from(title, ()))
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,39}", key_from(title, (), joint="_", usual="field", limit=36))
