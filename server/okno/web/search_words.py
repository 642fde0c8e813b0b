"""What the search says of itself: how one looks for something, what was found."""

from __future__ import annotations

from okno.i18n import Translator
from okno.text import N_, Phrase
from okno.themes.search import ExampleView, MarkedView
from okno.tickets.search.filling import Progress
from okno.tickets.search.plan import CUT
from okno.tickets.search.snippet import Piece

_FOR_ALL: tuple[tuple[Phrase, Phrase], ...] = (
    (N_("printer jams"), N_("all of the words, in any form")),
    (N_('"no access"'), N_("words side by side")),
    (N_("printer -scanner"), N_("without a word")),
    (N_("10427"), N_("a request by its number")),
    (N_("PF3-XK12"), N_("a serial or inventory number, whole or its beginning")),
    (N_("state:done"), N_("by state; the title of a state does too")),
    (N_("service:mail"), N_("by service; also category: and kind:")),
)
_FOR_STAFF: tuple[tuple[Phrase, Phrase], ...] = (
    (N_("+7 900 000-12-34"), N_("a telephone in any writing: texts with it, requests of whoever has it")),
    (N_("from:ivanov"), N_("by requester; from:me are your own")),
    (N_("assignee:nobody"), N_("by assignee; also team: and priority:")),
    (N_("field.model:27"), N_("by the answer to a field of the form")),
)


def examples(t: Translator, *, staff: bool) -> tuple[ExampleView, ...]:
    """How somebody may look for something."""
    known = (*_FOR_ALL, *(_FOR_STAFF if staff else ()))
    return tuple(ExampleView(query=t.say(query), text=t.say(text)) for query, text in known)


def counted(found: int, cut: int = CUT) -> str:
    """How many were found; beyond the newest that are looked at, so many and more."""
    return str(found) if found < cut else f"{cut}+"


def filling(t: Translator, now: Progress) -> str:
    """That older requests are not in the index yet."""
    if now.done:
        return ""
    return t.say(N_("Older requests are still being prepared for the search: %(n)s%% are done.", n=now.percent))


def marks(pieces: tuple[Piece, ...]) -> tuple[MarkedView, ...]:
    """A marked text as a page shows it."""
    return tuple(MarkedView(text=one.text, marked=one.marked) for one in pieces)
