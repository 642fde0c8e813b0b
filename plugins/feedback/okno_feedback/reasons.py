"""Reasons of a bad mark, as an administrator writes them: a line each, Russian, a bar, English.

A rating keeps the whole line, so that it can be read after the list has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from okno.api import one_line

LONGEST = 200
MOST = 12


def lines(settings: Mapping[str, Any]) -> Sequence[str]:
    """The lines in force, each once."""
    written = (one_line(str(line), LONGEST) for line in settings.get("reasons") or ())
    return [line for line in dict.fromkeys(written) if line][:MOST]


def word(line: str, locale: str) -> str:
    """A line in a language; without a bar it is the same in both."""
    russian, bar, english = (part.strip() for part in line.partition("|"))
    return (english or russian) if bar and locale == "en" else (russian or english)


def words(chosen: Iterable[str], locale: str) -> Sequence[str]:
    """Several lines in a language."""
    return [word(line, locale) for line in chosen]
