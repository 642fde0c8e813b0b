"""The clock of a ticket in words: how much is left, and how that time came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from okno.catalog import registry
from okno.catalog.model import Service
from okno.clock import SECOND_US, WorkCalendar, from_us, now_us
from okno.i18n import NBSP, Translator, utc
from okno.text import N_, Phrase, pick
from okno.themes.contexts import ClockSegment, ClockStrip, ClockView
from okno.tickets import Ticket, clock
from okno.tickets.segments import Segment
from okno.web.clockstrip import Span, Strip, sentence, short_day

BURNS_AT = 75
"""Per cent of the time that are used when a clock begins to burn."""
MINUTE_US = 60 * SECOND_US
DAY_MINUTES = 8 * 60
MINUS = "\u2212"


@dataclass(frozen=True)
class _Term:
    """What is measured: working minutes in all and used up to now, and when it is due."""

    total: int
    used: int
    due: int
    is_answer: bool

    @property
    def left(self) -> int:
        return self.total - self.used

    @property
    def share(self) -> int:
        return min(100, max(0, self.used * 100 // self.total)) if self.total else 100


def exact(t: Translator, minutes: int) -> str:
    """Working minutes in hours and minutes: «10 ч 55 мин»; the script of the page counts in the same form."""
    hours, rest = divmod(abs(minutes), 60)
    parts = [f"{hours}{NBSP}{t.gettext('h')}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest}{NBSP}{t.gettext('min')}")
    return NBSP.join(parts)


def short(t: Translator, minutes: int) -> str:
    """The same for a row: from three working days on whole days are enough."""
    days = abs(minutes) // DAY_MINUTES
    return t.working(timedelta(hours=8 * days)) if days >= 3 else exact(t, minutes)


def kind_of(ticket: Ticket, now: int) -> str:
    """The kind of the clock, by which lists are grouped; see `ClockView.kind`."""
    phase = _phase(ticket)
    if phase in ("done", "closed"):
        return "done" if ticket.done_at is not None else "none"
    if ticket.running_since is None:
        return "pause"
    term = _term(ticket, now)
    if now >= term.due:
        return "late"
    return "burn" if term.share >= BURNS_AT else "fine"


def clock_view(ticket: Ticket, t: Translator, *, now: int, paused_at: int | None = None) -> ClockView:
    """The clock as a row shows it. `paused_at` is since when it stands."""
    kind = kind_of(ticket, now)
    if kind == "none":
        return ClockView(kind=kind, text="")
    if kind == "done":
        return ClockView(kind=kind, text=t.say(N_("in %(term)s", term=exact(t, ticket.worked // MINUTE_US))), used=100)
    if kind == "pause":
        return _paused(ticket, t, now, paused_at)
    term = _term(ticket, now)
    counting = registry.calendar(ticket.calendar).working(now)
    return ClockView(
        kind=kind,
        text=_row_text(term, kind, t),
        title=t.full(from_us(term.due)),
        used=term.share,
        due_iso=utc(from_us(term.due)),
        minutes=term.left if counting else None,
    )


def large_clock_view(
    ticket: Ticket, service: Service | None, segments: Sequence[Segment], t: Translator, *, now: int | None = None
) -> ClockView:
    """The clock as the page of the ticket shows it, with the strip and with how the time adds up."""
    at = now_us() if now is None else now
    stands = segments and not segments[-1].runs
    small = clock_view(ticket, t, now=at, paused_at=segments[-1].start if stands else None)
    if small.kind == "none":
        return small
    term = _term(ticket, at)
    spans = [Span(ticket.created_at, at, True, ticket.state)] if term.is_answer else _spans(ticket, segments, at)
    lines = _lines(ticket, spans, t, at, term.used)
    total = ClockSegment(
        span="", why=t.say(N_("In all of %(term)s", term=exact(t, term.total))), counted=exact(t, term.used), total=True
    )
    answer, answer_line, answer_late = _answered(ticket, t)
    return ClockView(
        kind=small.kind,
        text=small.text,
        title=small.title,
        used=small.used,
        big=_big(small, term, t),
        line=_line(small.kind, term, t),
        due_iso=small.due_iso,
        minutes=small.minutes,
        answer=answer,
        answer_line=answer_line,
        answer_late=answer_late,
        segments=(*lines, total),
        strip=_strip(ticket, spans, term, t, at) if spans else None,
        rule=_rule(ticket, service, t),
    )


def _phase(ticket: Ticket) -> str:
    state = registry.lifecycle(ticket.lifecycle).state(ticket.state)
    return state.phase if state is not None else "open"


def _term(ticket: Ticket, now: int) -> _Term:
    """The nearer of the answer and the solution."""
    calendar = registry.calendar(ticket.calendar)
    waits = ticket.responded_at is None and ticket.respond_by is not None
    if waits and ticket.respond_by is not None and ticket.running_since is not None:
        resolve_by = ticket.resolve_by if ticket.resolve_by is not None else ticket.respond_by
        if ticket.respond_by <= resolve_by:
            total = _minutes(calendar, ticket.created_at, ticket.respond_by)
            return _Term(total, _minutes(calendar, ticket.created_at, now), ticket.respond_by, True)
    used = (ticket.worked + clock.worked_since(ticket, now)) // MINUTE_US
    due = ticket.resolve_by if ticket.resolve_by is not None else now
    return _Term(ticket.resolve_work // MINUTE_US, used, due, False)


def _minutes(calendar: WorkCalendar, start: int, end: int) -> int:
    return max(calendar.between(start, end), 0) // MINUTE_US


def _row_text(term: _Term, kind: str, t: Translator) -> str:
    if kind == "late":
        return MINUS + short(t, term.left)
    text = short(t, term.left)
    return t.say(N_("%(term)s to answer", term=text)) if term.is_answer else text


def _paused(ticket: Ticket, t: Translator, now: int, paused_at: int | None) -> ClockView:
    if paused_at is None:
        return ClockView(kind="pause", text=t.say(N_("waiting")), big=t.say(N_("The clock stands")))
    waited = short(t, _minutes(registry.calendar(ticket.calendar), paused_at, now))
    return ClockView(
        kind="pause",
        text=t.say(N_("waiting for %(term)s", term=waited)),
        title=t.say(N_("since %(moment)s", moment=t.full(from_us(paused_at)))),
        used=_term(ticket, now).share,
    )


def _big(small: ClockView, term: _Term, t: Translator) -> str:
    if small.kind == "pause":
        return t.say(N_("The clock stands, %(term)s are left", term=exact(t, term.left)))
    if small.kind == "done":
        return t.say(N_("Done in %(term)s", term=exact(t, term.used)))
    if small.kind == "late":
        return t.say(N_("Overdue by %(term)s", term=exact(t, term.left)))
    phrase: Phrase = N_("%(term)s left to answer") if term.is_answer else N_("%(term)s left")
    return t.say(phrase.msgid, term=exact(t, term.left))


def _line(kind: str, term: _Term, t: Translator) -> str:
    if kind == "pause":
        return t.say(N_("of working time; it goes on when the answer comes"))
    if kind == "done":
        return t.say(N_("of working time, out of %(term)s", term=exact(t, term.total)))
    due = from_us(term.due)
    if kind == "late":
        return t.say(N_("of working time; it was due %(moment)s", moment=t.moment(due)))
    return t.say(N_("of working time, %(due)s", due=t.due(due)))


def _answered(ticket: Ticket, t: Translator) -> tuple[str, str, bool]:
    if ticket.responded_at is None or ticket.respond_by is None:
        return "", "", False
    calendar = registry.calendar(ticket.calendar)
    took = exact(t, _minutes(calendar, ticket.created_at, ticket.responded_at))
    promised = exact(t, _minutes(calendar, ticket.created_at, ticket.respond_by))
    late = ticket.responded_at > ticket.respond_by
    return t.say(N_("Answered in %(term)s", term=took)), t.say(N_("out of %(term)s", term=promised)), late


# How the time adds up ------------------------------------------------------------------------------------------


def _spans(ticket: Ticket, segments: Sequence[Segment], now: int) -> list[Span]:
    """Neighbours in which the clock ran are one; it ends now, or when the ticket was done."""
    spans: list[Span] = []
    for one in segments:
        end = now if one.end is None else one.end
        if spans and spans[-1].runs and one.runs:
            spans[-1] = Span(spans[-1].start, end, True, spans[-1].state)
        else:
            spans.append(Span(one.start, end, one.runs, one.state))
    if _phase(ticket) in ("done", "closed") and len(spans) > 1 and not spans[-1].runs:
        spans.pop()
    return spans


def _lines(ticket: Ticket, spans: Sequence[Span], t: Translator, now: int, used: int) -> list[ClockSegment]:
    """The lines of the table. Minutes are cut once and the last line takes the rest, so that they add up to `used`."""
    calendar = registry.calendar(ticket.calendar)
    last = max((n for n, span in enumerate(spans) if span.runs), default=-1)
    lines: list[ClockSegment] = []
    worked = 0
    for n, span in enumerate(spans):
        before = worked // MINUTE_US
        worked += max(calendar.between(span.start, span.end), 0) if span.runs else 0
        minutes = (used if n == last else worked // MINUTE_US) - before
        counted = exact(t, max(minutes, 0)) if span.runs else t.say(N_("pause"))
        lines.append(ClockSegment(span=_words(span, t, now), why=_why(ticket, span, t), counted=counted))
    return lines


def _strip(ticket: Ticket, spans: Sequence[Span], term: _Term, t: Translator, now: int) -> ClockStrip | None:
    """Up to the due time; while the clock stands up to where it would be if the clock went on now."""
    calendar = registry.calendar(ticket.calendar)
    running = ticket.running_since is not None
    done = _phase(ticket) in ("done", "closed")
    end = term.due if running else spans[-1].end if done else calendar.add(now, max(term.left, 0) * MINUTE_US)
    held = sum(max(calendar.between(span.start, span.end), 0) for span in spans if not span.runs) // MINUTE_US
    said = sentence(t, used=exact(t, term.used), total=exact(t, term.total), held=exact(t, held) if held else "")
    drawing = Strip(spans, calendar, t, now=now, end=end)
    return drawing.view(said, over=_turn(spans, calendar, term.total * MINUTE_US), stands=done)


def _turn(spans: Sequence[Span], calendar: WorkCalendar, work: int) -> int | None:
    """When the clock had run for `work` microseconds; None when it has not yet run for longer."""
    for span in spans:
        ran = max(calendar.between(span.start, span.end), 0) if span.runs else 0
        if ran > work:
            return calendar.add(span.start, work)
        work -= ran
    return None


def _words(span: Span, t: Translator, now: int) -> str:
    start, end = t.local(from_us(span.start)), t.local(from_us(span.end))
    begin = f"{short_day(t, start.date(), now)}, {t.time(start)}"
    if span.end == now:
        return t.say(N_("since %(moment)s", moment=begin))
    if start.date() == end.date():
        return f"{begin}–{t.time(end)}"
    return f"{begin} – {short_day(t, end.date(), now)}, {t.time(end)}"


def _why(ticket: Ticket, span: Span, t: Translator) -> str:
    if span.runs:
        return t.say(N_("was going"))
    state = registry.lifecycle(ticket.lifecycle).state(span.state)
    return pick(state.title, t.locale) if state is not None else span.state


def _rule(ticket: Ticket, service: Service | None, t: Translator) -> str:
    calendar = registry.current().calendars.get(ticket.calendar)
    name = pick(calendar.title, t.locale) if calendar is not None else ticket.calendar
    zone = t.city(calendar.zone) if calendar is not None else t.city(t.zone)
    if service is None:
        return t.say(N_("Calendar “%(calendar)s”, time of %(zone)s.", calendar=name, zone=zone))
    return t.say(
        N_(
            "Service “%(service)s”: answer in %(respond)s, solution in %(resolve)s. Calendar “%(calendar)s”, time of"
            " %(zone)s.",
            service=pick(service.title, t.locale),
            respond=t.working(registry.terms(service, ticket.priority).respond),
            resolve=t.working(registry.terms(service, ticket.priority).resolve),
            calendar=name,
            zone=zone,
        )
    )
