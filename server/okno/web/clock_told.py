"""What the story of a ticket says of its clock: what burns, what is late, what is promised from now on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

from okno.events import Fact
from okno.i18n import Translator
from okno.notify import clock_words
from okno.text import N_, Phrase
from okno.tickets.story import Entry
from okno.web import retold, rule_words
from okno.web.clockwhy import calendar_title, level_title

ICONS: Mapping[str, str] = {
    "SlaWarned": "alarm-clock",
    "SlaBreached": "alarm-clock",
    "PromiseChanged": "alarm-clock",
    "PriorityRaised": "zap",
}
_WITH = N_("%(said)s. Told: %(who)s")
_LATE = N_("We are late with it, the work goes on")
_ANEW = N_("Promised from now on: answer in %(respond)s, solution in %(resolve)s")
_ANEW_WORK = N_("Promised from now on: solution in %(resolve)s")
_ANEW_WORK_BY_LEVEL = N_("Promised from now on by “%(level)s”: solution in %(resolve)s")
_ANEW_BY_LEVEL = N_("Promised from now on by “%(level)s”: answer in %(respond)s, solution in %(resolve)s")
_WHY: Mapping[str, Phrase] = {
    "catalog": N_("%(said)s. The catalog was changed"),
    "handed": N_("%(said)s. Another team or line has it"),
}
_CAUSES: Mapping[str, Collection[str]] = {
    "classified": ("TicketReclassified",),
    "raised": ("PriorityRaised",),
    "handed": ("TicketAssigned", "TicketLineChanged"),
}
_AT_ONCE = timedelta(seconds=1)
_OTHER_HOURS = N_("The clock counts in the hours “%(calendar)s” from now on")


def tells(fact: Fact) -> bool:
    """Whether this is about the clock."""
    return fact.kind in ICONS


def alone(fact: Fact) -> bool:
    """Whether the sentence stands without the name of who did it: the clock goes by itself."""
    return tells(fact) and fact.kind != "PriorityRaised"


def sentence(fact: Fact, t: Translator, *, staff: bool) -> str:
    """What happened. A requester is told of a late solution alone, and not by its name."""
    if not staff:
        return t.say(_LATE)
    if fact.kind == "PriorityRaised":
        return retold.judged(fact.payload["from_priority"], fact.payload["priority"], t)
    if fact.kind == "PromiseChanged":
        return _promised(fact, t)
    said = t.say(clock_words.said(fact)).rstrip(".")
    tell = fact.payload.get("tell") or ()
    return t.say(_WITH.msgid, said=said, who=rule_words.named(tell, t)) if tell else said


def after_cause(entries: Sequence[Entry]) -> list[Entry]:
    """What is promised anew stands after what has changed the promise; it is recorded a moment before that."""
    told = list(entries)
    for at, (entry, following) in enumerate(pairwise(entries)):
        if entry.fact.kind == "PromiseChanged" and _causes(following.fact, entry.fact):
            told[at], told[at + 1] = following, entry
    return told


def _causes(fact: Fact, promise: Fact) -> bool:
    return fact.kind in _CAUSES.get(str(promise.payload["why"]), ()) and fact.moment - promise.moment <= _AT_ONCE


def _promised(fact: Fact, t: Translator) -> str:
    told = fact.payload
    times = ("respond_work", "resolve_work")
    if all(told[f"from_{name}"] == told[name] for name in (*times, "sla", "policy")):
        return t.say(_OTHER_HOURS.msgid, calendar=calendar_title(str(told["calendar"]), t))
    respond, resolve = (t.working(timedelta(microseconds=told[name])) for name in times)
    title = level_title(str(told["sla"]), t) if told["sla"] else ""
    # An answer that was given is promised no more.
    answered = told["from_respond_work"] == told["respond_work"]
    phrase = (_ANEW_WORK, _ANEW_WORK_BY_LEVEL) if answered else (_ANEW, _ANEW_BY_LEVEL)
    said = t.say(phrase[bool(title)].msgid, level=title, respond=respond, resolve=resolve)
    why = _WHY.get(str(told["why"]))
    return t.say(why.msgid, said=said) if why is not None else said
