"""What the teams of an agent have to do for tickets of all teams: a list by the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.routing import BaseRoute

from okno.catalog import registry
from okno.clock import FAR_US, from_us, now_us
from okno.http import page
from okno.http.cursor import decode, encode
from okno.notify import task_notices
from okno.people import get_many
from okno.settings import Settings
from okno.teams import get_many as get_teams
from okno.text import N_, Phrase, pick
from okno.themes.contexts import ChipView
from okno.themes.task_parts import TaskGroup, TaskRowView
from okno.themes.tasks import DeskTasksPage
from okno.tickets import task_lists, task_work
from okno.tickets.task import DONE, RUNNING
from okno.tickets.task_lists import Wish
from okno.tickets.task_reading import SeenTask
from okno.web.away import Away
from okno.web.desk_counts import Queues, shown_count
from okno.web.faces import person_view
from okno.web.shell import Screen
from okno.web.task_faces import clock_view, kind_of, state_view

CHIPS: Mapping[str, Phrase] = {
    "all": N_("Of my teams"),
    "mine": N_("My own"),
    "overdue": N_("Overdue"),
    "done": N_("Done"),
}
GROUPS: Mapping[str, Phrase] = {
    "late": N_("Overdue"),
    "burn": N_("Burning"),
    "today": N_("Today"),
    "later": N_("Tomorrow and later"),
    "none": N_("Without a term"),
    "done": N_("Done"),
}
NOTHING: Mapping[str, Phrase] = {
    "all": N_("Your teams have no tasks now. New ones appear by themselves."),
    "mine": N_("You have no tasks now. Take one of your team."),
    "overdue": N_("No task is overdue."),
    "done": N_("No task has been done yet."),
}


class DeskTasks(Screen):
    """The list."""

    section = "desk"

    async def load(self) -> None:
        """Reads what is wanted."""
        self.show_only = self.query.get("show", "") if self.query.get("show") in CHIPS else "all"
        self.queues = await Queues.of(self.actor, self.t.locale)

    async def context(self) -> DeskTasksPage:
        """A page of the list."""
        cursor, now = self.query.get("cursor", ""), now_us()
        wish = Wish(
            queue="mine" if self.show_only == "mine" else "all",
            states=(DONE,) if self.show_only == "done" else (),
            overdue_at=now if self.show_only == "overdue" else None,
            after=tuple(decode(cursor, int, int)) if cursor else None,
        )
        found = await task_lists.page(self.actor, wish)
        numbers = await task_lists.counts(self.actor, now)
        narrowed = self.show_only != "all"
        return DeskTasksPage(
            queue="all",
            title=self.t.say(N_("Tasks")),
            count=shown_count(numbers["all"]),
            side=self.queues.side(self.t, "tasks", hot=numbers["overdue"] > 0),
            chips=self._chips(numbers),
            groups=await self._groups(found.items, now),
            next_href=self._href(cursor=encode(*found.next)) if found.next is not None else "",
            empty=self._empty(),
            empty_href="/desk/tasks" if narrowed else "",
            empty_link=self.t.say(N_("Drop the filter")) if narrowed else "",
            live=" ".join([*(f"team:{team.id}" for team in self.queues.teams), f"person:{self.actor.id}"]),
        )

    def _empty(self) -> str:
        if not self.queues.teams:
            return self.t.say(N_("You are in no team yet. An administrator adds people to teams."))
        return self.t.say(NOTHING[self.show_only])

    def _href(self, **change: str) -> str:
        wanted = {"show": "" if self.show_only == "all" else self.show_only, **change}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return "/desk/tasks" + (f"?{query}" if query else "")

    def _chips(self, numbers: Mapping[str, int]) -> tuple[ChipView, ...]:
        return tuple(
            ChipView(
                href=self._href(show="" if name == "all" else name),
                label=self.t.say(label),
                count=shown_count(numbers[name]) if numbers.get(name) else "",
                current=name == self.show_only,
                tone="late" if name == "overdue" and numbers.get(name) else "",
            )
            for name, label in CHIPS.items()
        )

    async def _groups(self, found: Sequence[SeenTask], now: int) -> tuple[TaskGroup, ...]:
        rows = await self._rows(found, now)
        grouped: dict[str, list[TaskRowView]] = {}
        for seen, row in zip(found, rows, strict=True):
            grouped.setdefault(self._group(seen, now), []).append(row)
        return tuple(
            TaskGroup(kind=kind, title=self.t.say(title), rows=tuple(grouped[kind]))
            for kind, title in GROUPS.items()
            if kind in grouped
        )

    def _group(self, seen: SeenTask, now: int) -> str:
        kind = kind_of(seen.task, now)
        if not seen.task.open:
            return "done"
        if kind != "fine":
            return kind
        today = self.t.local(from_us(now)).date()
        due = seen.task.due_sort
        return "today" if due != FAR_US and self.t.local(from_us(due)).date() <= today else "later"

    async def _rows(self, found: Sequence[SeenTask], now: int) -> list[TaskRowView]:
        people = await get_many(one.task.assignee_id for one in found)
        teams = await get_teams(one.task.team_id for one in found)
        away = await Away.of(people, self.t, self.settings.time_zone)
        unread = await task_notices.unread_of(self.actor.id, [one.task.id for one in found])
        rows = []
        for one in found:
            task = one.task
            who = people.get(task.assignee_id) if task.assignee_id is not None else None
            team = teams[task.team_id].name(self.t.locale) if len(self.queues.teams) > 1 else ""
            rows.append(
                TaskRowView(
                    id=task.id,
                    href=f"/tasks/{task.id}",
                    title=task.name(self.t.locale),
                    line=" · ".join(
                        part for part in (f"№ {one.ticket.number}", await self._service(one), team) if part
                    ),
                    state=state_view(task, self.t),
                    clock=clock_view(task, self.t, now=now),
                    assignee=person_view(who, away=away.words(who.id)) if who is not None else None,
                    unread=task.id in unread,
                    version=task.version,
                    can_take=task.state in RUNNING and who is None and task_work.may_do(self.actor, one),
                )
            )
        return rows

    async def _service(self, seen: SeenTask) -> str:
        service = await registry.service_item(seen.ticket.service_item_id)
        return pick(service.title, self.t.locale) if service is not None else ""


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of the list; it stands before that of the queues, whose names are keys of teams."""
    return [page("/desk/tasks", DeskTasks, needs="desk.open", methods=("GET",))]
