"""The terms of a text: stems of its words, codes whole, telephones in one form, mail addresses whole.

The same function makes the terms of documents and of queries on both databases, so both find the same. A term is made
of letters, digits and `_` alone: databases take it as it stands. `c_` begins a code, `p_` a telephone, `m_` a mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from okno.catalog.find import stem
from okno.phones import normal
from okno.text import search_key

WORD_LIMIT = 40
CODE_LIMIT = 64
"""Letters of a code; what is longer is an address or noise, and only its words are kept."""
_CODE_SHORTEST = 3
_PHONE_DIGITS = (10, 15)
_WORD = re.compile(r"[^\W_]+")
_EDGES = ".,;:!?()[]{}<>«»„“”\"'`…#№*=|"
_CODE = re.compile(r"[\w.,/\\:+\-–—]+")
_INNER = re.compile(r"[^\W_][._/\\:+\-–—][^\W_]")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w+])\+?\(?\d[\d ().\u00a0\-–]{7,20}\d(?!\w)")
_NO_WORD = re.compile(r"\W+")
# Letters that look alike in capitals: serial numbers are typed in whichever layout is on.
_ALIKE = str.maketrans("авекмнорстух", "abekmhopctyx")
_STOP = frozenset(
    _WORD.findall(
        "а без бы в во вот да для до его ее же за и из или их к как ко ли мы на не ни но о об он она они от по под при"
        " с со так то у уже что это я a an and are as at be but by for from i in is it of on or that the this to was"
        " with"
    )
)


class _Region:
    """Where telephones without a country code are from."""

    name = "RU"


def settle(region: str) -> None:
    """Sets the region of telephones, once at start-up."""
    _Region.name = region


@dataclass(frozen=True)
class Terms:
    """Terms of a text: stems in the order of the words, and marks whose place says nothing."""

    words: tuple[str, ...]
    marks: frozenset[str] = frozenset()


def terms(text: str) -> Terms:
    """The terms of a text of a document."""
    folded = search_key(text)
    marks = {code for chunk in folded.split() if (code := code_of(chunk))}
    marks.update(phones_in(text))
    marks.update(mails_in(folded))
    return Terms(tuple(words(folded)), frozenset(marks))


def words(folded: str) -> Iterator[str]:
    """The stems of folded words, without those that only join others."""
    for found in _WORD.finditer(folded):
        word = found[0]
        if word not in _STOP:
            yield root(word)


def joins(word: str) -> bool:
    """Whether a folded word only joins others, so that it is not kept."""
    return word in _STOP


def root(word: str) -> str:
    """The stem of one folded word; what holds a digit is no word and stays as it is."""
    word = word[:WORD_LIMIT]
    return word if any(map(str.isdigit, word)) else stem(word)


def code_of(chunk: str) -> str:
    """The term of a folded chunk between spaces that is a code: a serial or inventory number, a version, «wi-fi».

    Hyphens, dots and slashes fall out, and letters that look alike are one: «ПФ-3/к» is «пф3K».
    """
    bare = chunk.strip(_EDGES)
    if not _CODE_SHORTEST <= len(bare) <= CODE_LIMIT or "//" in bare or not _CODE.fullmatch(bare):
        return ""
    digits = any(map(str.isdigit, bare))
    if not (digits and not bare.isdigit()) and not _INNER.search(bare):
        return ""
    return mark_of(bare)


def mark_of(folded: str) -> str:
    """The term of a code, whatever is a code."""
    plain = "".join(_WORD.findall(folded)).translate(_ALIKE)
    return f"c_{plain}" if len(plain) >= _CODE_SHORTEST else ""


def phones_in(text: str) -> Iterator[str]:
    """The terms of telephones in a text, in whatever writing."""
    for found in PHONE.finditer(text):
        if number := phone_of(found[0]):
            yield f"p_{number[1:]}"


def phone_of(text: str) -> str:
    """A text that is an outside telephone number, as E.164; "" when it is none."""
    least, most = _PHONE_DIGITS
    if not least <= sum(map(str.isdigit, text)) <= most:
        return ""
    number = normal(text, _Region.name)
    return number if number is not None and number.startswith("+") else ""


def mails_in(folded: str) -> Iterator[str]:
    """The terms of mail addresses in a folded text."""
    for found in _MAIL.finditer(folded):
        yield "m_" + _NO_WORD.sub("_", found[0].strip("."))[: CODE_LIMIT * 2]
