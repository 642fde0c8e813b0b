"""Sentences of the story for what a ticket became, and for who follows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from okno.catalog import registry
from okno.events import Fact
from okno.i18n import Translator
from okno.text import N_, Phrase, pick
from okno.tickets import Ticket
from okno.tickets.past_forms import past_forms
from okno.tickets.ticket import PRIORITIES
from okno.tickets.untold import PRIVATE, TEAM_FIELDS

KINDS = ("TicketReclassified", "TicketWatched")
ICONS: Mapping[str, str] = {"TicketReclassified": "pencil", "TicketWatched": "eye"}
KIND_WORDS: Mapping[str, Phrase] = {
    "request": N_("request"),
    "incident": N_("failure"),
    "consultation": N_("consultation"),
}
PRIORITY_WORDS: Mapping[str, Phrase] = {
    "critical": N_("critical"),
    "high": N_("high"),
    "normal": N_("normal"),
    "low": N_("low"),
}
_PLAIN: Mapping[str, Phrase] = {
    "subject": N_("rewords the subject"),
    "fields": N_("changes the answers"),
    TEAM_FIELDS: N_("fills in the fields of the team"),
}
_FOLLOWS = (N_("follows the request"), N_("began to follow the request"))
_STOPS = (N_("does not follow the request any more"), N_("stopped following the request"))
_ADDS = (N_("adds %(person)s to the followers"), N_("added %(person)s to the followers"))
_ENDS = (N_("removes %(person)s from the followers"), N_("removed %(person)s from the followers"))
_BY_RULE = N_("%(person)s does not follow the request any more: it is with a confidential team")


async def titles(ticket: Ticket, locale: str) -> dict[str, str]:
    """The titles of the services that a ticket has and had, by key."""
    items = {ticket.service: ticket.service_item_id}
    for former in await past_forms(ticket.id):
        items.setdefault(former.service, former.service_item_id)
    found = {key: await registry.service_item(item) for key, item in items.items()}
    return {key: pick(service.title, locale) for key, service in found.items() if service is not None}


def became(fact: Fact, t: Translator, names: Mapping[str, str], *, staff: bool) -> str:
    """What was changed, in the order in which it matters; `names` are titles of services."""
    told = fact.payload
    changed = [one for one in told["changed"] if staff or one not in PRIVATE]
    parts: list[str] = []
    if "service" in changed:
        before, after = str(told["from_service"]), str(told["service"])
        parts.append(_turn(t, N_("changes the service: %(before)s → %(after)s"), names.get, before, after))
    if "kind" in changed:
        words = {key: t.say(word) for key, word in KIND_WORDS.items()}
        turned = _turn(
            t, N_("changes the kind: %(before)s → %(after)s"), words.get, str(told["from_kind"]), str(told["kind_"])
        )
        parts.append(turned)
    if {"impact", "urgency", "priority"}.intersection(changed):
        parts.append(judged(told["from_priority"], told["priority"], t))
    return ", ".join([*parts, *(t.say(_PLAIN[one]) for one in changed if one in _PLAIN)])


def _turn(t: Translator, phrase: Phrase, words: Callable[[str], str | None], before: str, after: str) -> str:
    return t.say(phrase.msgid, before=words(before) or before, after=words(after) or after)


def judged(before: int, after: int, t: Translator) -> str:
    """That the priority is another one, or that it is the same by another judgement."""
    if before == after:
        return t.say(N_("judges impact and urgency anew"))
    words = {key: t.say(PRIORITY_WORDS[name]) for key, name in PRIORITIES.items()}
    return t.say(N_("changes the priority: %(before)s → %(after)s", before=words[before], after=words[after]))


def watched(fact: Fact, t: Translator, person: str, *, own: bool) -> str:
    """Who follows from now on, or does no more."""
    watches = bool(fact.payload["watches"])
    if fact.actor_id is None and not watches:
        return t.say(_BY_RULE.msgid, person=person)
    if fact.actor_id == fact.payload["person_id"]:
        return t.say((_FOLLOWS if watches else _STOPS)[own].msgid)
    return t.say((_ADDS if watches else _ENDS)[own].msgid, person=person)
