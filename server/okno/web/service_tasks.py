"""The editor of a service: which teams do which part, in which order, and what each sees and fills in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog.difference import identity
from okno.catalog.model import STATIC_TYPES
from okno.errors import Invalid, NotFound
from okno.http import page
from okno.settings import Settings
from okno.text import N_, one_line
from okno.themes.contexts import FieldView
from okno.themes.editor import EditorPage, FieldSet
from okno.web.catalog_words import title_of
from okno.web.condition_form import condition_set, read_conditions, told_conditions
from okno.web.form_input import Inputs
from okno.web.item_form import Entry, errors_of, pair, put, read, views
from okno.web.member_screen import ListWords, MemberScreen
from okno.web.service_fields import FieldPart, FieldsPart, new_title
from okno.web.service_parts import BOTH
from okno.web.service_screen import PATH, ServiceScreen, members

USUAL_TERM = "1d"
ONLY_IF = (
    N_("When this task is needed"),
    N_("All of these must hold, else the task is left out."),
    N_("The task is always needed."),
)
SEES = N_("The team sees its task, not the whole request: only what is ticked here.")


class TasksPart(ServiceScreen, MemberScreen):
    """The tasks of a service."""

    tab = part = "tasks"
    usual = "task"
    words = ListWords(
        title=N_("Tasks of teams"),
        empty=N_("The team of the service does everything itself."),
        add_title=N_("Add a task"),
        add=N_("Add the task"),
        added=N_("The task is added. Describe it here"),
        dropped=N_("The task is taken out"),
    )

    def made(self, key: str) -> dict[str, Any]:
        """A task of the chosen team."""
        team = one_line(self.text("new.team"), 60)
        if team not in self.catalog.teams:
            raise Invalid({"new.team": N_("Choose a team from the list.")})
        due = one_line(self.text("new.due"), 10) or USUAL_TERM
        return {"key": key, "title": pair(self, "new.title"), "team": team, "due": due}

    def row(self, member: dict[str, Any], body: dict[str, Any]) -> tuple[str, str, Sequence[str]]:
        """Its team, its term, what it waits for."""
        t, teams = self.t, dict(self.titled("teams"))
        known = {identity(one): title_of(one, identity(one) or "", t.locale) for one in self.listed(body)}
        line = ", ".join((teams.get(str(member.get("team")), str(member.get("team"))), str(member.get("due", ""))))
        after = ", ".join(known.get(key, str(key)) for key in member.get("after") or ())
        if after:
            line += ". " + t.say(N_("After: %(tasks)s", tasks=after))
        only = told_conditions(t, member.get("when"), members(body, "fields"))
        if only:
            line += ". " + t.say(N_("Only if: %(conditions)s", conditions=only))
        return "list-checks", line, ()

    def asked(self) -> Sequence[FieldView]:
        """The title, the team and the term of a new task."""
        inputs = Inputs(self.t, {"new.due": self.text("new.due") or USUAL_TERM}, self.errors)
        team = inputs.options("list", "new.team", N_("Team"), self.titled("teams"), (self.text("new.team"),))
        due = inputs.field("text", "new.due", N_("Term"), help_=N_("Working time: 30m, 4h or 3d."), max_chars=5)
        return (*new_title(self), team, due)

    async def act(self) -> Response | None:
        """A button of the list, or how the tasks end the request."""
        if self.text("act") == "save":
            body = self.body
            self.change(body)
            return await self.keep(body, self.landing, self.saved)
        return await self.member_act()

    def change(self, body: dict[str, Any]) -> None:
        """Whether the request is done with its tasks."""
        put(body, ("finish_by_tasks",), None if self.text("finish_by_tasks") == "1" else False)

    async def context(self) -> EditorPage:
        """The list."""
        body = self.body
        entry = Entry("yes", "finish_by_tasks", N_("The request is done when all its tasks are done"))
        shown = {"finish_by_tasks": True, **body}
        some = bool(members(body, "tasks"))
        end = FieldSet(id="end", title=self.t.say(N_("End")), fields=views((entry,), shown, self.t, {}), wide=True)
        return EditorPage(
            head=await self.head(body),
            action=self.landing,
            version=self.version,
            title=self.t.say(N_("Tasks")),
            lead=self.t.say(N_("Parts of the work. They open at once, or when those that they wait for are done.")),
            lists=(self.part_list(body, ("tasks",)),),
            sets=(end,) if some else (),
            errors=self.refusal(()) if self.text("act") != "add" else (),
            save=self.t.say(N_("Save")) if some else "",
            look_href=f"{self.here}/preview",
        )


class _InTask(FieldsPart):
    """The fields that the team of a task fills in."""

    tab = "tasks"
    words = ListWords(
        title=N_("What the team fills in"),
        empty=N_("The team fills in nothing of its own."),
        add_title=N_("Add a field"),
        add=N_("Add the field"),
        added=N_("The field is added. Describe it here"),
        dropped=N_("The field is taken out of the task"),
    )

    @property
    def task_key(self) -> str:
        """The key of the task."""
        return str(self.params["task"])

    @property
    def landing(self) -> str:
        """The page of the task."""
        return f"{self.here}/tasks/{self.task_key}"

    def owner(self, body: dict[str, Any]) -> dict[str, Any]:
        """The task. Raises NotFound."""
        found = next((one for one in members(body, "tasks") if identity(one) == self.task_key), None)
        if found is None:
            raise NotFound(N_("The service has no such task any more."))
        return found

    def at_task(self, body: dict[str, Any]) -> tuple[str | int, ...]:
        """The path to the task."""
        return ("tasks", [identity(one) for one in members(body, "tasks")].index(self.task_key))

    def former(self) -> list[dict[str, Any]]:
        """The fields that the task has in force, where it is in force."""
        in_force = self.item.in_force or {}
        task = next((one for one in members(in_force, "tasks") if identity(one) == self.task_key), {})
        return members(task, "fields")


class TaskPart(_InTask):
    """One task: its words, its team and term, what it waits for, what the team sees and fills in."""

    async def load(self) -> None:
        """Finds the task in the draft."""
        await super().load()
        self.owner(self.body)

    async def act(self) -> Response | None:
        """Saves the task, or does what a button of its list of fields asks for."""
        doing = self.text("act")
        if doing != "save" and not doing.startswith(("add:when", "drop:when:")):
            return await self.member_act()
        body = self.body
        self.change(body)
        return await self.keep(body, self.landing + ("#when" if doing != "save" else ""), self.saved)

    def change(self, body: dict[str, Any]) -> None:
        """The task as it was typed and chosen."""
        task = self.owner(body)
        read((*self._naming(), *self._doing(body), self._shows(body)), task, self)
        put(task, ("when",), read_conditions(self, "when", members(body, "fields")))

    def _naming(self) -> tuple[Entry, ...]:
        return (
            Entry("texts", "title", N_("Title"), needed=True, max_chars=120),
            Entry(
                "texts", "text", N_("What to do"), N_("The team reads it above the task."), long=True, max_chars=4000
            ),
        )

    def _doing(self, body: dict[str, Any]) -> tuple[Entry, ...]:
        others = [
            (identity(one) or "", title_of(one, identity(one) or "", self.t.locale))
            for one in members(body, "tasks")
            if identity(one) != self.task_key
        ]
        after = Entry("many", "after", N_("Waits for"), N_("Nothing ticked: it opens at once."), others)
        return (
            Entry("list", "team", N_("Team"), options=self.titled("teams"), needed=True),
            Entry("text", "due", N_("Term"), N_("Working time: 30m, 4h or 3d."), needed=True, short=True, max_chars=5),
            *((after,) if others else ()),
        )

    def _shows(self, body: dict[str, Any]) -> Entry:
        asking = [one for one in members(body, "fields") if one.get("type") not in STATIC_TYPES]
        options = [(identity(one) or "", title_of(one, identity(one) or "", self.t.locale)) for one in asking]
        return Entry("many", "shows", N_("Answers"), options=options)

    async def context(self) -> EditorPage:
        """The page of the task."""
        body = await self.typed() if self.text("act") == "save" else self.body
        task, t, at = self.owner(body), self.t, self.at_task(body)
        flaws = self.inside(at)
        errors = dict(self.errors) or errors_of(flaws, (), t)
        shows = self._shows(body)
        sets = [
            FieldSet(
                id="words", title=t.say(N_("Words")), help=t.say(BOTH), fields=views(self._naming(), task, t, errors)
            ),
            FieldSet(id="doing", title=t.say(N_("Who and when")), fields=views(self._doing(body), task, t, errors)),
        ]
        if shows.options:
            fields = views((shows,), task, t, errors)
            sets.append(
                FieldSet(id="shows", title=t.say(N_("What the team sees")), help=t.say(SEES), fields=fields, wide=True)
            )
        only = condition_set(t, "when", ONLY_IF, task.get("when"), members(body, "fields"), flaws)
        return EditorPage(
            head=await self.head(body),
            action=self.landing,
            version=self.version,
            title=title_of(task, self.task_key, t.locale),
            up_href=f"{self.here}/tasks",
            up_label=t.say(TasksPart.words.title),
            sets=tuple(sets),
            conditions=(only,),
            lists=(self.part_list(body, (*at, "fields")),),
            errors=self.refusal(one for group in sets for one in group.fields) if self.text("act") != "add" else (),
            save=t.say(N_("Save the task")),
            look_href=f"{self.here}/preview",
        )


class TaskFieldPart(_InTask, FieldPart):
    """One field of a task."""

    @property
    def at(self) -> tuple[str | int, ...]:
        """The path to the fields of the task."""
        return (*self.at_task(self.body), "fields")


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The tasks of a service, each task, and each of its fields."""
    needs = "catalog.manage"
    return [
        page(PATH + "/{key}/tasks", TasksPart, needs=needs),
        page(PATH + "/{key}/tasks/{task}", TaskPart, needs=needs),
        page(PATH + "/{key}/tasks/{task}/{field}", TaskFieldPart, needs=needs),
    ]
