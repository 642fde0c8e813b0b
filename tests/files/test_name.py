"""The name of a file: one form for the check, the store and the page."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from okno.files import clean_name
from okno.files.name import LONGEST


@given(st.text(max_size=400))
def test_a_name_that_was_cleaned_is_not_changed_by_another_cleaning(name: str) -> None:
    assert clean_name(clean_name(name)) == clean_name(name)


@given(st.text(alphabet=st.sampled_from("ab.я/\\\u200b\u202e\u00ad\r\n\x00\u2028 :\u0301e<\ud800"), max_size=60))
def test_no_name_holds_a_path_or_an_invisible_character(name: str) -> None:
    cleaned = clean_name(name)
    assert cleaned
    assert not set(cleaned) & set('/\\<>:"|?*\u2028\u2029')
    assert not any(unicodedata.category(c).startswith("C") for c in cleaned)
    assert cleaned[0] not in " ." or cleaned == "file"
    assert cleaned.encode("utf-8")


@pytest.mark.parametrize(
    ("given_name", "cleaned"),
    [
        ("отчёт за май.pdf", "отчёт за май.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system.ini", "system.ini"),
        (".\u200bhtaccess", "htaccess"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\u200b/\u200bb", "b"),
        ("line\r\nX-Header: 1", "line X-Header_ 1"),
        ("  .. ", "file"),
        ("", "file"),
        ("фото\u0306.png", unicodedata.normalize("NFC", "фото\u0306.png")),
    ],
)
def test_names(given_name: str, cleaned: str) -> None:
    assert clean_name(given_name) == cleaned


def test_a_long_name_keeps_its_suffix() -> None:
    assert clean_name("я" * 900 + ".docx") == "я" * (LONGEST - 5) + ".docx"
