"""Words under which things are found, with the weight that each has for each thing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from okno.catalog.spelling import distance, distance_to_start

Weights = Mapping[int, int]
"""The weight of a word by the number of the thing."""
_REMEMBERED = 2000
_ALPHABET = {letter: 1 << n for n, letter in enumerate("абвгдежзийклмнопрстуфхцчшщъыьэюяabcdefghijklmnopqrstuvwxyz")}


def _letters(word: str) -> int:
    """The letters of a word as bits: a cheap look before the distance is counted."""
    bits = 0
    for letter in word:
        bits |= _ALPHABET.get(letter, 1 << 60)
    return bits


class Vocabulary:
    """All words of an index. Sealed by its making, so what was looked up once is remembered.

    Slips are looked for only in words that weigh `least` or more for some thing.
    """

    def __init__(self, words: Mapping[str, Weights], *, least: int = 0) -> None:
        self._words = words
        self._sorted = sorted(words)
        self._by_length: dict[int, list[tuple[int, str]]] = {}
        self._by_start: dict[str, list[tuple[int, str]]] = {}
        for word in self._sorted:
            if max(words[word].values()) >= least and not any(letter.isdigit() for letter in word):
                entry = (_letters(word), word)
                self._by_length.setdefault(len(word), []).append(entry)
                self._by_start.setdefault(word[0], []).append(entry)
        self.near = lru_cache(_REMEMBERED)(self._near)
        self.near_start = lru_cache(_REMEMBERED)(self._near_start)

    def get(self, word: str) -> Weights:
        """The weights of this very word; none for a word that is not there."""
        return self._words.get(word, {})

    def starting(self, start: str) -> Iterator[str]:
        """The words that begin so and go on."""
        at = bisect_left(self._sorted, start)
        while at < len(self._sorted) and self._sorted[at].startswith(start):
            if self._sorted[at] != start:
                yield self._sorted[at]
            at += 1

    def _near(self, word: str, most: int) -> Sequence[tuple[str, int]]:
        """The words within `most` slips, each with how many there are; not the word itself."""
        bits, limit = _letters(word), 2 * most
        lengths = range(max(2, len(word) - most), len(word) + most + 1)
        alike = [
            other
            for length in lengths
            for theirs, other in self._by_length.get(length, ())
            if (bits ^ theirs).bit_count() <= limit
        ]
        found = [(other, distance(word, other, most)) for other in alike]
        return [(other, slips) for other, slips in found if 0 < slips <= most]

    def _near_start(self, word: str, most: int) -> Sequence[tuple[str, int]]:
        """The longer words some beginning of which is within `most` slips; one of its first two letters is right."""
        bits, found = _letters(word), []
        for letter in dict.fromkeys(word[:2]):
            for theirs, other in self._by_start.get(letter, ()):
                if len(other) <= len(word) or (bits & ~theirs).bit_count() > most:
                    continue
                slips = distance_to_start(word, other, most)
                if 0 < slips <= most:
                    found.append((other, slips))
        return found
