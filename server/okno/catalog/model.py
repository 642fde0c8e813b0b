"""The catalog as frozen data: services with their fields, categories, teams, calendars and lifecycles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from okno.text import Texts

FIELD_TYPES = (
    "string", "text", "number", "money", "date", "datetime", "select", "linked", "multiselect", "checkbox", "person",
    "phone", "mail", "file", "object", "heading", "help",
)  # fmt: skip
CHOICE_TYPES = ("select", "linked", "multiselect")
STATIC_TYPES = ("heading", "help")
"""Words of a form that ask nothing."""
PREFILLS = ("name", "phone", "mail", "place", "department", "title", "self", "manager")
PRIORITIES = ("critical", "high", "normal", "low")
"""Names of the priorities 1 to 4."""
NORMAL = 3
STRING_LIMIT = 255
TEXT_LIMIT = 20_000
FILES_LIMIT = 10

WORKING_DAY = timedelta(hours=8)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": WORKING_DAY}
_DURATION = re.compile(r"([1-9][0-9]{0,3})([mhd])")

Kind = Literal["request", "incident", "consultation"]
Phase = Literal["open", "paused", "done", "closed"]
Pause = Literal["", "requester", "approval", "supplier", "plan"]
Who = Literal["requester", "agent", "rule"]
Asks = Literal["none", "optional", "required"]
Ask = Literal["manager", "owner", "role", "person", "field"]
AtDeadline = Literal["escalate", "refuse", "approve"]
Priority = Literal["critical", "high", "normal", "low"]


def working_time(text: str) -> timedelta:
    """Read `30m`, `4h` or `3d` as working time; a working day is 8 hours. Raises ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return int(match[1]) * _UNITS[match[2]]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What the `answer` to another field (written `field`) must be; of several conditions all must hold.

    Of `values` (written `is`) the answer is one, of `others` (`is_not`) none; a multiselect has one of them among its
    own. `filled`: there is an answer, or there is none. `at_least` and `below` bound a number. An answer that is not
    there is none of `values`, and under no bound.
    """

    answer: str = field(metadata={"name": "field"})
    values: tuple[Any, ...] = field(default=(), metadata={"name": "is"})
    others: tuple[Any, ...] = field(default=(), metadata={"name": "is_not"})
    filled: bool | None = None
    at_least: float | int | None = None
    below: float | int | None = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option of a field with choices; a linked field offers it while its parent has one of the values in `of`."""

    value: str
    title: Texts
    note: Texts = field(default_factory=dict)
    of: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question of a service's form, or words between questions (STATIC_TYPES).

    `required` asks for an answer with the order, `required_to_close` before the request is done. `show_if` and
    `required_if` depend on other answers: what is not shown is not stored. `parent` is the field on which the choices
    of a linked field depend. `mask`: 9 is a digit, A a letter, * any of both, everything else itself. A sum of money
    is not under 0 unless `min` says so. A field with `teams` belongs to these teams: its requester neither sees nor
    answers it.
    """

    key: str
    type: str
    title: Texts
    help: Texts = field(default_factory=dict)
    required: bool = False
    default: Any = None
    min: float | int | str | None = None
    max: float | int | str | None = None
    max_length: int | None = None
    whole: bool = False
    pattern: str | None = None
    mask: str | None = None
    currency: str = "RUB"
    choices: tuple[Choice, ...] = ()
    parent: str | None = None
    prefill: str | None = None
    show_if: tuple[Condition, ...] = ()
    required_if: tuple[Condition, ...] = ()
    required_to_close: bool = False
    teams: tuple[str, ...] = ()

    @property
    def static(self) -> bool:
        """Whether these are words that ask nothing."""
        return self.type in STATIC_TYPES

    @property
    def at_order(self) -> bool:
        """Whether the requester answers this with the order: no words, no team's field, nothing for the closing."""
        return not (self.static or self.teams or self.required_to_close)

    @property
    def length(self) -> int:
        """Give the longest text that an answer may have, in characters."""
        if self.max_length is not None:
            return self.max_length
        return TEXT_LIMIT if self.type == "text" else STRING_LIMIT

    def choice(self, value: object) -> Choice | None:
        """Find an option by its value."""
        return next((choice for choice in self.choices if choice.value == value), None)


