"""Telephone numbers: one stored form for all ways of writing."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from okno.phones import normal, pretty


@pytest.mark.parametrize(
    "written", ["+7 (495) 123-45-67", "8 495 123 45 67", "8(495)1234567", "4951234567", "+74951234567"]
)
def test_all_ways_of_writing_are_one_number(written: str) -> None:
    assert normal(written) == "+74951234567"


@pytest.mark.parametrize("written", ["305", " 305 ", "доб. 305", "3-05"])
def test_an_extension_stays_as_it_is(written: str) -> None:
    assert normal(written) == "305"


@pytest.mark.parametrize("written", ["", "нет", "1", "12345678901234567890"])
def test_what_is_no_number_is_none(written: str) -> None:
    assert normal(written) is None


def test_another_region() -> None:
    assert normal("030 901820", "DE") == "+4930901820"


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none_and_stays_so(text: str) -> None:
    number = normal(text)
    assert number is None or normal(number) == number
    assert number is None or pretty(number)
