"""The type of a file: by content, whatever it is called."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, strategies as st

from okno.files import kind_of
from okno.files.kind import UNKNOWN


def zipped(*names: str) -> bytes:
    """An archive with files of these names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"GIF89a<script>alert(1)</script>", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (zipped("a.txt"), "application/zip"),
        (
            zipped("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("Просто слова.".encode(), "text/plain"),
        ("имя;цена\nмышь;900\nстол;12000\n".encode(), "text/csv"),
        (b"Received: from a\r\n by b\r\nFrom: x@example.com\r\nSubject: s\r\n\r\n<html>", "message/rfc822"),
        (b"\x00\x01\x02", UNKNOWN),
        ("Просто слова.".encode("cp1251"), UNKNOWN),
    ],
)
def test_known_kinds(content: bytes, kind: str) -> None:
    assert kind_of(content, content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"\xef\xbb\xbf <!DOCTYPE html><script>alert(1)</script>",
        b"<HTML><body onload=alert(1)>",
        b"words and then <script>alert(1)</script>",
    ],
)
def test_what_a_browser_could_run_is_only_bytes(content: bytes) -> None:
    assert kind_of(content) == UNKNOWN


@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind_and_none_is_markup(content: bytes) -> None:
    kind = kind_of(content, content)
    assert "/" in kind
    assert not any(word in kind for word in ("html", "svg", "javascript", "xml+"))


def test_a_letter_cut_inside_of_a_character_is_text_still() -> None:
    assert kind_of("я".encode() * 10 + b"\xd1") == "text/plain"
