"""How tasks look on pages: state, clock, rows of a list, lines to tick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from okno.catalog import registry
from okno.clock import from_us
from okno.i18n import Translator, utc
from okno.people import get_many
from okno.text import N_
from okno.themes.contexts import ClockView, StateView
from okno.themes.task_parts import ChecklistView, CheckView
from okno.tickets import task_clock
from okno.tickets.checklist import Line
from okno.tickets.task import CANCELLED, DONE, IN_PROGRESS, OPEN, SKIPPED, WAITING, Task
from okno.tickets.task_work import WORDS
from okno.web.clockview import BURNS_AT, MINUS, exact, short
from okno.web.clockwhy import MINUTE_US

_KINDS: Mapping[str, str] = {
    WAITING: "pause",
    OPEN: "new",
    IN_PROGRESS: "progress",
    DONE: "done",
    CANCELLED: "cancel",
    SKIPPED: "closed",
}


def state_view(task: Task, t: Translator) -> StateView:
    """The state of a task: glyph and word."""
    kind = _KINDS[task.state]
    return StateView(kind=kind, icon=f"st-{kind}", word=t.say(WORDS[task.state]))


def kind_of(task: Task, now: int) -> str:
    """The kind of the clock; see `ClockView.kind`. A task without a term has none, nor has one that waits."""
    if task.state == DONE:
        return "done"
    left = task_clock.left(task, now)
    if not task.open or left is None or task.due_by is None:
        return "none"
    if now > task.due_by:
        return "late"
    return "burn" if _share(task, left) >= BURNS_AT else "fine"


def clock_view(task: Task, t: Translator, *, now: int) -> ClockView:
    """The clock as a row and as the page of the task show it."""
    kind = kind_of(task, now)
    if kind == "none":
        return ClockView(kind=kind, text="")
    if kind == "done":
        return _done(task, t)
    left = (task_clock.left(task, now) or 0) // MINUTE_US
    due = from_us(task.due_by or 0)
    late = kind == "late"
    counting = registry.calendar(task.calendar).working(now)
    if late:
        big = t.say(N_("Overdue by %(term)s", term=exact(t, left)))
        line = t.say(N_("of working time; it was due %(moment)s", moment=t.moment(due)))
    else:
        big = t.say(N_("%(term)s left", term=exact(t, left)))
        line = t.say(N_("of working time, %(due)s", due=t.due(due)))
    return ClockView(
        kind=kind,
        text=(MINUS if late else "") + short(t, left),
        title=t.full(due),
        used=_share(task, left * MINUTE_US),
        big=big,
        line=line,
        due_iso=utc(due),
        minutes=left if counting else None,
    )


def _done(task: Task, t: Translator) -> ClockView:
    start, end = task.opened_at or task.created_at, task.done_at or task.created_at
    took = max(registry.calendar(task.calendar).between(start, end), 0) // MINUTE_US
    promised = t.say(N_("of working time, out of %(term)s", term=exact(t, task.work // MINUTE_US))) if task.work else ""
    return ClockView(
        kind="done",
        text=t.say(N_("in %(term)s", term=exact(t, took))),
        title=t.full(from_us(end)),
        used=100,
        big=t.say(N_("Done in %(term)s", term=exact(t, took))),
        line=promised,
    )


def _share(task: Task, left: int) -> int:
    """Per cent of the promised time that are used."""
    if not task.work:
        return 0
    return min(100, max(0, (task.work - left) * 100 // task.work))


async def checklist_view(
    lines: Sequence[Line], action: str, t: Translator, *, can_edit: bool, text: str = "", error: str = ""
) -> ChecklistView | None:
    """A checklist; None when there is none and nobody may begin one."""
    if not lines and not can_edit:
        return None
    people = await get_many(one.done_by_id for one in lines)
    views = []
    for one in lines:
        who = people.get(one.done_by_id) if one.done_by_id is not None else None
        said = [who.name if who is not None else "", t.moment(from_us(one.done_at)) if one.done_at is not None else ""]
        views.append(
            CheckView(
                id=one.id, text=one.text, done=one.done_at is not None, who=", ".join(part for part in said if part)
            )
        )
    done = sum(one.done for one in views)
    return ChecklistView(action=action, lines=tuple(views), done=done, can_edit=can_edit, text=text, error=error)
