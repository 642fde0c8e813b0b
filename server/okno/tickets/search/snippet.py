"""Where the words stand: a piece of the text around them, with the words marked.

The texts are read anew, as far as the reader may read them, so nothing is kept twice and no mark tells of a word that
is not his.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.text import search_key
from okno.tickets.search import terms
from okno.tickets.search.document import documents
from okno.tickets.search.query import Query
from okno.tickets.ticket import Ticket
from okno.tickets.visible import is_staff

LONGEST = 180
BEFORE = 50
"""Characters before the first marked word."""
_READ = 20_000
"""Characters of one text that are looked through."""
_CHUNK = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Piece:
    """A part of a text, marked or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Wanted:
    """What is marked: terms as they are, and beginnings of words."""

    terms: frozenset[str]
    begun: tuple[str, ...]

    @classmethod
    def of(cls, query: Query) -> Wanted:
        """The terms of a query."""
        phrases = [phrase for clause in query.clauses for phrase in clause]
        whole = {term for one in phrases for term in (one.terms[:-1] if one.begun else one.terms)}
        return cls(frozenset(whole), tuple(one.terms[-1] for one in phrases if one.begun))

    def has(self, term: str, typed: str) -> bool:
        """Whether a term is marked, or the word that it was made of as it stands."""
        return term in self.terms or any(typed.startswith(one) or term.startswith(one) for one in self.begun)


def spans(text: str, wanted: Wanted) -> list[tuple[int, int]]:
    """Where marked words stand in a text."""
    found: list[tuple[int, int]] = []
    for phone in terms.PHONE.finditer(text):
        number = terms.phone_of(phone[0])
        if number and f"p_{number[1:]}" in wanted.terms:
            found.append(phone.span())
    for chunk in _CHUNK.finditer(text):
        folded = search_key(chunk[0])
        codes = [code for code in (terms.code_of(folded), *terms.mails_in(folded)) if code]
        if any(wanted.has(code, code) for code in codes):
            found.append(chunk.span())
            continue
        for word in _WORD.finditer(chunk[0]):
            own = search_key(word[0])
            if wanted.has(terms.root(own), own):
                found.append((chunk.start() + word.start(), chunk.start() + word.end()))
    return _joined(sorted(found))


def _joined(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in found:
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def marked(text: str, wanted: Wanted) -> tuple[Piece, ...]:
    """The whole of a short text, with its words marked."""
    return _cut(text, spans(text, wanted), 0, len(text))


def around(texts: Sequence[str], wanted: Wanted) -> tuple[Piece, ...]:
    """A piece of the text in which the most different words stand; nothing when they stand in none."""
    best: tuple[int, str, list[tuple[int, int]]] = (0, "", [])
    for text in texts:
        plain = _SPACE.sub(" ", text[:_READ]).strip()
        found = spans(plain, wanted)
        different = len({search_key(plain[start:end]) for start, end in found})
        if different > best[0]:
            best = (different, plain, found)
    _, text, found = best
    if not found:
        return ()
    start = max(found[0][0] - BEFORE, 0)
    if start:
        start = text.rfind(" ", 0, start) + 1
    end = min(start + LONGEST, len(text))
    pieces = _cut(text, found, start, end)
    head, tail = ("… ",) if start else (), (" …",) if end < len(text) else ()
    return (*map(Piece, head), *pieces, *map(Piece, tail))


def _cut(text: str, found: Iterable[tuple[int, int]], start: int, end: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for left, right in found:
        if left >= end:
            break
        if right <= start:
            continue
        if left > at:
            pieces.append(Piece(text[at:left]))
        pieces.append(Piece(text[max(left, at) : min(right, end)], marked=True))
        at = min(right, end)
    if at < end:
        pieces.append(Piece(text[at:end]))
    return tuple(pieces)


async def snippets(actor: Actor, tickets: Sequence[Ticket], query: Query) -> Mapping[int, tuple[Piece, ...]]:
    """A piece of each ticket where the words stand, of what this actor may read in it; the subject stands elsewhere."""
    wanted = Wanted.of(query)
    found = await documents(one.id for one in tickets) if query.words else {}
    told: dict[int, tuple[Piece, ...]] = {}
    for one in tickets:
        made = found.get(one.id)
        if made is not None:
            texts = [*made.public, *(made.staff if is_staff(actor, one) else ())]
            told[one.id] = around([text for text in texts if text != one.subject and text not in made.titles], wanted)
    return told
