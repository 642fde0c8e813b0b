"""In which words people are told of due times, and what a letter says of the time that is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from okno.catalog.model import working_time
from okno.catalog.points import DUE, point
from okno.clock import SECOND_US, from_us, now_us
from okno.events import Fact
from okno.i18n import Translator, translator
from okno.text import N_, Phrase, plural
from okno.tickets import clock, clock_story
from okno.tickets.events import SlaBreached, SlaWarned
from okno.tickets.ticket import Ticket

KINDS = (SlaWarned.kind(), SlaBreached.kind())
WORDS: Mapping[str, Phrase] = {
    "burns": N_("%(reason)s of the time for the solution is gone."),
    "burns_answer": N_("%(reason)s of the time for the first answer is gone."),
    "ends": N_("The solution is due in %(reason)s."),
    "ends_answer": N_("The first answer is due in %(reason)s."),
    "late": N_("The solution is overdue."),
    "late_answer": N_("The first answer is overdue."),
    "late_long": N_("The solution is overdue by %(reason)s of working time."),
    "late_long_answer": N_("The first answer is overdue by %(reason)s of working time."),
}
"""The sentence of each kind of notice about a due time."""
ADVICE: Mapping[str, Phrase] = {
    "burns_answer": N_("Answer on the page of the request, or take it: both count as the first answer."),
    "ends_answer": N_("Answer on the page of the request, or take it: both count as the first answer."),
}
_BY_POINT = {"share": "burns", "before": "ends", "after": "late_long"}
_MINUTE = 60 * SECOND_US
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def kept(fact: Fact) -> dict[str, Any]:
    """What a notice keeps of such a fact; {} for others."""
    if fact.kind not in KINDS:
        return {}
    return {"step": fact.payload.get("at_step", ""), "before": fact.payload["due"] - fact.at}


def amount(payload: Mapping[str, Any]) -> Phrase | str:
    """How much of the time is gone, is left, or has gone by since; "" for a notice about something else."""
    step = str(payload.get("step") or "")
    if step.endswith("%"):
        return N_("%(n)s %%", n=step.removesuffix("%"))
    if step.startswith("+"):
        return _length(working_time(step[1:]) // timedelta(microseconds=1))
    # It may have come later than it stands in the level, as after a pause.
    return _length(int(payload["before"]), days=True) if step else ""


def _length(length: int, *, days: bool = False) -> Phrase:
    if days and length >= 2 * _DAY:
        return plural("%(n)s day", "%(n)s days", round(length / _DAY))
    if length >= _HOUR and (days or length % _HOUR == 0):
        return plural("%(n)s hour", "%(n)s hours", round(length / _HOUR))
    return N_("%(n)s min", n=max(length // _MINUTE, 1))


def said(fact: Fact) -> Phrase:
    """The sentence of a fact about a due time."""
    late = fact.kind == SlaBreached.kind()
    kind = "late" if late else _BY_POINT.get(str(fact.payload.get("point")), "burns")
    phrase = WORDS[kind if fact.payload["of"] == "resolve" else f"{kind}_answer"]
    return Phrase(phrase.msgid, {"reason": amount(kept(fact))})


def step_words(at: str, of: str, before: int) -> Phrase:
    """The sentence of a step that has come; `before` is how long before the due time that was."""
    where = point(at)
    kind = "late" if where == DUE else _BY_POINT[where.kind]
    phrase = WORDS[kind if of == "resolve" else f"{kind}_answer"]
    return Phrase(phrase.msgid, {"reason": amount({"step": at, "before": before})})


async def details(fact: Fact, ticket: Ticket, locale: str, zone: str) -> str:
    """What is left by now and until when, for a letter in a language; "" when the clock stands or it is too late."""
    if fact.kind not in KINDS or ticket.running_since is None:
        return ""
    t, now = translator(locale, zone), now_us()
    if fact.payload["of"] == "resolve":
        return _left(t, clock.left(ticket, now), ticket.resolve_by)
    if ticket.responded_at is not None:
        return ""
    return _left(t, clock.answer_left(ticket, await clock_story.of(ticket), now), ticket.respond_by)


def _left(t: Translator, left: int, due: int | None) -> str:
    if due is None:
        return ""
    if left <= 0:
        return t.say(N_("It was due %(moment)s.", moment=t.moment(from_us(due))))
    term = t.hours(left // _MINUTE)
    return t.say(N_("%(term)s of working time are left: %(due)s.", term=term, due=t.due(from_us(due))))
