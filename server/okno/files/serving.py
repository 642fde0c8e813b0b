"""The headers with which a file goes to a browser."""

from __future__ import annotations

from urllib.parse import quote

from okno.files.kind import UNKNOWN
from okno.files.store import File

_PLAIN_ASCII = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-()")


def headers(file: File, *, inline: bool = False) -> dict[str, str]:
    """The headers of an answer with the file. Only pictures may be shown in place, when `inline` is asked for."""
    shown = inline and file.is_image
    return {
        "Content-Type": file.media_type if _harmless(file.media_type) else UNKNOWN,
        "Content-Length": str(file.size),
        "Content-Disposition": disposition(file.name, "inline" if shown else "attachment"),
        "X-Content-Type-Options": "nosniff",
        # Whatever it is, in a tab of its own it may neither run nor load anything.
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def disposition(name: str, how: str) -> str:
    """Content-Disposition with the name in both spellings of RFC 6266: plain ASCII, and RFC 5987 for the rest."""
    fallback = "".join(c if c in _PLAIN_ASCII else "_" for c in name)
    if fallback == name:
        return f'{how}; filename="{name}"'
    return f"{how}; filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe='')}"


def _harmless(media_type: str) -> bool:
    return not any(word in media_type for word in ("html", "xml+", "+xml", "svg", "script")) and "/" in media_type
