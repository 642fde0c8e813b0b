"""What somebody typed, understood: words, phrases in quotes, words to leave out, numbers, telephones, conditions.

A clause holds when one of its alternatives does; an alternative is a phrase of terms, of which the last one may be
the beginning of a word. All clauses must hold, and none of those to leave out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from okno.catalog.automation import Criterion
from okno.catalog.spelling import other_layouts
from okno.text import search_key
from okno.tickets.search import terms
from okno.tickets.search.operators import understood

LONGEST = 200
"""Characters of a query that are looked at."""
MOST = 12
"""Clauses of a query; what is beyond is left out."""
_PREFIX_SHORTEST = 2
_CODE_BEGUN = 3
_ENDING = 6
"""Letters from which on a word may have been broken off within its ending."""
_WIFI = (4, 12)
"""Letters of a Latin word that may be written with a hyphen in the text: wifi, Wi-Fi."""
_QUOTED = re.compile(r"(-?)[\"«“„]([^\"«»“”„]*)[\"»”“]")
_NUMBER = re.compile(r"[#№]?\s?(\d{1,18})")
_TICKET = re.compile(r"(?<!\S)[#№]\s?(\d{1,18})(?!\S)")


@dataclass(frozen=True)
class Phrase:
    """Terms one right after the other; `begun`: the last one is the beginning of a word."""

    terms: tuple[str, ...]
    begun: bool = False


Clause = tuple[Phrase, ...]
"""Phrases one of which must be there."""


@dataclass(frozen=True)
class Query:
    """A query as it was understood.

    `plain`: without the conditions, which are in `criteria`. `number`: the ticket that it names, if it names one.
    `phone`: the number in E.164 when a clause is one, and `rest` the clauses without it: whoever has this telephone is
    found by who he is.
    """

    text: str
    plain: str = ""
    clauses: tuple[Clause, ...] = ()
    without: tuple[Clause, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    number: int | None = None
    phone: str = ""
    rest: tuple[Clause, ...] = field(default=())

    @property
    def words(self) -> bool:
        """Whether there is something to be found by words."""
        return bool(self.clauses)

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing."""
        return not self.clauses and not self.criteria and self.number is None

    @property
    def by_owner(self) -> Query:
        """The same, for the tickets of whoever has the telephone."""
        return replace(self, clauses=self.rest)


def parsed(text: str, *, typing: bool = True) -> Query:
    """Understands a query. `typing`: its last word may not be finished."""
    kept = text[:LONGEST]
    plain, criteria = understood(kept)
    said = plain.strip()
    clauses: list[Clause] = []
    without: list[Clause] = []
    for sign, quoted in _QUOTED.findall(plain):
        (without if sign else clauses).extend(_phrase(quoted))
    plain = _QUOTED.sub(" ", plain)
    numbers = [int(found) for found in _TICKET.findall(plain)]
    if whole := _NUMBER.fullmatch(plain.strip()):
        numbers = [int(whole[1])]
    plain = _TICKET.sub(r" \1 ", plain)
    phone, plain, rest = _phones(plain)
    own = clauses + [one for chunk in _wanted(plain, without, typing=typing) for one in chunk]
    found = tuple([*own, *rest][:MOST])
    return Query(
        text=text,
        plain=said,
        clauses=found,
        without=tuple(without[:MOST]),
        criteria=criteria,
        number=numbers[0] if numbers else None,
        phone=phone,
        rest=tuple(own[:MOST]),
    )


def otherwise(query: Query, *, typing: bool = True) -> Iterator[Query]:
    """The same keys in the other layout, as far as that makes words."""
    seen = {query.clauses}
    for text in other_layouts(query.text[:LONGEST]):
        other = parsed(text, typing=typing)
        if other.words and other.clauses not in seen:
            seen.add(other.clauses)
            yield other


def _phones(plain: str) -> tuple[str, str, list[Clause]]:
    """The telephone in the text, the text without it, and the clause that it is."""
    for found in terms.PHONE.finditer(plain):
        number = terms.phone_of(found[0])
        if number:
            words = tuple(terms.words(search_key(found[0])))
            clause = (Phrase((f"p_{number[1:]}",)), *((Phrase(words),) if words else ()))
            return number, f"{plain[: found.start()]} {plain[found.end() :]}", [clause]
    return "", plain, []


