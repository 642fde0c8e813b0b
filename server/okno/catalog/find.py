"""Finds services by words: tolerant of word endings, of ё and of an unfinished last word."""

import re
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from okno.catalog.model import Catalog, Service
from okno.text import pick, search_key, sort_key

_WORD = re.compile(r"\w+")
_WEIGHTS = (("title", 8), ("words", 6), ("choices", 3), ("summary", 2), ("description", 1))
_WORDS_LIMIT = 12
_RUSSIAN = snowballstemmer.stemmer("russian")
_ENGLISH = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Give the stem of one folded word, Russian or English by its first letter."""
    stemmer = _RUSSIAN if "а" <= word[0] <= "я" else _ENGLISH
    return str(stemmer.stemWord(word))


def words_of(text: str) -> list[str]:
    """Split text into folded words."""
    return _WORD.findall(search_key(text))


@dataclass(frozen=True)
class Entry:
    """A service with the weight of every word under which it can be found."""

    service: Service
    words: dict[str, int]
    stems: dict[str, int]

    def score(self, word: str) -> int:
        """Give how well a word of the query fits: 0 not at all; the start of a word counts half."""
        whole = self.stems.get(stem(word), 0) * 2
        start = max((weight for own, weight in self.words.items() if own.startswith(word)), default=0)
        return max(whole, start if len(word) > 1 else 0)


class Index:
    """All services of a catalog, ready to be searched in both languages."""

    def __init__(self, catalog: Catalog) -> None:
        self.entries = [_entry(service) for service in catalog.services.values()]

    def find(self, query: str, locale: str) -> list[Service]:
        """Give the services for a query, the best first.

        All words must fit; when no service has them all, those that have the most are given.
        """
        words = list(dict.fromkeys(words_of(query[:200])))[:_WORDS_LIMIT]
        ranked = []
        for entry in self.entries:
            scores = [score for word in words if (score := entry.score(word))]
            if scores:
                ranked.append((len(scores), sum(scores), entry.service))
        most = max((count for count, _, _ in ranked), default=0)
        best = [item for item in ranked if item[0] == most]
        best.sort(key=lambda item: (-item[1], not item[2].popular, sort_key(pick(item[2].title, locale))))
        return [service for _, _, service in best]


def _entry(service: Service) -> Entry:
    words: dict[str, int] = {}
    for name, weight in _WEIGHTS:
        for word in words_of(" ".join(_texts(service, name))):
            words.setdefault(word, weight)
    stems: dict[str, int] = {}
    for word, weight in words.items():
        stems[stem(word)] = max(weight, stems.get(stem(word), 0))
    return Entry(service, words, stems)


def _texts(service: Service, name: str) -> list[str]:
    if name == "words":
        return [word for words in service.words.values() for word in words]
    if name == "choices":
        return [text for field in service.fields for choice in field.choices for text in choice.title.values()]
    texts: dict[str, str] = dict(getattr(service, name))
    return list(texts.values())
