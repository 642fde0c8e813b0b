"""The story of a clock in words: why each of its times counts, and why it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from okno.catalog import registry
from okno.catalog.model import CalendarSpec
from okno.clock import DAYS, SECOND_US, from_us
from okno.i18n import Translator, translator
from okno.text import N_, Phrase, pick, plural
from okno.tickets.segment import PROMISED, Segment

DAYS_MOST = 12
"""Days that are named for themselves; of more the rest is counted."""

_PAUSES: Mapping[str, Phrase] = {
    "requester": N_("the clock stands: the requester is asked"),
    "approval": N_("the clock stands: approval is waited for"),
    "supplier": N_("the clock stands: the supplier is waited for"),
    "plan": N_("the clock stands until the planned time"),
    "done": N_("the clock stands: the work is done"),
}
_STANDS = N_("the clock stands")
_RUNS = N_("the clock goes in the hours “%(calendar)s”")
_GOES_ON = N_("a pause, but the clock goes on in the hours “%(calendar)s”: the level “%(level)s” does not stop for it")
_BEGAN: Mapping[str, Phrase] = {
    "reopened": N_("opened again, the time before counts on"),
    "merged": N_("merged with another request"),
    "separated": N_("separated again, the time before counts on"),
}
_PROMISED = N_("from here on %(term)s in all, by the level “%(level)s”")
_PROMISED_PLAIN = N_("from here on %(term)s in all")
_OTHER_HOURS = N_("from here on in other hours, the time before counts as it was counted")
_OFF = N_("%(day)s: day off")
_OTHER = N_("%(day)s: %(hours)s")


def counted_seconds(told: Sequence[Segment]) -> list[int]:
    """Whole seconds of each time. They add up to the whole seconds of all, however they are cut."""
    sums = [0]
    for one in told:
        sums.append(sums[-1] + one.counted)
    return [after // SECOND_US - before // SECOND_US for before, after in pairwise(sums)]


def why(told: Sequence[Segment], place: int, t: Translator, *, now: int, judged: bool = True) -> str:
    """Why a time of the story counts as it does. How it was `judged`, levels and terms, is for the staff alone."""
    one = told[place]
    former = told[place - 1] if place else None
    parts = [state_title(one, t, staff=judged)]
    if one.began in _BEGAN:
        parts.append(t.say(_BEGAN[one.began].msgid))
    parts += _promised(one, former, t) if one.began == PROMISED and judged else []
    parts.append(_clock(one, t, judged=judged))
    if one.runs:
        parts += unusual_days(one, now if one.end is None else one.end, t)
    return "; ".join(parts)


def state_title(one: Segment, t: Translator, *, staff: bool = True) -> str:
    """The title of a state, by the lifecycle that held then; its key where nothing knows it any more."""
    state = registry.lifecycle(one.lifecycle).state(one.state)
    if state is None:
        return one.state
    return pick(state.title if staff else state.requester, t.locale)


def _clock(one: Segment, t: Translator, *, judged: bool) -> str:
    if not one.runs:
        return t.say(_PAUSES.get(one.pause, _STANDS).msgid)
    calendar = pick(registry.calendar_spec(one.calendar).title, t.locale)
    if not one.pause or not judged:
        return t.say(_RUNS.msgid, calendar=calendar)
    return t.say(_GOES_ON.msgid, calendar=calendar, level=level_title(one.sla, t))


def level_title(key: str, t: Translator) -> str:
    """The title of a service level, also of one that is no longer there."""
    level = registry.level(key)
    return pick(level.title, t.locale) if level is not None else key


def _promised(one: Segment, former: Segment | None, t: Translator) -> list[str]:
    """What another promise has changed: the hours, the level, the time."""
    told: list[str] = []
    if former is not None and former.calendar != one.calendar:
        told.append(t.say(_OTHER_HOURS.msgid))
    if former is None or (former.sla, former.work) != (one.sla, one.work):
        term = t.working(timedelta(microseconds=one.work))
        phrase = _PROMISED if one.sla else _PROMISED_PLAIN
        told.append(t.say(phrase.msgid, term=term, level=level_title(one.sla, t)))
    return told


# Days that differ from the week ---------------------------------------------------------------------------------


def unusual_days(one: Segment, until: int, t: Translator) -> list[str]:
    """The days in a time of which the hours differ from those of the week: days off, short days, worked Saturdays."""
    spec = registry.calendar_spec(one.calendar)
    zone = translator(t.locale, spec.zone)
    first, last = (zone.local(from_us(us)).date() for us in (one.start, max(until - 1, one.start)))
    other = registry.exceptions_of(spec, range(first.year, last.year + 1))
    days = [day for day in sorted(other) if first <= day <= last and other[day] != _of_week(spec, day)]
    told = [_day(day, other[day], zone) for day in days[:DAYS_MOST]]
    rest = len(days) - len(told)
    return [*told, t.say(plural("%(n)s more unusual day", "%(n)s more unusual days", rest))] if rest else told


def _of_week(spec: CalendarSpec, day: date) -> tuple[str, ...]:
    return tuple(spec.week.get(DAYS[day.weekday()], ()))


def _day(day: date, spans: Sequence[str], t: Translator) -> str:
    said = t.date(day)
    return t.say(_OTHER.msgid, day=said, hours=", ".join(spans)) if spans else t.say(_OFF.msgid, day=said)
