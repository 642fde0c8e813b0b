"""Work that the server does by itself, and one's own lists: criteria of tickets, rules, macros."""

from dataclasses import dataclass, field
from typing import Any, Literal

from okno.text import Texts

Trigger = Literal[
    "created", "assigned", "moved", "requester_wrote", "staff_wrote", "noted", "reclassified", "approved", "tasks_over",
    "warned", "breached", "reopened",
]  # fmt: skip
Since = Literal["created", "changed", "moved", "requester_wrote", "staff_wrote", "done"]
Deed = Literal[
    "priority", "impact", "urgency", "service", "kind", "field", "team", "line", "assignee", "state", "reply", "note",
    "tell", "watch", "task",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What a ticket must be; of several criteria all must hold. The same form in rules, saved filters and searches.

    `of` names what is looked at (see okno.tickets.criteria). Of `values` (written `is`) it is one, of `others`
    (`is_not`) none. `filled`: it is there, or it is not. `at_least` and `below` bound a number, or the working hours
    of a time. `words`: all of them occur in a text.
    """

    of: str
    values: tuple[Any, ...] = field(default=(), metadata={"name": "is"})
    others: tuple[Any, ...] = field(default=(), metadata={"name": "is_not"})
    filled: bool | None = None
    at_least: float | int | None = None
    below: float | int | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing that a rule or a macro does to a ticket.

    `value` is what is set: a priority, a number, a key of a service, state or team, a login, a line (`next` and
    `back` too), a way of routing for the assignee (`nobody`, `me`, `round_robin`, `least_load`), the working time of a
    task. `key` names the field of a form or the team of a task. `text`: the words of a reply, a note or a task (the
    first line is its title), with the variables of canned replies. `who`: whom a notice goes to, as in ClockStep.tell,
    or who follows from now on (logins).
    """

    do: Deed
    value: Any = None
    key: str = ""
    text: Texts = field(default_factory=dict)
    who: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What happens by itself: on one of the events of `on`, or when `after` working time has gone `since` something.

    A rule by time acts once for each time that the clock of `since` began anew. What a rule does starts no other rule
    by event, so they cannot run in circles. Rules act in the order of `sort`; one that is not `active` does nothing.
    """

    key: str
    title: Texts
    sort: int
    active: bool = False
    on: tuple[Trigger, ...] = ()
    since: Since = "created"
    after: str = ""
    criteria: tuple[Criterion, ...] = ()
    actions: tuple[Action, ...]


@dataclass(frozen=True, kw_only=True)
class Macro:
    """Several actions behind one button of the agent's page, for the teams named, or for all."""

    key: str
    title: Texts
    sort: int
    teams: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    actions: tuple[Action, ...]
