"""How a word may have been meant: slips of the finger, the other keyboard layout, Russian in Latin letters."""

from __future__ import annotations

from okno.text import search_key

SHORT, LONG = 4, 8
"""Letters from which on a word may hold one slip, and two."""

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~{}:\"<>"
_CYRILLIC = "ёйцукенгшщзхъфывапролджэячсмитьбюёхъжэбю"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC[:33], _LATIN[:33])
# Longer spellings first: each is looked for where the one before has ended.
_SOUNDS = {
    "shch": "щ", "sch": "щ", "zh": "ж", "ch": "ч", "sh": "ш", "kh": "х", "ts": "ц", "yu": "ю", "ju": "ю", "ya": "я",
    "ja": "я", "yo": "е", "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и",
    "j": "й", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т",
    "u": "у", "v": "в", "w": "в", "x": "кс", "y": "й", "z": "з", "'": "ь",
}  # fmt: skip


def tolerance(word: str) -> int:
    """How many slips a word of this length may hold; what has digits may hold none: 2-НДФЛ is not 3-НДФЛ."""
    if len(word) < SHORT or any(letter.isdigit() for letter in word):
        return 0
    return 2 if len(word) >= LONG else 1


def other_layouts(text: str) -> tuple[str, ...]:
    """The text as the same keys write it in the other layout: «yjen» is «ноут»."""
    folded = search_key(text)
    both = (folded.translate(_TO_CYRILLIC), folded.translate(_TO_LATIN))
    return tuple(search_key(one) for one in both if one != folded)


def in_cyrillic(text: str) -> str:
    """The text with Latin letters written as they sound: «propusk» is «пропуск»."""
    folded, out, at = search_key(text), [], 0
    while at < len(folded):
        found = next((part for part in (folded[at : at + size] for size in (4, 3, 2, 1)) if part in _SOUNDS), "")
        out.append(_SOUNDS[found] if found else folded[at])
        at += len(found) or 1
    return "".join(out)


def distance(word: str, other: str, most: int) -> int:
    """How many slips lie between two words: a letter wrong, missing, too many, or two neighbours swapped.

    `most` + 1 stands for all that is more than `most`.
    """
    if abs(len(word) - len(other)) > most:
        return most + 1
    return min(_last_row(word, other, most)[-1], most + 1)


def distance_to_start(word: str, other: str, most: int) -> int:
    """How many slips lie between a word and the nearest beginning of the other; `most` + 1 when there are more."""
    return min(*_last_row(word, other[: len(word) + most], most), most + 1)


def _last_row(word: str, other: str, most: int) -> list[int]:
    """The last row of the matrix of the optimal string alignment; any row that is beyond `most` ends the work."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(word, start=1):
        made = [n]
        for m, theirs in enumerate(other, start=1):
            cost = min(row[m] + 1, made[m - 1] + 1, row[m - 1] + (letter != theirs))
            if n > 1 and m > 1 and letter == other[m - 2] and word[n - 2] == theirs:
                cost = min(cost, before[m - 2] + 1)
            made.append(cost)
        before, row = row, made
        if min(row) > most and min(before) > most:
            return [most + 1]
    return row
