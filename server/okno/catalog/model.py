"""The catalog as frozen data: services with their fields, categories, teams, calendars and lifecycles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from okno.catalog.automation import Action, Criterion, Macro, Rule
from okno.catalog.levels import (
    USUAL_STEPS,
    ClockStep,
    Goal,
    Kind,
    Pause,
    Policy,
    Priority,
    SlaSpec,
    Target,
    Told,
)
from okno.catalog.lifecycles import Asks, Lifecycle, Phase, State, Transition, Who
from okno.text import Texts

__all__ = [
    "CHOICE_TYPES", "FIELD_TYPES", "FILES_LIMIT", "KIND_CLASSES", "NORMAL", "PARTS", "PREFILLS", "PRIORITIES",
    "STATIC_TYPES", "STRING_LIMIT", "TEXT_LIMIT", "USUAL_STEPS", "WORKING_DAY", "Action", "ApprovalStep", "Article",
    "Asks", "Audience", "CalendarSpec", "Catalog", "Category", "Choice", "ClockStep", "Condition", "Criterion",
    "Field", "Goal", "Kind", "Lifecycle", "Macro", "Pause", "Phase", "Policy", "Priority", "PriorityMatrix", "Reply",
    "ReplySet", "Route", "Rule", "Service", "SlaSpec", "State", "Target", "TaskSpec", "TeamSpec", "Told", "Transition",
    "Who", "working_time",
]  # fmt: skip

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

Ask = Literal["manager", "owner", "role", "person", "field"]
AtDeadline = Literal["escalate", "refuse", "approve"]


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
class Route:
    """Another team for those whose department or place begins with one of these words."""

    team: str
    departments: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Service:
    """One thing that an employee can order.

    `kinds` are those that it may have besides `kind`. The terms come from the policy `sla`; `respond` and `resolve`
    are the service's own for the normal priority. `cost` is what one order costs the company, in `currency`. Of
    `routes` the first that fits the customer names the team instead of `team`. `skills`: what who does it must be able
    to do, where the team's work is given out by the server.
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
    routes: tuple[Route, ...] = ()
    skills: tuple[str, ...] = ()

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

    `confidential`: for others its tickets do not exist. `lines`: how many lines of support it has. `routing`: who gets
    a new ticket: whoever takes it (manual), each in turn, or who has the least open work. `greeting` and `signature`
    stand before and under the words of its letters and replies, with the variables of canned replies.
    """

    key: str
    title: Texts
    calendar: str
    general: str
    category: str
    confidential: bool = False
    lines: int = 1
    routing: Literal["manual", "round_robin", "least_load"] = "manual"
    greeting: Texts = field(default_factory=dict)
    signature: Texts = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CalendarSpec:
    """Working hours of a week, and the days that differ.

    `holidays`: the country whose public holidays and transfers are days off (ISO 3166, RU), by the library `holidays`;
    `exceptions` count before it: it knows neither working Saturdays nor short days.
    """

    key: str
    title: Texts
    zone: str
    week: dict[str, tuple[str, ...]]
    holidays: str = ""
    exceptions: dict[str, tuple[str, ...]] = field(default_factory=dict)


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
    policies: Mapping[str, Policy] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    macros: Mapping[str, Macro] = field(default_factory=dict)
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
    "policy": "policies",
    "rule": "rules",
    "macro": "macros",
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
    "policy": Policy,
    "rule": Rule,
    "macro": Macro,
    "service": Service,
}