def _wanted(plain: str, without: list[Clause], *, typing: bool) -> Iterator[list[Clause]]:
    chunks = plain.split()
    for n, chunk in enumerate(chunks):
        if chunk.startswith("-") and len(chunk) > 1:
            without.extend(_clause(chunk[1:], begun=False))
        else:
            last = typing and n == len(chunks) - 1 and not plain.endswith((" ", "\u00a0"))
            yield _clause(chunk, begun=last, alone=len(chunks) == 1)


def _clause(chunk: str, *, begun: bool, alone: bool = False) -> list[Clause]:
    """The clause of a piece between spaces: its words side by side, or all of it as a code or an address."""
    folded = search_key(chunk)
    words = tuple(terms.words(folded))
    found: list[Phrase] = []
    if mails := tuple(terms.mails_in(folded)):
        found.append(Phrase(mails[:1]))
    typed = _last(folded)
    if not words and begun and alone and len(typed) >= _PREFIX_SHORTEST:
        # «При» alone is not yet the word that only joins others.
        found.append(Phrase((typed,), begun=True))
    if words:
        found.append(Phrase(words))
        if begun and len(typed) >= _PREFIX_SHORTEST:
            # «Of» at the end is none of the words, but it may become one of them.
            before = words if terms.joins(typed) else words[:-1]
            found.append(Phrase((*before, typed), begun=True))
            found += _broken(words, typed) if before != words else []
    if code := _code(folded):
        found.append(Phrase((code,), begun=begun and len(code) > _CODE_BEGUN + len("c_")))
    return [tuple(found)] if found else []


def _broken(words: tuple[str, ...], typed: str) -> list[Phrase]:
    """«Сломалос» begins no stem, but one letter less makes a word of the stem that is meant."""
    stem = terms.root(typed[:-1]) if len(typed) >= _ENDING else ""
    return [Phrase((*words[:-1], stem))] if stem and stem != words[-1] else []


def _last(folded: str) -> str:
    """The last word as it was typed, when the piece ends with it."""
    found = re.search(r"([^\W_]+)$", folded)
    return found[1][: terms.WORD_LIMIT] if found is not None else ""


def _code(folded: str) -> str:
    least, most = _WIFI
    if folded.isdigit() or (folded.isascii() and folded.isalpha() and least <= len(folded) <= most):
        return terms.mark_of(folded)
    return terms.code_of(folded)


def _phrase(quoted: str) -> list[Clause]:
    words = tuple(terms.words(search_key(quoted)))
    if not words:
        return []
    code = terms.code_of(search_key(quoted))
    return [(Phrase(words), *((Phrase((code,)),) if code else ()))]


# For the databases -------------------------------------------------------------------------------------------------


def tsquery(query: Query, *, loosely: bool = False) -> str:
    """The query as the text of a tsquery; `loosely` its phrases are words in whatever order."""
    then = " & " if loosely else " <-> "
    wanted = [_ts_clause(one, then) for one in query.clauses]
    return " & ".join([*wanted, *(f"!{_ts_clause(one, then)}" for one in query.without)])


def _ts_clause(clause: Clause, then: str) -> str:
    return "(" + " | ".join(_ts_phrase(one, then) for one in clause) + ")"


def _ts_phrase(phrase: Phrase, then: str) -> str:
    words = [f"'{one}'" for one in phrase.terms]
    if phrase.begun:
        words[-1] += ":*"
    return "(" + then.join(words) + ")"


def fts5(query: Query, *, staff: bool) -> str:
    """The query as FTS5 reads it; without `staff` in the public document alone."""
    found = " AND ".join(_fts_clause(one) for one in query.clauses)
    for one in query.without:
        found = f"({found}) NOT {_fts_clause(one)}"
    return f"({found})" if staff else f"{{public}} : ({found})"


def _fts_clause(clause: Clause) -> str:
    return "(" + " OR ".join(_fts_phrase(one) for one in clause) + ")"


def _fts_phrase(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.terms)}"' + (" *" if phrase.begun else "")


def in_line(query: Query, start: int, columns: Sequence[str]) -> tuple[str, list[object]]:
    """The query as a condition on lines of terms, for rows that are few; places count from `start`."""
    args: list[object] = []

    def holds(clause: Clause) -> str:
        found = []
        for one in clause:
            args.append(f" {' '.join(one.terms)}" + ("" if one.begun else " "))
            found += [f"instr({column}, ${start + len(args) - 1}) > 0" for column in columns]
        return "(" + " OR ".join(found) + ")"

    parts = [holds(one) for one in query.clauses] + [f"NOT {holds(one)}" for one in query.without]
    return " AND ".join(parts) or "true", args
