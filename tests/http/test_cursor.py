"""A cursor comes back as it went out, or not at all."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, strategies as st

from okno.errors import Invalid
from okno.http.cursor import decode, encode


@given(st.text(), st.integers(-(2**63) + 1, 2**63 - 1))
def test_there_and_back(text: str, number: int) -> None:
    if "\x00" not in text and (text.isprintable() or text.isascii()):
        assert decode(encode(text, number), str, int) == [text, number]


@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_a_changed_letter_is_seen(at: int, letter: str) -> None:
    cursor = encode("Громова", 17)
    changed = cursor[: at % len(cursor)] + letter + cursor[at % len(cursor) + 1 :]
    if changed != cursor:
        with pytest.raises(Invalid):
            decode(changed, str, int)


@pytest.mark.parametrize(
    "wrong",
    ["", "x", "=", "нет", encode("a"), encode(1, 2), encode("a", 1, 2), encode("a", 1) + "=",
     encode("\x00", 1), encode("a", 2**63), "A" * 5000,
     base64.urlsafe_b64encode(b"123456" + b"[" * 1000).decode(), base64.urlsafe_b64encode(b'["a",1]').decode()],
)  # fmt: skip
def test_others_are_refused(wrong: str) -> None:
    with pytest.raises(Invalid):
        decode(wrong, str, int)
