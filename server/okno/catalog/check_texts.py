"""What every part of a catalog is checked for: texts in both languages, keys, what is referred to."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from okno.catalog.model import working_time
from okno.text import N_, Phrase, Texts, clean

LOCALES = ("ru", "en")
TITLE_LIMIT = 120
BODY_LIMIT = 4000
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""The key of a field or a state."""
STEP = re.compile(r"[a-z][a-z0-9_-]{0,39}")
"""The key of a step of an approval, of a task or of a canned reply."""

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, Phrase]]


def within(path: Path, found: Iterable[tuple[Path, Phrase]]) -> Found:
    """Give problems of a part as those of the whole: `path` leads to the part."""
    for inner, reason in found:
        yield (*path, *inner), reason


def lacks(name: str, key: str) -> Phrase:
    """Say that nothing is called so."""
    return N_("There is no %(name)s “%(key)s”", name=name, key=key)


def refer(path: Path, key: str, known: Collection[str], *, name: str = "") -> Found:
    """Give a problem when nothing is called so; `name` says what it should be, else the end of the path does."""
    if key not in known:
        yield path, lacks(name or str(path[-1]), key)


def texts(item: Any, path: Path, limit: int, *, optional: bool = False) -> Found:
    """Give the problems of a text attribute, named by the end of its path."""
    found = getattr(item, str(path[-1]))
    if not optional or found:
        yield from languages(found, path, limit)


def languages(texts: Texts, path: Path, limit: int) -> Found:
    """Give the problems of texts in several languages."""
    for locale in LOCALES:
        if not texts.get(locale, "").strip():
            yield path, N_("The text in “%(locale)s” is missing", locale=locale)
    for locale, text in texts.items():
        if locale not in LOCALES:
            yield (*path, locale), N_("The language “%(locale)s” is unknown", locale=locale)
        if len(text) > limit:
            yield (*path, locale), N_("The text is longer than %(limit)s characters", limit=limit)
        if clean(text) != text:
            yield (*path, locale), N_("The text has characters that nobody sees: retype it")


def twice(keys: Iterable[str], path: Path) -> Found:
    """Give a problem for each key of a list that was there before."""
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield (*path, index), N_("The key “%(key)s” stands here twice", key=key)
        seen.add(key)


def target(respond: str, resolve: str) -> Found:
    """Give the problems of two terms in working time."""
    times = {}
    for name, text in (("respond", respond), ("resolve", resolve)):
        try:
            times[name] = working_time(text)
        except ValueError:
            yield (name,), N_("Write working time as 30m, 4h or 3d")
    if len(times) == 2 and times["respond"] > times["resolve"]:
        yield ("respond",), N_("The answer must not be due after the solution")


def working(item: Any, name: str, *, optional: bool = False) -> Found:
    """Give a problem when an attribute is no working time."""
    text = getattr(item, name)
    if optional and not text:
        return
    try:
        working_time(text)
    except ValueError:
        yield (name,), N_("Write working time as 30m, 4h or 3d")
