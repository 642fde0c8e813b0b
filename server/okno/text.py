"""Plain text: phrases to be translated, keys for search and sorting, and initials."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

Texts = Mapping[str, str]
"""A text of the catalog in several languages: {"ru": ..., "en": ...}."""

# Control characters have no place in what people write; line breaks and tabs do.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2028\u2029\ufeff]")
_SPACES = re.compile(r"\s+")
CALL = re.compile(r"(?<![\w.@/+-])@(\w(?:[\w.+-]{0,62}\w)?)(?![\w@])")
"""A login by which somebody is called in a text: @anna. An address of mail calls nobody."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence for a person, kept untranslated until it is shown.

    `msgid` is plain English with %(name)s places; `many` and `n` make it a plural.
    """

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    many: str | None = None
    n: int | None = None

    def __str__(self) -> str:
        text = self.many if self.many is not None and self.n != 1 else self.msgid
        return text % {"n": self.n, **self.params} if self.params or self.n is not None else text


def N_(msgid: str, /, **params: object) -> Phrase:  # noqa: N802  the name that message extractors know
    """A phrase in one form."""
    return Phrase(msgid, params)


def plural(one: str, many: str, n: int, /, **params: object) -> Phrase:
    """A phrase that depends on the number `n`, which is available as %(n)s."""
    return Phrase(one, params, many, n)


def pick(texts: Texts, locale: str) -> str:
    """The text in `locale`, else Russian, else whatever there is."""
    return texts.get(locale) or texts.get("ru") or next(iter(texts.values()), "")


def clean(text: str) -> str:
    """What a person wrote, normalised (NFC, \\n line ends) and without control characters."""
    unified = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", unified)


def one_line(text: str, limit: int = 255) -> str:
    """`text` cleaned, on one line and at most `limit` characters long."""
    return _SPACES.sub(" ", clean(text)).strip()[:limit].rstrip()


def search_key(text: str) -> str:
    """The form in which names and subjects are compared: no case, ё as е, single spaces.

    Neither SQLite nor PostgreSQL folds Cyrillic by itself in every set-up, so the key is made here and stored.
    """
    return _SPACES.sub(" ", clean(text)).strip().casefold().replace("ё", "е")


def sort_key(text: str) -> str:
    """The form in which names are ordered: as a Russian dictionary does, ё right after е.

    The code points of the result are in the order of the alphabet: ё itself comes after all letters that may follow
    an е, and before the words in ж.
    """
    folded = _SPACES.sub(" ", clean(text)).strip().casefold()
    return folded.replace("ё", "её")


def initials(name: str) -> str:
    """Two letters for the round picture of a person: first of the first two words."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in words[:2]).upper() or "?"
