"""The media type of a file by its content. The name and what the browser claims are never asked."""

from __future__ import annotations

import codecs
import re

UNKNOWN = "application/octet-stream"
HEAD_BYTES = 64 * 1024
"""How much of the beginning and of the end is looked at."""

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"{\\rtf1", "application/rtf"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_FTYP = {b"qt  ": "video/quicktime", b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic"}
_FTYP |= {b"M4A ": "audio/mp4", b"avif": "image/avif"}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED = (
    (b"word/document.xml", _OFFICE + "wordprocessingml.document"),
    (b"xl/workbook.xml", _OFFICE + "spreadsheetml.sheet"),
    (b"ppt/presentation.xml", _OFFICE + "presentationml.presentation"),
)
_OPEN_DOCUMENT = re.compile(rb"mimetype(application/vnd\.oasis\.opendocument\.[a-z-]{1,30})")
_MARKUP = re.compile(r"\A\s*<[a-z!?/]|<(?:script|svg|html|body|iframe|object|embed|!doctype)\b", re.IGNORECASE)
_LETTER = re.compile(
    r"(?:Received|Return-Path|Delivered-To|From|Message-ID|MIME-Version|Date|Subject|X-[\w-]+): .*\n"
    r"(?:[ \t].*\n|[\w-]+:.*\n)*?(?:From|Received|Message-ID|MIME-Version): ",
    re.IGNORECASE,
)


def kind_of(head: bytes, tail: bytes = b"") -> str:
    """The media type of what begins with `head` and ends with `tail` (HEAD_BYTES each are enough)."""
    return _by_signature(head) or _container(head, tail) or _text(head) or UNKNOWN


def _by_signature(head: bytes) -> str | None:
    for at, signature, kind in _SIGNATURES:
        if head.startswith(signature, at):
            return kind
    return None


def _container(head: bytes, tail: bytes) -> str | None:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _FTYP.get(head[8:12], "video/mp4")
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip(head, tail)
    return None


def _zip(head: bytes, tail: bytes) -> str:
    """An archive, or an office document: those name their main part in the directory at the end."""
    if found := _OPEN_DOCUMENT.match(head, 30):
        return found[1].decode()
    names = head + tail
    if b"[Content_Types].xml" in names:
        for name, kind in _ZIPPED:
            if name in names:
                return kind
    return "application/zip"


def _text(head: bytes) -> str | None:
    """Plain text, a table or a letter in UTF-8; anything that a browser could run is not text for us."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return None
    if not text or any(c < " " and c not in "\t\n\r\f\x1b" for c in text):
        return None
    unified = text.replace("\r\n", "\n")
    if _LETTER.match(unified):
        return "message/rfc822"
    if _MARKUP.search(text):
        return None
    return "text/csv" if _is_table(unified) else "text/plain"


def _is_table(text: str) -> bool:
    lines = [line for line in text.split("\n")[:21] if line.strip()]
    whole = lines if len(lines) < 20 else lines[:-1]
    if len(whole) < 2:
        return False
    return any(whole[0].count(mark) > 0 and len({line.count(mark) for line in whole}) == 1 for mark in ";\t,")
