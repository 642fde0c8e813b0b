"""The catalog as frozen data: services with their fields, categories, teams, calendars and lifecycles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from okno.text import Texts

FIELD_TYPES = (
    "string", "text", "number", "date", "select", "multiselect", "checkbox", "person", "phone", "mail", "file",
)  # fmt: skip
CHOICE_TYPES = ("select", "multiselect")
PREFILLS = ("name", "phone", "mail", "place", "department", "title")
STRING_LIMIT = 255
TEXT_LIMIT = 20_000
FILES_LIMIT = 10

WORKING_DAY = timedelta(hours=8)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": WORKING_DAY}
_DURATION = re.compile(r"([1-9][0-9]{0,3})([mhd])")

Kind = Literal["request", "incident", "consultation"]
Phase = Literal["open", "paused", "done", "closed"]
Who = Literal["requester", "agent"]
Asks = Literal["none", "optional", "required"]


def working_time(text: str) -> timedelta:
    """Read `30m`, `4h` or `3d` as working time; a working day is 8 hours. Raises ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return int(match[1]) * _UNITS[match[2]]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option of a select or multiselect field."""

    value: str
    title: Texts
    note: Texts = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question of a service's form."""

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
    choices: tuple[Choice, ...] = ()
    prefill: str | None = None

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
class Service:
    """One thing that an employee can order."""

    key: str
    title: Texts
    summary: Texts
    description: Texts = field(default_factory=dict)
    done_text: Texts
    category: str
    icon: str
    kind: Kind = "request"
    team: str
    owner: Texts
    lifecycle: str = "default"
    respond: str
    resolve: str
    popular: bool = False
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    subject: Texts = field(default_factory=dict)
    fields: tuple[Field, ...] = ()

    @property
    def respond_time(self) -> timedelta:
        """Give the working time until the first answer."""
        return working_time(self.respond)

    @property
    def resolve_time(self) -> timedelta:
        """Give the working time until the work is done."""
        return working_time(self.resolve)

    def field(self, key: str) -> Field | None:
        """Find a field by its key."""
        return next((item for item in self.fields if item.key == key), None)


@dataclass(frozen=True, kw_only=True)
class Category:
    """A direction that the catalog page groups services by; `general` takes what no other service fits."""

    key: str
    title: Texts
    icon: str
    sort: int
    general: str


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
    """A state of a ticket, in the words of agents (title) and of the requester."""

    key: str
    title: Texts
    requester: Texts
    glyph: Literal["new", "progress", "wait", "pause", "done", "closed", "cancelled"]
    phase: Phase


@dataclass(frozen=True, kw_only=True)
class Transition:
    """A way from some states to another: the button, who may press it and what it asks for."""

    origins: tuple[str, ...] = field(metadata={"name": "from"})
    to: str
    title: Texts
    who: tuple[Who, ...]
    right: str
    asks: Asks = "none"


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    """States of a ticket and the ways between them."""

    key: str
    title: Texts
    start: str
    auto_close_days: int
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    def state(self, key: str) -> State | None:
        """Find a state by its key."""
        return next((state for state in self.states if state.key == key), None)

    def ways(self, origin: str, *, who: Who | None = None) -> tuple[Transition, ...]:
        """Give the transitions out of a state, those of one side only if `who` is given."""
        return tuple(way for way in self.transitions if origin in way.origins and (who is None or who in way.who))

    def way(self, origin: str, to: str, *, who: Who | None = None) -> Transition | None:
        """Find the transition between two states."""
        return next((way for way in self.ways(origin, who=who) if way.to == to), None)


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """Everything of one revision, by key; `base` is the revision that this copy was exported from."""

    base: int | None = None
    categories: Mapping[str, Category] = field(default_factory=dict)
    teams: Mapping[str, TeamSpec] = field(default_factory=dict)
    calendars: Mapping[str, CalendarSpec] = field(default_factory=dict)
    lifecycles: Mapping[str, Lifecycle] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)

    def kinds(self) -> dict[str, Mapping[str, Any]]:
        """Give the parts by the kind name under which the database stores them."""
        return {
            "category": self.categories,
            "team": self.teams,
            "calendar": self.calendars,
            "lifecycle": self.lifecycles,
            "service": self.services,
        }


KIND_CLASSES: dict[str, type] = {
    "category": Category,
    "team": TeamSpec,
    "calendar": CalendarSpec,
    "lifecycle": Lifecycle,
    "service": Service,
}
