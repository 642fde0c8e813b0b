"""Checks words that are used often, as canned replies, greetings and signatures: languages, length, variables."""

from okno.catalog.check_texts import BODY_LIMIT, Found, Path, languages
from okno.catalog.variables import known, strange
from okno.text import N_, Texts

LETTERHEAD_LIMIT = 1000
"""The longest greeting, and the longest signature."""


def words(texts: Texts, path: Path, limit: int = BODY_LIMIT) -> Found:
    """Give the problems of words that may have variables in them."""
    yield from languages(texts, path, limit)
    for locale, text in texts.items():
        for name in strange(text)[:1]:
            yield (*path, locale), N_("The words know %(known)s only, not “%(name)s”", known=known(), name=name)


def letterhead(team: object) -> Found:
    """Give the problems of the greeting and the signature of a team, which it may do without."""
    for name in ("greeting", "signature"):
        found: Texts = getattr(team, name)
        if found:
            yield from words(found, (name,), LETTERHEAD_LIMIT)
