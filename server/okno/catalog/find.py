"""Finds services by words: tolerant of endings, of ё, of slips, of the keyboard layout and of an unfinished last word.

An exact word beats the start of a word, and that beats a word with a slip: each step weighs less than the one before
it can for any field. Slips are looked for only in words that nothing has, and in all words when no service has all.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from okno.catalog.model import Catalog, Service
from okno.catalog.spelling import in_cyrillic, other_layouts, tolerance
from okno.catalog.vocabulary import Vocabulary
from okno.text import pick, search_key, sort_key

_WORD = re.compile(r"\w+")
_WEIGHTS = (("title", 8), ("words", 6), ("choices", 3), ("summary", 2), ("description", 1))
_NAMING = 3
"""The least weight of what names a service: words that are only told about it are not looked for with slips."""
_WORDS_LIMIT = 12
_LETTERS_LIMIT = 40
"""Of a word; what is longer is no word."""
_FORM, _STEM, _START = 2.2, 2.0, 1.0
_SLIP = {1: 0.12, 2: 0.06}
_UNFINISHED = 0.8
_BEGUN = 6
"""Letters of a word that is not finished from which on it may hold a slip: «слон» is no beginning of «сломалось»."""
_RUSSIAN = snowballstemmer.stemmer("russian")
_ENGLISH = snowballstemmer.stemmer("english")
# What people say around the thing that they want.
_AROUND = frozenset(
    _WORD.findall(
        "а в во для до и из или к как ко мне мой моя мы на надо не о об от по под при про с со у хочу чтобы что я"
        " нужен нужна нужно нужны a an and can do for how i in is my need of on please the to want with"
    )
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Give the stem of one folded word, Russian or English by its first letter."""
    stemmer = _RUSSIAN if "а" <= word[0] <= "я" else _ENGLISH
    return str(stemmer.stemWord(word))


def words_of(text: str) -> list[str]:
    """Split text into folded words."""
    return _WORD.findall(search_key(text))


@dataclass(frozen=True)
class Found:
    """What was found, the best first. `heard` is the query as it was understood when that is not what was typed."""

    services: Sequence[Service]
    heard: str = ""


@dataclass(frozen=True)
class _Hit:
    """How well a word fits a service, and which of its words it is."""

    score: float
    word: str


Hits = dict[int, _Hit]
"""The best hit of one word by the number of the service."""


@dataclass(frozen=True)
class _Ranked:
    """A service that something fits: how many pieces of the query, how well, and how these were understood."""

    fitting: int
    score: float
    number: int
    words: tuple[str, ...]


