"""Work time on the page of a ticket: the timer, what was written down, the plan."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from okno.access import may
from okno.clock import from_us, now_us
from okno.http import Page
from okno.i18n import utc
from okno.people import Person, get_many
from okno.text import N_
from okno.themes.agent_panels import TimerView, WorkEntry, WorkPanel, WorkTotal
from okno.themes.contexts import FieldView, OptionView
from okno.tickets import Ticket, work, work_timer
from okno.tickets.task_store import tasks_of
from okno.tickets.visible import is_staff
from okno.tickets.work import MINUTE_US, TEXT_LIMIT, Log, Work
from okno.web.faces import person_view
from okno.web.form_input import Inputs

SHOWN_MOST = 50
"""Entries of one page, the newest."""


@dataclass(frozen=True, kw_only=True)
class TypedWork:
    """A refused form of work time: `act` says which, `id` the entry."""

    act: str = ""
    id: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


async def panel(current: Page, ticket: Ticket, typed: TypedWork) -> WorkPanel:
    """The panel of a ticket for its staff; whoever reads it in an emergency only reads."""
    works = is_staff(current.actor, ticket) and may(current.actor, work.NEEDS, team_id=ticket.team_id)
    log = await work.of_ticket(ticket)
    made = _Panel(current, log, typed, f"/tickets/{ticket.number}/work")
    return await made.view(ticket, works=works)


class _Panel:
    """Makes one panel."""

    def __init__(self, current: Page, log: Log, typed: TypedWork, action: str) -> None:
        self.current = current
        self.t = current.t
        self.log = log
        self.typed = typed
        self.action = action

    def said(self, us: int) -> str:
        """A time in hours and minutes."""
        return self.t.hours(us // MINUTE_US)

    async def view(self, ticket: Ticket, *, works: bool) -> WorkPanel:
        """All of it."""
        log, typed = self.log, self.typed
        people = await get_many(one.person_id for one in log.entries)
        tasks = {one.id: one.name(self.t.locale) for one in await tasks_of(ticket.id)}
        planned = log.planned or 0
        values = {"planned": self.said(planned) if planned else "", **(typed.values if typed.act == "plan" else {})}
        plan = Inputs(self.t, values, typed.errors if typed.act == "plan" else {})
        return WorkPanel(
            action=self.action,
            total=self.said(log.spent) if log.spent else "",
            planned=self.said(planned) if planned else "",
            share=min(100, round(100 * log.spent / planned)) if planned else 0,
            over=bool(planned) and log.spent > planned,
            people=self._people(people) if len(log.by_person) > 1 else (),
            entries=tuple(self._entry(one, people, tasks) for one in reversed(log.entries[-SHOWN_MOST:])),
            timer=await self._timer(ticket) if works else None,
            can_log=works,
            can_plan=works,
            fields=self._fields(tasks) if works else (),
            editing=typed.id if typed.act == "change" else 0,
            plan=plan.field("text", "planned", N_("Planned"), help_=N_("4 h or 1 h 30 min; empty: no plan")),
            open=bool(typed.errors) and typed.act in ("add", "change", "plan"),
            once=secrets.token_urlsafe(24),
            stop_error=next(iter(typed.errors.values()), "") if typed.act == "stop" else "",
        )

    def _people(self, people: Mapping[int, Person]) -> tuple[WorkTotal, ...]:
        return tuple(
            WorkTotal(person=person_view(people[key]), spent=self.said(spent))
            for key, spent in self.log.by_person.items()
            if key in people
        )

    def _entry(self, one: Work, people: Mapping[int, Person], tasks: Mapping[int, str]) -> WorkEntry:
        person = people.get(one.person_id)
        view = person_view(person) if person is not None else None
        return WorkEntry(
            id=one.id,
            who=view.name if view is not None else "—",
            initials=view.initials if view is not None else "?",
            colour=view.colour if view is not None else "none",
            day=self.t.date(date.fromisoformat(one.day)),
            day_iso=one.day,
            spent=self.said(one.spent),
            text=one.text,
            task=tasks.get(one.task_id, "") if one.task_id is not None else "",
            timer=one.source == work.TIMER,
            can_change=work.may_change(self.current.actor, one),
        )

    async def _timer(self, ticket: Ticket) -> TimerView:
        running = await work_timer.of(self.current.actor.id)
        if running is None:
            return TimerView()
        here = running.ticket_id == ticket.id
        return TimerView(
            here=here,
            elsewhere="" if here else f"№ {running.ticket_id}",
            elsewhere_href="" if here else f"/tickets/{running.ticket_id}",
            started_iso=utc(from_us(running.started_at)),
            minutes=(now_us() - running.started_at) // MINUTE_US,
            runs=self.said(running.runs),
            forgotten=running.forgotten,
        )

    def _fields(self, tasks: Mapping[int, str]) -> tuple[FieldView, ...]:
        typed = self.typed if self.typed.act in ("add", "change") else TypedWork()
        made = Inputs(self.t, {"day": from_us(now_us()).date().isoformat(), **typed.values}, typed.errors)
        fields = [
            made.field("text", "spent", N_("How long"), help_=N_("45 min, 1 h 30 min or 1:30")),
            made.field("date", "day", N_("Day")),
            made.field("text", "did", N_("What was done"), optional=True, max_chars=TEXT_LIMIT),
        ]
        if tasks and typed.act != "change":
            options = [OptionView(value="", label="—"), *_options(tasks, typed.values.get("task", ""))]
            fields.append(
                FieldView(kind="list", name="task", label=self.t.say(N_("Task")), options=tuple(options), optional=True)
            )
        return tuple(fields)


def _options(tasks: Mapping[int, str], chosen: str) -> Sequence[OptionView]:
    return [OptionView(value=str(key), label=title, selected=str(key) == chosen) for key, title in tasks.items()]
