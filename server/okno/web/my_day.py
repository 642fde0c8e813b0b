"""One's own day at the desk: what is overdue, due today, waits for a word or a decision, and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from babel.dates import format_date
from starlette.routing import BaseRoute

from okno.catalog import registry
from okno.catalog.automation import Criterion
from okno.clock import FAR_US, from_us, now_us, to_us
from okno.http import page
from okno.people import Person, get_many
from okno.settings import Settings
from okno.text import N_, Phrase, pick
from okno.themes.overview import DutyGroup, DutyRow, FigureView, MyDayPage
from okno.tickets import Ticket, my_approvals, overview, reading, task_lists
from okno.tickets.reading import Wish
from okno.tickets.task_reading import SeenTask
from okno.web.clockview import clock_view, kind_of
from okno.web.desk_counts import Queues
from okno.web.faces import state_view
from okno.web.overview import address
from okno.web.shell import Screen
from okno.web.task_faces import clock_view as task_clock, state_view as task_state

SHOWN = 8
"""Rows of a group; the rest is in its list."""
MINE = Criterion(of="assignee", values=("me",))
UNANSWERED = Criterion(of="unanswered", filled=True)
GROUPS: Mapping[str, tuple[Phrase, str]] = {
    "late": (N_("Overdue"), "st-late"),
    "today": (N_("Due today"), "alarm-clock"),
    "words": (N_("Waits for your word"), "message-square"),
    "tasks": (N_("Tasks"), "list-checks"),
    "approvals": (N_("Waits for your decision"), "stamp"),
    "later": (N_("Later"), "calendar"),
}


class MyDay(Screen):
    """The page."""

    section = "desk"

    async def load(self) -> None:
        """Reads what the actor works on."""
        self.now = now_us()
        self.queues = await Queues.of(self.actor, self.t.locale)
        found = await reading.page(self.actor, Wish(queue="mine", limit=reading.LARGEST_PAGE))
        self.tickets = [one for one in found.items if self._runs(one) or one.unanswered_since is not None]
        self.tasks = (await task_lists.page(self.actor, task_lists.Wish(queue="mine", limit=SHOWN + 1))).items
        self.asked, _ = await my_approvals.waiting(self.actor, limit=SHOWN + 1)

    async def context(self) -> MyDayPage:
        """The groups that are not empty, the most urgent first."""
        sorted_out = self._sorted_out()
        people = await get_many(one.customer_id for one in self.tickets)
        groups = [
            await self._tickets(kind, sorted_out[kind], people) for kind in ("late", "today", "words", "later")
        ] + [await self._tasks(), await self._approvals()]
        order = list(GROUPS)
        shown = sorted((one for one in groups if one.rows), key=lambda one: order.index(one.kind))
        return MyDayPage(
            title=self.t.say(N_("My day")),
            lead=self._today(),
            side=self.queues.side(self.t, "my-day"),
            figures=await self._figures(sorted_out),
            groups=tuple(shown),
            empty="" if shown else self.t.say(N_("Nothing waits for you now. New work appears by itself.")),
            live=" ".join([*(f"team:{team.id}" for team in self.queues.teams), f"person:{self.actor.id}"]),
        )

    def _today(self) -> str:
        """«Понедельник, 23 ноября»."""
        text = format_date(self.t.local(from_us(self.now)).date(), "EEEE, d MMMM", locale=self.t.locale)
        return text[:1].upper() + text[1:]

    def _runs(self, ticket: Ticket) -> bool:
        return kind_of(ticket, self.now) in ("fine", "burn", "late")

    def _sorted_out(self) -> dict[str, list[Ticket]]:
        """Each ticket stands once, in the first group that it fits."""
        found: dict[str, list[Ticket]] = {kind: [] for kind in GROUPS}
        for ticket in self.tickets:
            found[self._kind(ticket)].append(ticket)
        return found

    def _kind(self, ticket: Ticket) -> str:
        if ticket.due_sort < self.now:
            return "late"
        if ticket.due_sort < self._midnight(1):
            return "today"
        return "words" if ticket.unanswered_since is not None else "later"

    def _midnight(self, days: int) -> int:
        """The beginning of today (0) or tomorrow (1) on the clock of whoever looks."""
        zone = ZoneInfo(self.t.zone)
        day = from_us(self.now).astimezone(zone).date() + timedelta(days=days)
        return to_us(datetime(day.year, day.month, day.day, tzinfo=zone))

    async def _figures(self, found: Mapping[str, Sequence[Ticket]]) -> tuple[FigureView, ...]:
        late = len(found["late"])
        done = await overview.done_by(self.actor, self._midnight(0))
        figures = (
            (N_("Overdue"), late, "late" if late else ""),
            (N_("Due today"), len(found["today"]), ""),
            (N_("Waits for your word"), sum(one.unanswered_since is not None for one in self.tickets), ""),
            (N_("Done today"), done, ""),
        )
        return tuple(
            FigureView(label=self.t.say(label), count=self.t.number(n), tone=tone) for label, n, tone in figures
        )

    # Rows -----------------------------------------------------------------------------------------------------

    async def _tickets(self, kind: str, found: Sequence[Ticket], people: Mapping[int, Person]) -> DutyGroup:
        rows = [
            DutyRow(
                href=f"/tickets/{one.number}",
                title=one.subject,
                line=" · ".join(part for part in (one.number, _name(people, one), await self._service(one)) if part),
                state=state_view(one, self.t.locale),
                clock=clock_view(one, self.t, now=self.now),
            )
            for one in found[:SHOWN]
        ]
        more = {"words": address("mine", UNANSWERED)}.get(kind, address("mine"))
        return self._group(kind, rows, len(found), more)

    async def _tasks(self) -> DutyGroup:
        rows = [await self._task(one) for one in self.tasks[:SHOWN]]
        return self._group("tasks", rows, len(self.tasks), "/desk/tasks?show=mine")

    async def _task(self, seen: SeenTask) -> DutyRow:
        task = seen.task
        return DutyRow(
            href=f"/tasks/{task.id}",
            title=task.name(self.t.locale),
            line=" · ".join(part for part in (f"№ {seen.ticket.number}", await self._service(seen.ticket)) if part),
            state=task_state(task, self.t),
            clock=task_clock(task, self.t, now=self.now) if task.due_sort != FAR_US else None,
        )

    async def _approvals(self) -> DutyGroup:
        people = await get_many(one.ticket.customer_id for one in self.asked)
        rows = [
            DutyRow(
                href=f"/tickets/{one.ticket.number}",
                title=one.ticket.subject,
                line=" · ".join(part for part in (one.ticket.number, _name(people, one.ticket)) if part),
            )
            for one in islice(self.asked, SHOWN)
        ]
        return self._group("approvals", rows, len(self.asked), "/approvals")

    def _group(self, kind: str, rows: Iterable[DutyRow], total: int, href: str) -> DutyGroup:
        title, icon = GROUPS[kind]
        return DutyGroup(
            kind=kind,
            title=self.t.say(title),
            icon=icon,
            rows=tuple(rows),
            more=self.t.say(N_("Show all")) if total > SHOWN else "",
            more_href=href if total > SHOWN else "",
        )

    async def _service(self, ticket: Ticket) -> str:
        service = await registry.service_item(ticket.service_item_id)
        return pick(service.title, self.t.locale) if service is not None else ""


def _name(people: Mapping[int, Person], ticket: Ticket) -> str:
    person = people.get(ticket.customer_id)
    return person.name if person is not None else ""


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of the day; it stands before that of the queues, whose names are keys of teams."""
    return [page("/desk/my-day", MyDay, needs="desk.open", methods=("GET",))]