@dataclass(frozen=True, kw_only=True)
class ApprovalStep:
    """Who must agree before the work begins.

    `ask`: the requester's manager, the owner of the service, the holders of a `role` (in a `team`, when it is named),
    a `person` by login, or the person answered in a `field`. `need`: any of them, all, or how many; where one is enough
    the first decision counts, be it a refusal, else it is refused when they can't be reached. `when`: only with these
    answers. `deadline` and `remind` are working time from the asking; at the deadline the question goes on to
    whoever is above (escalate), or counts as a refusal or an approval.
    """

    key: str
    title: Texts
    ask: Ask
    role: str = ""
    team: str = ""
    person: str = ""
    field: str = ""
    need: str | int = "any"
    when: tuple[Condition, ...] = ()
    remind: str = ""
    deadline: str = ""
    at_deadline: AtDeadline = "escalate"


@dataclass(frozen=True, kw_only=True)
class TaskSpec:
    """A team's part of a service.

    It opens when the tasks in `after` are done. `due` is its own working time (OLA). `shows` are the answers of the
    order that its team sees, `fields` what the team fills in itself. `when`: only with these answers.
    """

    key: str
    title: Texts
    text: Texts = field(default_factory=dict)
    team: str
    after: tuple[str, ...] = ()
    due: str
    shows: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Who may order a service: members of one of the groups or departments; both empty: everybody."""

    groups: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Article:
    """What helps without an order: a few words beside the form."""

    title: Texts
    text: Texts


@dataclass(frozen=True, kw_only=True)
class Service:
    """One thing that an employee can order.

    `kinds` are those that it may have besides `kind`. The terms come from the policy `sla`; `respond` and `resolve`
    are the service's own for the normal priority. `cost` is what one order costs the company, in `currency`.
    """

    key: str
    title: Texts
    summary: Texts
    description: Texts = field(default_factory=dict)
    done_text: Texts
    category: str
    icon: str
    kind: Kind = "request"
    kinds: tuple[Kind, ...] = ()
    team: str
    owner: Texts
    lifecycle: str = "default"
    sla: str = ""
    respond: str = ""
    resolve: str = ""
    cost: float | int | None = None
    currency: str = "RUB"
    visible_to: Audience = field(default_factory=Audience)
    popular: bool = False
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    subject: Texts = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    approval: tuple[ApprovalStep, ...] = ()
    approval_order: Literal["sequence", "parallel"] = "sequence"
    tasks: tuple[TaskSpec, ...] = ()
    finish_by_tasks: bool = True
    articles: tuple[Article, ...] = ()

    @property
    def all_kinds(self) -> tuple[Kind, ...]:
        """Give every kind that an order of this service may have, the usual one first."""
        return (self.kind, *(kind for kind in self.kinds if kind != self.kind))

    def task(self, key: str) -> TaskSpec | None:
        """Find a task by its key."""
        return next((item for item in self.tasks if item.key == key), None)

    def field(self, key: str) -> Field | None:
        """Find a field by its key."""
        return next((item for item in self.fields if item.key == key), None)


@dataclass(frozen=True, kw_only=True)
class Category:
    """A direction of the catalog, in a tree by `parent`; `general` takes what no other service of it fits."""

    key: str
    title: Texts
    icon: str
    sort: int
    general: str
    parent: str | None = None


@dataclass(frozen=True, kw_only=True)
class TeamSpec:
    """A team that services are given to; who is in it is stored in the database.

    `confidential`: for others its tickets do not exist.
    """

    key: str
    title: Texts
    calendar: str
    general: str
    category: str
    confidential: bool = False


@dataclass(frozen=True, kw_only=True)
class CalendarSpec:
    """Working hours of a week, and the days that differ."""

    key: str
    title: Texts
    zone: str
    week: dict[str, tuple[str, ...]]
    exceptions: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class State:
    """A state of a ticket, in the words of agents (title) and of the requester; `pause`: for what the clock stands."""

    key: str
    title: Texts
    requester: Texts
    glyph: Literal["new", "progress", "wait", "pause", "done", "closed", "cancelled"]
    phase: Phase
    pause: Pause = ""


@dataclass(frozen=True, kw_only=True)
class Transition:
    """A way from some states to another: the button, who may press it and what it asks for.

    What the server itself goes by rule (`who` has rule) needs no right.
    """

    origins: tuple[str, ...] = field(metadata={"name": "from"})
    to: str
    title: Texts
    who: tuple[Who, ...]
    right: str = ""
    asks: Asks = "none"


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    """States of a ticket and the ways between them.

    What is done closes itself after `auto_close_days`, and may be reopened within `reopen_days`; both are working days.
    """

    key: str
    title: Texts
    start: str
    auto_close_days: int
    reopen_days: int = 10
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    def state(self, key: str) -> State | None:
        """Find a state by its key."""
        return next((state for state in self.states if state.key == key), None)

    def pausing(self, pause: Pause) -> State | None:
        """Find the state in which the clock stands for this reason."""
        return next((state for state in self.states if state.pause == pause), None)

    def ways(self, origin: str, *, who: Who | None = None) -> tuple[Transition, ...]:
        """Give the transitions out of a state, those of one side only if `who` is given.

        Out of a state that there is no more they are those of the start: a ticket that stands there can go on.
        """
        origin = origin if self.state(origin) is not None else self.start
        return tuple(way for way in self.transitions if origin in way.origins and (who is None or who in way.who))

    def way(self, origin: str, to: str, *, who: Who | None = None) -> Transition | None:
        """Find the transition between two states."""
        return next((way for way in self.ways(origin, who=who) if way.to == to), None)


@dataclass(frozen=True, kw_only=True)
class Target:
    """Working time until the first answer and until the solution."""

    respond: str
    resolve: str


@dataclass(frozen=True, kw_only=True)
class SlaSpec:
    """A service level: what is promised at each priority."""

    key: str
    title: Texts
    targets: dict[str, Target]


@dataclass(frozen=True, kw_only=True)
class PriorityMatrix:
    """Which priority an impact (1 the widest) and an urgency (1 the highest) make, and how the steps are called.

    `matrix` has a row for each impact, in it a priority for each urgency.
    """

    key: str
    title: Texts
    impacts: tuple[Texts, ...]
    urgencies: tuple[Texts, ...]
    matrix: tuple[tuple[Priority, ...], ...]

    def priority(self, impact: int, urgency: int) -> int:
        """Give the priority, 1 (critical) to 4 (low), of an impact and an urgency from 1 to 3."""
        return PRIORITIES.index(self.matrix[impact - 1][urgency - 1]) + 1


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A canned reply; {name} is the requester's name, {number} the request's number."""

    key: str
    title: Texts
    text: Texts


