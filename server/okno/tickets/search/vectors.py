"""Terms as the databases keep them: a tsvector with places on PostgreSQL, a line of terms on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from okno.tickets.search.document import LIMIT
from okno.tickets.search.terms import Terms, terms

_LAST_PLACE = 16_000
"""PostgreSQL knows no places beyond about this one; words after it are found, phrases there are not."""
_PLACES = 64
"""Of one term in one document: for phrases among the commonest words the first ones are enough."""
GAP = "_"
"""Between two texts of a document on SQLite, so that no phrase goes over the edge."""


def parts(texts: Iterable[str]) -> list[Terms]:
    """The terms of the texts of a document, as far as the limit goes; each text in its turn."""
    found: list[Terms] = []
    left = LIMIT
    for text in texts:
        if left <= 0:
            break
        found.append(terms(text[:left]))
        left -= len(text)
    return found


def vector(documents: Sequence[Terms]) -> str:
    """The text of a tsvector."""
    places: dict[str, list[str]] = {}
    at = 0
    for one in documents:
        at += 1
        for word in one.words:
            at += 1
            known = places.setdefault(word, [])
            if at <= _LAST_PLACE and len(known) < _PLACES:
                known.append(str(at))
        for mark in one.marks:
            places.setdefault(mark, [])
    return " ".join(f"'{word}'" + (":" + ",".join(known) if known else "") for word, known in places.items())


def line(documents: Sequence[Terms]) -> str:
    """The line of terms, with a space at either end."""
    found = [" ".join((*one.words, GAP, *sorted(one.marks))) for one in documents]
    return f" {f' {GAP} '.join(found)} " if found else " "
