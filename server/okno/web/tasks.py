"""Tasks: the page of one with what is done there, and the list of what one's teams have to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog import forms
from okno.errors import Conflict, Invalid, NotFound
from okno.files import get as get_file
from okno.http import local, page
from okno.notify import task_notices
from okno.people import suggest
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.themes.tasks import TaskPage
from okno.tickets import KEEP, checklist, task_reading
from okno.tickets.task_form import fields_of
from okno.tickets.task_reading import SeenTask, TaskSight
from okno.tickets.task_work import Wish, change
from okno.web import uploads
from okno.web.shell import Screen
from okno.web.task_page import TaskPageMaker
from okno.web.task_typed import PREFIX, TypedTask

SAID: Mapping[str, Phrase] = {
    "done": N_("The task “%(task)s” is done"),
    "cancelled": N_("The task “%(task)s” is given up"),
    "open": N_("The task “%(task)s” is put back"),
}


class TaskScreen(Screen):
    """The page of a task. A subclass does one thing and shows the page again when it is refused."""

    section = "desk"
    seen: SeenTask

    async def load(self) -> None:
        """Finds the task through the filter; a reader of the ticket follows it on the page of the ticket."""
        self.seen = await task_reading.get(self.actor, str(self.params["task"]))
        if self.seen.sight is TaskSight.READER:
            raise task_reading.no_task()

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"/tasks/{self.seen.task.id}"

    @property
    def version(self) -> int:
        """The version that the form was made from; 0 when it names none, which no task has."""
        sent = self.text("version")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0

    def typed(self) -> TypedTask:
        """What was typed into a refused form, and why it was refused."""
        return TypedTask(notice=next(iter(self.errors.values()), self.notice))

    async def context(self) -> TaskPage:
        """The page as it is now."""
        if self.problem is not None:
            await self.load()
        await task_notices.read(self.actor.id, self.seen.task)
        typed = self.typed() if self.problem is not None else TypedTask()
        return await TaskPageMaker(self.seen, self.actor, self.t, self.settings).build(typed)

    async def shown_still(self, said: Phrase | None = None) -> Response:
        """The page of the task, or the list when it has gone to a team whose tasks this person does not see."""
        words = self.t.say(said.msgid, task=self.seen.task.name(self.t.locale)) if said is not None else ""
        try:
            await task_reading.get(self.actor, self.seen.task.id)
        except NotFound:
            return self.go("/desk/tasks", self.t.say(N_("The task is handed over")))
        return self.go(self.address, words)


class Assign(TaskScreen):
    """Taking, giving, handing over, leaving it to the team."""

    async def act(self) -> Response:
        """Gives the task to whom the form names."""
        wanted = self.text("assignee")
        if wanted == "me":
            wish = Wish(to="in_progress", assignee=self.actor.id, version=self.version)
        else:
            who: object = {"": KEEP, "none": None}.get(wanted, wanted)
            wish = Wish(assignee=who, team=self.text("team") or None, version=self.version)
        await change(self.actor, self.seen.task.id, wish)
        back = local(self.text("next"), "") if self.text("next") else ""
        return self.redirect(back) if back else await self.shown_still()


class Move(TaskScreen):
    """Finishing, putting back, giving up; saving what was filled in."""

    values: dict[str, Any]

    async def act(self) -> Response:
        """Does it; the same form sent again is a lost race."""
        await self._read()
        goal = self.text("to") or None
        working = goal in (None, "done")
        wish = Wish(
            to=goal,
            fields=self.values if working else None,
            comment=self.text("comment"),
            version=self.version,
        )

        await change(self.actor, self.seen.task.id, wish)
        return await self.shown_still(SAID.get(goal or "", N_("What you filled in is kept")))

    async def _read(self) -> None:
        """Reads the answers, keeps the files that came with them, finds people by their names."""
        fields = fields_of(self.seen.task)
        self.values = forms.from_form(fields, _Prefixed(self.form)) if self.text("filled") else {}
        for one in fields:
            if one.type == "file" and one.key in self.values:
                found = await self._of_colleagues(one.key)
                try:
                    await uploads.keep(self, PREFIX + one.key, found)
                finally:
                    self.values[one.key] = [*self.values[one.key], *found]
            elif one.type == "person" and isinstance(self.values.get(one.key), str):
                known = await suggest(self.values[one.key], limit=2)
                if len(known) == 1:
                    self.values[one.key] = known[0].id

    async def _of_colleagues(self, key: str) -> list[str]:
        """The files of an answer that others have sent: the form does not show them, so it takes none of them away."""
        present = [await get_file(one) for one in self.seen.task.answers.get(key) or ()]
        return [one.public_id for one in present if one is not None and one.owner_id != self.actor.id]

    def typed(self) -> TypedTask:
        """The answers, the note, and which form they stood in."""
        goal = self.text("to")
        wrong = isinstance(self.problem, Invalid)
        asks = goal if goal in ("cancelled", "open") else ""
        return TypedTask(
            notice="" if wrong else self.notice,
            values=getattr(self, "values", {}),
            names={key: value for key, value in getattr(self, "values", {}).items() if isinstance(value, str)},
            errors=self.errors,
            comment=self.text("comment"),
            asks=asks,
        )


class _Prefixed:
    """The values of a form whose names all begin with the prefix of the task's own fields."""

    def __init__(self, form: Any) -> None:
        self._form = form

    def getlist(self, key: Any) -> list[Any]:
        """All values of a key."""
        found: list[Any] = self._form.getlist(f"{PREFIX}{key}")
        return found


class Checklist(TaskScreen):
    """Lines to tick."""

    async def act(self) -> Response:
        """Adds, ticks, moves or removes a line."""
        await edit_lines(self, self.seen.ticket.number, self.seen.task.id)
        return self.redirect(f"{self.address}#checklist")

    def typed(self) -> TypedTask:
        """The words of the line."""
        if isinstance(self.problem, Invalid):
            return TypedTask(line=self.text("text"), line_error=next(iter(self.errors.values()), ""))
        return TypedTask(notice=self.notice)


async def edit_lines(screen: Screen, number: str, task_id: int | None) -> None:
    """Does what the form of a checklist asks for."""
    act, line = screen.text("act"), screen.text("line")
    if act == "add":
        await checklist.add(screen.actor, number, text=screen.text("text"), task_id=task_id)
    elif act in ("tick", "untick"):
        await checklist.edit(screen.actor, number, line, done=act == "tick")
    elif act in ("up", "down"):
        await checklist.shift(screen.actor, number, line, by=-1 if act == "up" else 1)
    elif act == "remove":
        await checklist.remove(screen.actor, number, line)
    else:
        raise Conflict(N_("Choose what to do with the line."))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of a task. Those that do something show the page too, for whoever loads it anew."""
    return [
        page("/tasks/{task}", TaskScreen, needs="ticket.own", methods=("GET",)),
        page("/tasks/{task}/assign", Assign, needs="ticket.own"),
        page("/tasks/{task}/move", Move, needs="ticket.own"),
        page("/tasks/{task}/checklist", Checklist, needs="ticket.own"),
    ]