class Index:
    """All services of a catalog, ready to be searched in both languages."""

    def __init__(self, catalog: Catalog) -> None:
        self.services = list(catalog.services.values())
        self._numbers = {service.key: n for n, service in enumerate(self.services)}
        words: dict[str, dict[int, int]] = {}
        stems: dict[str, dict[int, int]] = {}
        self._shortest: dict[str, str] = {}
        for n, service in enumerate(self.services):
            for word, weight in _weighted(service):
                words.setdefault(word, {}).setdefault(n, weight)
                root = stem(word)
                stems.setdefault(root, {}).setdefault(n, weight)
                self._shortest[root] = min(self._shortest.get(root, word), word, key=len)
        self._words, self._stems = Vocabulary(words, least=_NAMING), Vocabulary(stems, least=_NAMING)
        self._titles = [len(words_of(pick(service.title, "ru"))) for service in self.services]

    def find(self, query: str, locale: str, among: Collection[str] | None = None) -> Found:
        """Give the services for a query, the best first; with `among`, only of these keys, as if there were no others.

        All words must fit; when no service has them all, those that have the most are given.
        """
        allowed = None if among is None else frozenset(self._numbers[key] for key in among if key in self._numbers)
        pieces = [part for piece in _pieces(query) for part in self._parts(piece)][:_WORDS_LIMIT]
        ranked, most = self._ranked(pieces, allowed)
        if ranked and most < len(pieces):
            again, more = self._ranked(pieces, allowed, slips=True)
            ranked, most = (again, more) if more > most else (ranked, most)
        best = sorted((one for one in ranked if one.fitting == most), key=lambda one: self._place(one, locale))
        heard = " ".join(best[0].words) if best else ""
        return Found([self.services[one.number] for one in best], "" if heard == _folded(pieces) else heard)

    def _parts(self, piece: str) -> Sequence[str]:
        """A piece of several words, any of which is known, falls apart; else its marks may be letters of a layout."""
        words = words_of(piece)
        known = len(words) > 1 and any(self._exact_word(word, None, shown=False) for word in words)
        return words if known else [piece]

    def _place(self, one: _Ranked, locale: str) -> tuple[object, ...]:
        service = self.services[one.number]
        title = sort_key(pick(service.title, locale))
        return (-round(one.score, 6), not service.popular, self._titles[one.number], title)

    def _ranked(
        self, pieces: Sequence[str], allowed: Collection[int] | None, *, slips: bool = False
    ) -> tuple[list[_Ranked], int]:
        """What the pieces fit, and how many of them fit at most."""
        heard = [self._understood(piece, piece is pieces[-1], allowed, slips=slips) for piece in pieces]
        typed = [_folded([piece]) for piece in pieces]
        ranked = []
        for n in {n for hits in heard for n in hits}:
            fitting = [hits[n] for hits in heard if n in hits]
            words = tuple(hits[n].word or own if n in hits else own for own, hits in zip(typed, heard, strict=True))
            ranked.append(_Ranked(len(fitting), sum(hit.score for hit in fitting), n, words))
        return ranked, max((one.fitting for one in ranked), default=0)

    def _understood(self, piece: str, last: bool, allowed: Collection[int] | None, *, slips: bool) -> Hits:
        """What a piece of the query fits: as it stands, else in the other layout or by its sound, else with slips."""
        readings = [words_of(one) for one in (piece, *other_layouts(piece), in_cyrillic(piece))]
        if found := self._exact(readings[0], allowed, shown=False):
            known = any(hit.score >= _STEM for hit in found.values())
            return found if known and not slips else _merged([found, self._near(readings[0], allowed, last)])
        for words in readings[1:]:
            if found := self._exact(words, allowed, shown=True):
                return found
        near = (self._near(words, allowed, last) for words in readings)
        return next((hits for hits in near if hits), {})

    def _exact(self, words: Sequence[str], allowed: Collection[int] | None, *, shown: bool) -> Hits:
        """Services with all these words, by their forms, stems or beginnings; `shown`: tell which words these are."""
        return _joined([self._exact_word(word, allowed, shown=shown) for word in words])

    def _exact_word(self, word: str, allowed: Collection[int] | None, *, shown: bool) -> Hits:
        hits: Hits = {}
        root = stem(word)
        _add(hits, self._words.get(word), _FORM, word if shown else "", allowed)
        _add(hits, self._stems.get(root), _STEM, self._shortest.get(root, "") if shown else "", allowed)
        if len(word) > 1:
            for longer in self._words.starting(word):
                _add(hits, self._words.get(longer), _START, word if shown else "", allowed)
        return hits

    def _near(self, words: Sequence[str], allowed: Collection[int] | None, last: bool) -> Hits:
        return _joined([self._near_word(word, allowed, last) for word in words])

    def _near_word(self, word: str, allowed: Collection[int] | None, last: bool) -> Hits:
        hits: Hits = {}
        most, root = tolerance(word), stem(word)
        if not most:
            return hits
        for other, slips in self._words.near(word, most):
            _add(hits, self._words.get(other), _SLIP[slips], other, allowed, least=_NAMING)
        if around := tolerance(root):
            shown = self._shortest.get(root, "")
            _add(hits, self._stems.get(root), _SLIP[1], shown, allowed, least=_NAMING)
            for other, slips in self._stems.near(root, around):
                _add(hits, self._stems.get(other), _SLIP[slips], self._shortest[other], allowed, least=_NAMING)
        if last and len(word) >= _BEGUN:
            for other, slips in self._words.near_start(word, most):
                _add(hits, self._words.get(other), _SLIP[slips] * _UNFINISHED, other, allowed, least=_NAMING)
        return hits


def _pieces(query: str) -> list[str]:
    """The pieces of a query between spaces, each once, without the words around what is wanted."""
    found = [one for one in dict.fromkeys(query[:200].split()) if len(one) <= _LETTERS_LIMIT]
    meant = [one for one in found if not set(words_of(one)) <= _AROUND]
    return (meant or found)[:_WORDS_LIMIT]


def _folded(pieces: Iterable[str]) -> str:
    return " ".join(word for piece in pieces for word in words_of(piece))


def _add(
    hits: Hits,
    weights: Mapping[int, int],
    factor: float,
    word: str,
    allowed: Collection[int] | None,
    *,
    least: int = 0,
) -> None:
    for n, weight in weights.items():
        if weight < least or (allowed is not None and n not in allowed):
            continue
        score = weight * factor
        if n not in hits or hits[n].score < score:
            hits[n] = _Hit(score, word)


def _joined(parts: Sequence[Hits]) -> Hits:
    """Services that all the words of one piece fit."""
    if not parts or not all(parts):
        return {}
    both = set.intersection(*(set(hits) for hits in parts))
    return {
        n: _Hit(sum(hits[n].score for hits in parts), " ".join(hits[n].word for hits in parts).strip()) for n in both
    }


def _merged(several: Iterable[Hits]) -> Hits:
    """The best hit of each service."""
    best: Hits = {}
    for hits in several:
        for n, hit in hits.items():
            if n not in best or best[n].score < hit.score:
                best[n] = hit
    return best


def _weighted(service: Service) -> Iterator[tuple[str, int]]:
    """The words of a service with their weights, the heaviest first."""
    for name, weight in _WEIGHTS:
        for word in words_of(" ".join(_texts(service, name))):
            if len(word) <= _LETTERS_LIMIT:
                yield word, weight


def _texts(service: Service, name: str) -> list[str]:
    if name == "words":
        return [word for words in service.words.values() for word in words]
    if name == "choices":
        return [text for field in service.fields for choice in field.choices for text in choice.title.values()]
    texts: dict[str, str] = dict(getattr(service, name))
    return list(texts.values())
