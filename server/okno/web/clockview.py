"""The clock of a ticket in words: how much is left, and how that time came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from okno.catalog import registry
from okno.catalog.points import DUE, point
from okno.clock import WorkCalendar, from_us, now_us
from okno.events import Fact
from okno.i18n import Translator, utc
from okno.notify.clock_words import step_words
from okno.text import N_, Phrase
from okno.themes.clock_parts import ClockSegment, ClockStrip, ClockView
from okno.tickets import Ticket, clock
from okno.tickets.clock_steps import Come
from okno.tickets.segment import Segment
from okno.web.clockahead import ahead
from okno.web.clockstrip import Span, Strip, sentence
from okno.web.clocktable import Table, hours_of
from okno.web.clockwhy import MINUTE_US, level_title, policy_title
from okno.web.retold import PRIORITY_WORDS

BURNS_AT = 75
"""Per cent of the time that are used when a clock begins to burn."""
DAY_MINUTES = 8 * 60
_NOTHING: Mapping[str, str] = {}
MINUS = "\u2212"


_BY_POLICY = N_(
    "Promised by the policy “%(policy)s”, service level “%(level)s”, priority %(priority)s: answer in %(respond)s,"
    " solution in %(resolve)s."
)
_BY_LEVEL = N_(
    "Promised by the service level “%(level)s”, priority %(priority)s: answer in %(respond)s, solution in %(resolve)s."
)
_BY_SERVICE = N_("Promised by the service, priority %(priority)s: answer in %(respond)s, solution in %(resolve)s.")


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
    return t.hours(minutes)


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
    ticket: Ticket,
    told: Sequence[Segment],
    t: Translator,
    *,
    come: Sequence[Come] = (),
    facts: Sequence[Fact] = (),
    services: Mapping[str, str] = _NOTHING,
    now: int | None = None,
) -> ClockView:
    """The clock as the page of the ticket shows it, with the strip and with how the time adds up.

    `told` is its story, `come` are the steps that have come, `facts` say why something else was promised,
    with the titles of `services` that they name.
    """
    at = now_us() if now is None else now
    stands = told and not told[-1].runs
    small = clock_view(ticket, t, now=at, paused_at=told[-1].start if stands else None)
    if small.kind == "none":
        return small
    term = _term(ticket, at)
    shown = _without_end(ticket, told)
    table = Table(shown, t, now=at, facts=facts, services=services)
    spans = _spans(shown, at)
    total = ClockSegment(
        span="",
        why=t.say(N_("In all of %(term)s", term=exact(t, term.total))),
        counted=exact(t, table.minutes),
        total=True,
    )
    answer, answer_line, answer_late = _answered(ticket, told, t, at)
    return replace(
        small,
        big=_big(small, term, t),
        line=_line(small.kind, term, t),
        answer=answer,
        answer_line=answer_line,
        answer_late=answer_late,
        segments=(*table.lines(), total),
        strip=_strip(ticket, spans, term, t, at, come) if spans else None,
        ahead=ahead(ticket, come, t, now=at),
        rule=_rule(ticket, t),
    )


def _phase(ticket: Ticket) -> str:
    state = registry.lifecycle(ticket.lifecycle).state(ticket.state)
    return state.phase if state is not None else "open"


def _term(ticket: Ticket, now: int) -> _Term:
    """The nearer of the answer and the solution."""
    waits = ticket.responded_at is None and ticket.respond_by is not None
    if waits and ticket.respond_by is not None and ticket.running_since is not None:
        resolve_by = ticket.resolve_by if ticket.resolve_by is not None else ticket.respond_by
        if ticket.respond_by <= resolve_by:
            total = clock.answer_work(ticket)
            used = total - clock.answer_left(ticket, (), now)
            return _Term(total // MINUTE_US, used // MINUTE_US, ticket.respond_by, True)
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


def _answered(ticket: Ticket, told: Sequence[Segment], t: Translator, now: int) -> tuple[str, str, bool]:
    """How long the first answer took. What was waited while nobody could answer does not count."""
    if ticket.responded_at is None or ticket.respond_by is None:
        return "", "", False
    promised = clock.answer_work(ticket)
    took = max(promised - clock.answer_left(ticket, told, now), 0)
    late = ticket.responded_at > ticket.respond_by
    return (
        t.say(N_("Answered in %(term)s", term=exact(t, took // MINUTE_US))),
        t.say(N_("out of %(term)s", term=exact(t, promised // MINUTE_US))),
        late,
    )


# How the time adds up ------------------------------------------------------------------------------------------


def _without_end(ticket: Ticket, told: Sequence[Segment]) -> Sequence[Segment]:
    """What is over has stopped for good: the wait for its requester is no part of the time that it took."""
    over = _phase(ticket) in ("done", "closed") and len(told) > 1 and not told[-1].runs
    return told[:-1] if over else told


def _spans(told: Sequence[Segment], now: int) -> list[Span]:
    """Neighbours in which the clock ran are one."""
    spans: list[Span] = []
    for one in told:
        end = now if one.end is None else one.end
        if spans and spans[-1].runs and one.runs:
            spans[-1] = Span(spans[-1].start, end, True, spans[-1].state)
        else:
            spans.append(Span(one.start, end, one.runs, one.state))
    return spans


def _strip(
    ticket: Ticket, spans: Sequence[Span], term: _Term, t: Translator, now: int, come: Sequence[Come]
) -> ClockStrip | None:
    """Up to the due time; while the clock stands up to where it would be if the clock went on now."""
    calendar = registry.calendar(ticket.calendar)
    running = ticket.running_since is not None
    done = _phase(ticket) in ("done", "closed")
    end = term.due if running else spans[-1].end if done else calendar.add(now, max(term.left, 0) * MINUTE_US)
    held = sum(max(calendar.between(span.start, span.end), 0) for span in spans if not span.runs) // MINUTE_US
    said = sentence(t, used=exact(t, term.used), total=exact(t, term.total), held=exact(t, held) if held else "")
    drawing = Strip(spans, calendar, t, now=now, end=end)
    over = _turn(spans, calendar, term.total * MINUTE_US)
    return drawing.view(said, over=over, stands=done, come=[_tick(one, t) for one in come if _in_time(one)])


def _in_time(one: Come) -> bool:
    """Whether a step came in its time: of a warning that comes with its end the end alone is told."""
    return point(one.at).kind == "after" or point(one.at) == DUE or one.moment < one.due


def _tick(one: Come, t: Translator) -> tuple[int, str, str]:
    """A step that has come, as a sign on the strip: where it is late, at the due time itself."""
    late = point(one.at) == DUE
    at = one.due if late else one.moment
    said = t.say(step_words(one.at, one.of, one.due - one.moment)).rstrip(".")
    return at, "late" if late else "warned", f"{t.moment(from_us(at))}: {said}"


def _turn(spans: Sequence[Span], calendar: WorkCalendar, work: int) -> int | None:
    """When the clock had run for `work` microseconds; None when it has not yet run for longer."""
    for span in spans:
        ran = max(calendar.between(span.start, span.end), 0) if span.runs else 0
        if ran > work:
            return calendar.add(span.start, work)
        work -= ran
    return None


def _rule(ticket: Ticket, t: Translator) -> str:
    """By which level and policy it is promised, and which hours count."""
    words = {
        "level": level_title(ticket.sla, t) if ticket.sla else "",
        "policy": policy_title(ticket.policy, t) if ticket.policy else "",
        "priority": t.say(PRIORITY_WORDS[ticket.priority_name]),
        "respond": t.working(timedelta(microseconds=clock.answer_work(ticket))),
        "resolve": t.working(timedelta(microseconds=ticket.resolve_work)),
    }
    said = _BY_POLICY if words["policy"] and words["level"] else _BY_LEVEL if words["level"] else _BY_SERVICE
    return f"{t.say(said.msgid, **words)} {hours_of(ticket.calendar, t)}"
