"""Keys out of titles: an administrator writes words, the catalog needs a key."""

import re
from collections.abc import Collection

from okno.text import clean

_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        re.split(" ", "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch  y  e yu ya"),
        strict=True,
    )
)
_OTHER = re.compile(r"[^a-z0-9]+")


def key_from(title: str, taken: Collection[str], *, joint: str = "-", usual: str = "item", limit: int = 40) -> str:
    """Make a free key of Latin letters, digits and `joint` from a title; `usual` when nothing of it can be spelt."""
    spelt = "".join(_LETTERS.get(letter, letter) for letter in clean(title).casefold())
    words = [word for word in _OTHER.split(spelt) if word]
    if words and not words[0][0].isalpha():
        words.insert(0, usual)
    key = joint.join(words)[:limit].strip(joint) or usual
    return (
        key if key not in taken else next(free for n in range(2, 10_000) if (free := f"{key}{joint}{n}") not in taken)
    )
