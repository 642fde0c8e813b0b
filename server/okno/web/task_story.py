"""What the story of a ticket says about its tasks, and the story of one task."""

from __future__ import annotations

from collections.abc import Mapping

from okno.events import Fact
from okno.i18n import Translator
from okno.text import N_, Phrase
from okno.tickets.task import Task
from okno.tickets.task_facts import KINDS

CAUSES: Mapping[str, Phrase] = {
    "tasks_open": N_("The work begins: the first tasks are open"),
    "tasks_done": N_("The request is done: all its tasks are"),
}
"""Moves by rule, by what they followed from; they stand without a name."""

_OPENED = N_("Task open to the team “%(team)s”: “%(task)s”")
_ADDED = (
    N_("adds the task “%(task)s” for the team “%(team)s”"),
    N_("added the task “%(task)s” for the team “%(team)s”"),
)
_CHANGED: Mapping[str, tuple[Phrase, Phrase]] = {
    "taken": (N_("takes the task “%(task)s”"), N_("took the task “%(task)s”")),
    "given": (N_("gives the task “%(task)s” to %(person)s"), N_("gave the task “%(task)s” to %(person)s")),
    "freed": (N_("leaves the task “%(task)s” to its team"), N_("left the task “%(task)s” to its team")),
    "handed": (
        N_("hands the task “%(task)s” over to the team “%(team)s”"),
        N_("handed the task “%(task)s” over to the team “%(team)s”"),
    ),
    "back": (
        N_("puts the task “%(task)s” back: it is not done yet"),
        N_("put the task “%(task)s” back: it is not done yet"),
    ),
    "filled": (N_("fills in the task “%(task)s”"), N_("filled in the task “%(task)s”")),
}
_OVER: Mapping[str, tuple[Phrase, Phrase]] = {
    "done": (N_("has done the task “%(task)s”"), N_("have done the task “%(task)s”")),
    "cancelled": (N_("gives up the task “%(task)s”"), N_("gave up the task “%(task)s”")),
}
_TERMS: Mapping[str, Phrase] = {
    "TaskWarned": N_("Three quarters of the time of the task “%(task)s” are gone"),
    "TaskBreached": N_("The task “%(task)s” is overdue"),
}
_CANCELLED = N_("The task “%(task)s” is given up with the request")
_FINISHED = N_("All tasks are over")
_ICONS = {"done": "check", "cancelled": "x", "taken": "user-plus", "given": "user-plus", "back": "undo-2"}


def tells(fact: Fact) -> bool:
    """Whether this is about a task."""
    return fact.kind in KINDS or fact.payload.get("cause") in CAUSES


def alone(fact: Fact) -> bool:
    """Whether the sentence stands without the name of who did it."""
    return fact.actor_id is None or fact.kind in ("TaskOpened", "TasksFinished") or fact.kind == "TicketMoved"


def icon(fact: Fact) -> str:
    """The glyph of the line."""
    what = fact.payload.get("what", fact.payload.get("state", ""))
    if fact.kind in _TERMS:
        return "alarm-clock"
    if fact.kind == "TicketMoved" or fact.kind == "TasksFinished":
        return "list-checks"
    return _ICONS.get(str(what), "list-checks")


def sentence(fact: Fact, t: Translator, tasks: Mapping[int, Task], *, person: str, team: str, own: bool) -> str:
    """What happened; `person` and `team` are the names of whom the fact speaks, `own` that the reader did it."""
    if fact.kind == "TicketMoved":
        return t.say(CAUSES[fact.payload["cause"]])
    if fact.kind == "TasksFinished":
        return t.say(_FINISHED)
    task = tasks.get(int(fact.payload["task_id"]))
    words = {"task": task.name(t.locale) if task is not None else "—", "person": person, "team": team}
    return t.say(_phrase(fact, own=own).msgid, **words)


def _phrase(fact: Fact, *, own: bool) -> Phrase:
    if fact.kind in _TERMS:
        return _TERMS[fact.kind]
    if fact.kind == "TaskOpened":
        return _OPENED
    if fact.kind == "TaskAdded":
        return _ADDED[own]
    if fact.kind == "TaskChanged":
        return _CHANGED[fact.payload["what"]][own]
    if fact.actor_id is None:
        return _CANCELLED
    return _OVER[fact.payload["state"]][own]


_OF_ONE: Mapping[str, Phrase] = {
    "TaskOpened": N_("The task is open"),
    "TaskWarned": N_("Three quarters of the time are gone"),
    "TaskBreached": N_("The task is overdue"),
    "TaskAdded": N_("adds the task"),
    "taken": N_("takes the task"),
    "given": N_("gives the task to %(person)s"),
    "freed": N_("leaves the task to the team"),
    "handed": N_("hands the task over to the team “%(team)s”"),
    "back": N_("puts the task back: it is not done yet"),
    "filled": N_("fills in the answers"),
    "done": N_("has done the task"),
    "cancelled": N_("gives up the task"),
}


def of_one(fact: Fact, t: Translator, *, person: str, team: str) -> str:
    """What happened to a task, on its own page, after the name of who did it."""
    if fact.kind == "TaskDone" and fact.actor_id is None:
        return t.say(N_("Given up with the request"))
    what = fact.payload.get("what") or (fact.payload["state"] if fact.kind == "TaskDone" else fact.kind)
    return t.say(_OF_ONE[str(what)].msgid, person=person, team=team)