@dataclass(frozen=True, kw_only=True)
class ReplySet:
    """The canned replies of the team with this key."""

    key: str
    title: Texts
    replies: tuple[Reply, ...]


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """Everything of one revision, by key; `base` is the revision that this copy was exported from."""

    base: int | None = None
    categories: Mapping[str, Category] = field(default_factory=dict)
    teams: Mapping[str, TeamSpec] = field(default_factory=dict)
    calendars: Mapping[str, CalendarSpec] = field(default_factory=dict)
    lifecycles: Mapping[str, Lifecycle] = field(default_factory=dict)
    sla: Mapping[str, SlaSpec] = field(default_factory=dict)
    priorities: Mapping[str, PriorityMatrix] = field(default_factory=dict)
    replies: Mapping[str, ReplySet] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)

    def kinds(self) -> dict[str, Mapping[str, Any]]:
        """Give the parts by the kind name under which the database stores them."""
        return {kind: getattr(self, part) for kind, part in PARTS.items()}


PARTS = {
    "category": "categories",
    "team": "teams",
    "calendar": "calendars",
    "lifecycle": "lifecycles",
    "sla": "sla",
    "priority": "priorities",
    "reply": "replies",
    "service": "services",
}
"""The parts of a catalog by the kind name under which the database stores their items."""

KIND_CLASSES: dict[str, type] = {
    "category": Category,
    "team": TeamSpec,
    "calendar": CalendarSpec,
    "lifecycle": Lifecycle,
    "sla": SlaSpec,
    "priority": PriorityMatrix,
    "reply": ReplySet,
    "service": Service,
}
