"""How links and merges are called, and what the story of a ticket says about them."""

from __future__ import annotations

from collections.abc import Mapping

from okno.events import Fact
from okno.i18n import Translator
from okno.text import N_, Phrase
from okno.tickets.beside import LINKED, MERGED, other_of
from okno.tickets.merged import APART, TOGETHER

WORDS: Mapping[str, Phrase] = {
    "duplicate": N_("Duplicate of"),
    "has_duplicate": N_("Has a duplicate"),
    "caused_by": N_("Caused by"),
    "causes": N_("Cause of"),
    "part_of": N_("Part of"),
    "parent": N_("Consists of"),
    "follows": N_("Continues"),
    "followed_by": N_("Continued by"),
    "related": N_("Related to"),
}
"""What a ticket is to another one, before the number of that one."""

_LINKS = (N_("links the request: %(word)s № %(number)s"), N_("linked the request: %(word)s № %(number)s"))
_UNLINKS = (N_("takes away the link: %(word)s № %(number)s"), N_("took away the link: %(word)s № %(number)s"))
_MERGES = (
    N_("merges the request into № %(number)s, it goes on there"),
    N_("merged the request into № %(number)s, it goes on there"),
)
_JOINS = (N_("joins request № %(number)s to this one"), N_("joined request № %(number)s to this one"))
_PARTS = (N_("separates the request from № %(number)s"), N_("separated the request from № %(number)s"))
_RETURNS = (N_("separates request № %(number)s again"), N_("separated request № %(number)s again"))
_CAUSED: Mapping[str, tuple[Phrase, Phrase]] = {
    TOGETHER: (N_("merges the request into another one"), N_("merged the request into another one")),
    APART: (N_("separates the request again"), N_("separated the request again")),
}
_ICONS: Mapping[str, str] = {"TicketsMerged": "merge", "TicketsUnmerged": "split"}


def tells(fact: Fact) -> bool:
    """Whether this is about two tickets."""
    return fact.kind in LINKED or fact.kind in MERGED or fact.payload.get("cause") in _CAUSED


def icon(fact: Fact) -> str:
    """The glyph of the line."""
    return _ICONS.get(fact.kind, "link")


def sentence(fact: Fact, t: Translator, *, own: bool) -> str:
    """What happened, after the name; `own`: the reader did it."""
    if fact.kind in LINKED:
        forms = _LINKS if fact.kind == "TicketLinked" else _UNLINKS
        word = t.say(WORDS[str(fact.payload["kind_"])])
        return t.say(forms[own].msgid, word=word[:1].lower() + word[1:], number=other_of(fact) or "")
    if fact.kind in MERGED:
        here = fact.payload["from_id"] == fact.stream_id
        together = (_MERGES if here else _JOINS, _PARTS if here else _RETURNS)
        return t.say(together[fact.kind != "TicketsMerged"][own].msgid, number=other_of(fact) or "")
    return t.say(_CAUSED[str(fact.payload["cause"])][own])
