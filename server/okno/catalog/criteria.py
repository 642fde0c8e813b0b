"""What a criterion may look at, and whether a criterion makes sense."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from okno.catalog.automation import Criterion
from okno.catalog.levels import Pause
from okno.catalog.model import PRIORITIES, Catalog
from okno.text import N_, Phrase

Sort = Literal["choice", "number", "hours", "flag", "person", "words", "open"]
"""choice: one of a list; number; hours: working hours since or until; flag: it is so or not (`filled`); person: by
login, `me` is whoever looks; words: in a text; open: any short text, as it is written."""

MOST = 20
"""Criteria of one list or rule."""
MOST_VALUES = 50
LONGEST = 255
LARGEST = 9999
"""The largest whole number that something is compared with."""
FIELD = "field."
ME = "me"
_OPERATORS: Mapping[Sort, tuple[str, ...]] = {
    "choice": ("values", "others"),
    "number": ("values", "others", "at_least", "below"),
    "hours": ("at_least", "below", "filled"),
    "flag": ("filled",),
    "person": ("values", "others", "filled"),
    "words": ("words",),
    "open": ("values", "others", "filled"),
}


@dataclass(frozen=True)
class Subject:
    """One thing to look at; `choices` are the keys of its list, of a catalog or of always."""

    title: Phrase
    sort: Sort
    choices: Callable[[Catalog], Iterable[str]] | None = None

    @property
    def operators(self) -> tuple[str, ...]:
        """The parts of a criterion that may be filled in for it."""
        return _OPERATORS[self.sort]


PAUSES: tuple[Pause, ...] = ("requester", "approval", "supplier", "plan")
PHASES = ("open", "paused", "done", "closed")
SOURCES = ("portal", "api", "mail", "phone", "split")
KINDS = ("request", "incident", "consultation")


def _states(catalog: Catalog) -> list[str]:
    return list(dict.fromkeys(state.key for one in catalog.lifecycles.values() for state in one.states))


SUBJECTS: Mapping[str, Subject] = {
    "state": Subject(N_("State"), "choice", _states),
    "phase": Subject(N_("Stage"), "choice", lambda _: PHASES),
    "waiting": Subject(N_("Waits for"), "choice", lambda _: PAUSES),
    "team": Subject(N_("Team"), "choice", lambda catalog: catalog.teams),
    "line": Subject(N_("Line"), "number"),
    "assignee": Subject(N_("Assignee"), "person"),
    "kind": Subject(N_("Kind"), "choice", lambda _: KINDS),
    "service": Subject(N_("Service"), "choice", lambda catalog: catalog.services),
    "category": Subject(N_("Category"), "choice", lambda catalog: catalog.categories),
    "priority": Subject(N_("Priority"), "choice", lambda _: PRIORITIES),
    "impact": Subject(N_("Impact"), "number"),
    "urgency": Subject(N_("Urgency"), "number"),
    "customer": Subject(N_("Requester"), "person"),
    "department": Subject(N_("Department of the requester"), "open"),
    "place": Subject(N_("Place of the requester"), "open"),
    "vip": Subject(N_("The requester is a VIP"), "flag"),
    "source": Subject(N_("Way in"), "choice", lambda _: SOURCES),
    "subject": Subject(N_("Words of the subject"), "words"),
    "created": Subject(N_("Working hours since it was ordered"), "hours"),
    "changed": Subject(N_("Working hours since the last change"), "hours"),
    "unanswered": Subject(N_("Working hours without reaction"), "hours"),
    "due": Subject(N_("Working hours until it is due"), "hours"),
    "overdue": Subject(N_("It is overdue"), "flag"),
    "tasks": Subject(N_("It has open tasks"), "flag"),
    "following": Subject(N_("I follow it"), "flag"),
}
"""Everything that a criterion may look at by name; `field.<key>` is the answer to a field of a form."""

ANSWER = Subject(N_("Answer"), "open")
"""The answer to a field, as a criterion sees it."""


def subject(name: str) -> Subject | None:
    """Find what a criterion looks at."""
    if name.startswith(FIELD):
        return ANSWER if 0 < len(name) - len(FIELD) <= 64 else None
    return SUBJECTS.get(name)


def problems(criteria: Sequence[Criterion], catalog: Catalog) -> list[tuple[int, Phrase]]:
    """Give what is wrong with criteria, each with its place in the list."""
    found = [(n, reason) for n, one in enumerate(criteria) for reason in _problems(one, catalog)]
    if len(criteria) > MOST:
        found.append((MOST, N_("At most %(n)s conditions", n=MOST)))
    return found


def _problems(one: Criterion, catalog: Catalog) -> Iterable[Phrase]:
    known = subject(one.of)
    if known is None:
        yield N_("There is nothing called “%(name)s” to look at", name=one.of[:64])
        return
    given = [name for name in ("values", "others", "at_least", "below") if getattr(one, name) not in ((), None)]
    given += ["filled"] if one.filled is not None else []
    given += ["words"] if one.words.strip() else []
    if not given:
        yield N_("Say what it must be")
    if set(given) - set(known.operators):
        yield N_("“%(name)s” cannot be compared in this way", name=one.of)
        return
    yield from _values(one, known, catalog)


def _values(one: Criterion, known: Subject, catalog: Catalog) -> Iterable[Phrase]:
    values = (*one.values, *one.others)
    if len(values) > MOST_VALUES or len(one.words) > LONGEST:
        yield N_("That is too much for one condition")
    if known.sort == "number":
        if any(type(value) is not int or abs(value) > LARGEST for value in values):
            yield N_("Write whole numbers")
    elif any(not isinstance(value, str) or not 0 < len(value) <= LONGEST for value in values):
        yield N_("Write the values as short texts")
    elif known.choices is not None:
        allowed = set(known.choices(catalog))
        for value in values:
            if value not in allowed:
                yield N_("There is no “%(value)s” to choose", value=str(value)[:64])
    for bound in (one.at_least, one.below):
        if bound is not None and not 0 <= abs(bound) <= 100_000:
            yield N_("Write a number up to 100 000")
