"""REST: the tasks of a ticket, and those that one's teams have to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from okno import teams
from okno.catalog.schema import json_schema
from okno.clock import now_us
from okno.errors import Invalid, NotFound
from okno.http import cursor as codec
from okno.http.rest import BASE, Answer, Call, Model, endpoint
from okno.rest.shapes import Body, ListQuery, Moment, Names, moment
from okno.text import N_
from okno.tickets import KEEP, task_adding, task_lists, task_reading, task_work
from okno.tickets.task import STATES
from okno.tickets.task_form import form_of
from okno.tickets.task_reading import SeenTask, TaskSight


class TaskView(Model):
    """A task. Who only reads the ticket gets title, state, team and times; who does it the answers that it shows."""

    id: int
    key: str = Field(description="Its name within the ticket.")
    ticket: str = Field(description="The number of the ticket; seeing the task does not mean seeing that.")
    title: str
    text: str
    state: str = Field(description="waiting, open, in_progress, done, cancelled or skipped.")
    team: str | None
    assignee: str | None
    after: list[str] = Field(description="The keys of the tasks that it waits for, as far as one sees them.")
    opened_at: Moment | None
    done_at: Moment | None
    due_by: Moment | None = Field(description="Null before it opens, and for a task without a term.")
    overdue: bool = Field(description="It takes, or took, longer than was promised.")
    answers: dict[str, Any] = Field(description="The answers of the order that the task shows.")
    fields: dict[str, Any] = Field(description="What its team has filled in.")
    form: dict[str, Any] | None = Field(description="JSON Schema 2020-12 of `fields`; null when nothing is asked.")
    version: int | None = Field(description="Null for who only reads the ticket.")
    url: str = Field(description="The page of the task; for who only reads the ticket, that of the ticket.")


class TaskList(Model):
    """A page of tasks."""

    items: list[TaskView]
    next_cursor: str | None


class NewTaskBody(Body):
    """A task added by hand."""

    title: str
    text: str | None = None
    team: str | None = Field(None, description="By default the team of the ticket.")
    after: list[str] = Field(default_factory=list, description="Keys of tasks of this ticket.")
    due: str | None = Field(None, description="Working time from its opening: 30m, 4h or 3d (a day is 8 hours).")


class TaskBody(Body):
    """What shall become of a task; what is absent stays."""

    to: Literal["open", "in_progress", "done", "cancelled"] | None = None
    assignee: str | int | None = Field(None, description="Login, id, me, or null for nobody.")
    team: str | None = None
    fields: dict[str, Any] | None = Field(None, description="By its `form`.")
    comment: str | None = Field(None, description="A note for the staff of the ticket; giving up asks for the reason.")
    version: int | None = Field(None, description="That which was seen; an older one is answered with 409.")


class TasksQuery(ListQuery):
    """Which tasks are wanted: those that run, unless `state` says otherwise."""

    queue: str = Field("all", description="mine (that I work on), all (of my teams), or the key of my team.")
    state: list[str] = Field(default_factory=list, description="Several may be given, repeated or with commas.")


async def tasks_of_ticket(call: Call) -> TaskList:
    """Tasks of a ticket that I may see"""
    found = await task_reading.of_ticket(call.actor, call.params["number"])
    return TaskList(items=await views(call, found), next_cursor=None)


async def list_tasks(call: Call) -> TaskList:
    """Tasks that my teams have to do"""
    query: TasksQuery = call.query
    states = [state for text in query.state for state in text.split(",") if state]
    if not set(states) <= set(STATES):
        raise Invalid({"state": N_("States are: %(known)s.", known=", ".join(STATES))})
    after = tuple(codec.decode(query.cursor, int, int)) if query.cursor else None
    wish = task_lists.Wish(queue=await _queue(query.queue), states=states, after=after, limit=query.size)
    found = await task_lists.page(call.actor, wish)
    return TaskList(
        items=await views(call, found.items),
        next_cursor=codec.encode(*found.next) if found.next is not None else None,
    )


async def _queue(name: str) -> str | int:
    if name in ("mine", "all"):
        return name
    team = await teams.by_key(name)
    if team is None:
        raise NotFound(N_("There is no such queue, or you may not see it."))
    return team.id


async def add_task(call: Call) -> object:
    """Add a task to a ticket"""
    return await call.idempotent(lambda: _added(call))


async def _added(call: Call) -> Answer:
    body: NewTaskBody = call.body
    wish = task_adding.NewTask(
        title=body.title, text=body.text or "", team=body.team or "", after=body.after, due=body.due or ""
    )
    made = await task_adding.add(call.actor, call.params["number"], wish)
    return Answer(await view(call, made), 201, f"{BASE}/tickets/{made.ticket.number}/tasks/{made.task.id}")


async def one_task(call: Call) -> TaskView:
    """One task"""
    return await view(call, await task_reading.get(call.actor, call.params["task"], call.params["number"]))


async def change_task(call: Call) -> object:
    """Take a task, give it to somebody, finish it, put it back, give it up"""
    return await call.idempotent(lambda: _changed(call))


async def _changed(call: Call) -> TaskView:
    body: TaskBody = call.body
    wanted = body.assignee if "assignee" in body.model_fields_set else KEEP
    wish = task_work.Wish(
        to=body.to,
        assignee=call.actor.id if wanted == "me" else wanted,
        team=body.team,
        fields=body.fields,
        comment=body.comment or "",
        version=body.version,
        source="api",
    )
    done = await task_work.change(call.actor, call.params["task"], wish, number=call.params["number"])
    try:
        return await view(call, await task_reading.get(call.actor, done.task.id))
    except NotFound:
        # It has gone to a team whose tasks the caller does not see: he is told what he has just done.
        return await view(call, done)


async def view(call: Call, seen: SeenTask) -> TaskView:
    """A task as an answer to who asks."""
    return (await views(call, [seen]))[0]


async def views(call: Call, found: Sequence[SeenTask]) -> list[TaskView]:
    """Tasks as the items of a list."""
    names = await Names.of((one.task.assignee_id for one in found), (one.task.team_id for one in found))
    after = await task_reading.predecessors(call.actor, found)
    return [TaskView(**_outline(call, one, names, after[one.task.id]), **_inside(call, one, names)) for one in found]


def _outline(call: Call, seen: SeenTask, names: Names, after: Sequence[str]) -> dict[str, Any]:
    task = seen.task
    reader = seen.sight is TaskSight.READER
    return {
        "id": task.id,
        "key": task.key,
        "ticket": seen.ticket.number,
        "title": task.name(call.visit.locale),
        "state": task.state,
        "team": names.team(task.team_id),
        "after": list(after),
        "opened_at": moment(task.opened_at),
        "done_at": moment(task.done_at),
        "due_by": moment(task.due_by),
        "overdue": task.overdue(now_us()),
        "url": f"{call.settings.own_url}/" + (f"tickets/{seen.ticket.number}" if reader else f"tasks/{task.id}"),
    }


def _inside(call: Call, seen: SeenTask, names: Names) -> dict[str, Any]:
    """What whoever reads the ticket only does not get."""
    task = seen.task
    if seen.sight is TaskSight.READER:
        return {"text": "", "assignee": None, "answers": {}, "fields": {}, "form": None, "version": None}
    form = form_of(task)
    return {
        "text": task.words(call.visit.locale),
        "assignee": names.person(task.assignee_id),
        "answers": dict(seen.answers),
        "fields": dict(task.answers),
        "form": json_schema(form, call.visit.locale) if form.fields else None,
        "version": task.version,
    }


ENDPOINTS = (
    endpoint("GET", "/tasks", list_tasks, needs="desk.open", query=TasksQuery, answer=TaskList),
    endpoint("GET", "/tickets/{number}/tasks", tasks_of_ticket, needs="ticket.own", answer=TaskList),
    endpoint(
        "POST", "/tickets/{number}/tasks", add_task, needs="ticket.own", body=NewTaskBody, answer=TaskView, status=201
    ),
    endpoint("GET", "/tickets/{number}/tasks/{task}", one_task, needs="ticket.own", answer=TaskView),
    endpoint("POST", "/tickets/{number}/tasks/{task}", change_task, needs="ticket.own", body=TaskBody, answer=TaskView),
)
