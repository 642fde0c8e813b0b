"""Checks a catalog as a whole: references, both languages, icons, forms and lifecycles; tells all problems at once."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from okno.access import RIGHTS
from okno.catalog.model import (
    CHOICE_TYPES,
    FIELD_TYPES,
    FILES_LIMIT,
    PREFILLS,
    PRIORITIES,
    STRING_LIMIT,
    TEXT_LIMIT,
    CalendarSpec,
    Catalog,
    Category,
    Field,
    Lifecycle,
    PriorityMatrix,
    ReplySet,
    Service,
    SlaSpec,
    TeamSpec,
    working_time,
)
from okno.catalog.pattern import is_endless
from okno.catalog.problem import Problem
from okno.catalog.rules import DATE_BOUND, default_problem, names_in
from okno.clock import DAYS, WorkCalendar
from okno.data import data_root
from okno.text import N_, Phrase, Texts, clean

LOCALES = ("ru", "en")
TITLE_LIMIT = 120
BODY_LIMIT = 4000
STEPS = 3
"""How many steps impact and urgency have."""
_KEY = re.compile(r"[a-z][a-z0-9-]{0,59}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VALUE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
_SYMBOL = re.compile(r'<symbol[^>]*\bid="([^"]+)"')

Found = Iterator[tuple[tuple[str | int, ...], Phrase]]


@dataclass(frozen=True)
class Place:
    """A place inside an object of the catalog, for example (service, monitor, (fields, 2, title))."""

    kind: str
    key: str
    path: tuple[str | int, ...]


def check(
    catalog: Catalog,
    *,
    place: Callable[[Place], tuple[str, int]] | None = None,
    broken: Collection[str] = (),
) -> list[Problem]:
    """Give every problem of a catalog.

    `place` turns a place into file and line; without it the file is `kind/key` and the line 1. Keys in `broken`
    belong to files that could not be read: references to them are not told a second time.
    """
    locate = place or (lambda where: (f"{where.kind}/{where.key}", 1))
    judge = _Judge(catalog, broken)
    problems = []
    if "default" not in catalog.lifecycles and "default" not in broken:
        problems.append(Problem("catalog.yaml", 1, N_("A catalog needs the lifecycle “default”")))
    for kind, items in catalog.kinds().items():
        for key, item in items.items():
            for path, reason in judge.item(kind, item):
                problems.append(Problem(*locate(Place(kind, key, path)), reason))
    return problems


@cache
def icons() -> frozenset[str]:
    """Give the names of the symbols that the default theme draws; none when the theme is not there."""
    sheet = data_root("themes") / "default" / "assets" / "icons.svg"
    return frozenset(_SYMBOL.findall(sheet.read_text("utf-8"))) if sheet.is_file() else frozenset()


class _Judge:
    """Knows what may be referred to."""

    def __init__(self, catalog: Catalog, broken: Collection[str]) -> None:
        self.catalog = catalog
        self.broken = broken

    def item(self, kind: str, item: Any) -> Found:
        if not _KEY.fullmatch(item.key):
            yield ("key",), N_("A key has small Latin letters, digits and hyphens, at most 60")
        yield from _texts(item, ("title",), TITLE_LIMIT)
        judge: dict[str, Callable[[Any], Found]] = {
            "category": self._category,
            "team": self._team,
            "calendar": _calendar,
            "lifecycle": _lifecycle,
            "sla": _sla,
            "priority": _priorities,
            "reply": self._replies,
            "service": self._service,
        }
        yield from judge[kind](item)

    def _refer(self, name: str, key: str, known: Collection[str]) -> Found:
        if key not in known and key not in self.broken:
            yield (name,), N_("There is no %(name)s “%(key)s”", name=name, key=key)

    def _icon(self, icon: str) -> Found:
        if icons() and icon not in icons():
            yield ("icon",), N_("The default theme has no icon “%(icon)s”", icon=icon)

    def _category(self, category: Category) -> Found:
        yield from self._icon(category.icon)
        yield from self._refer("general", category.general, self.catalog.services)

    def _team(self, team: TeamSpec) -> Found:
        yield from self._refer("calendar", team.calendar, self.catalog.calendars)
        yield from self._refer("category", team.category, self.catalog.categories)
        yield from self._refer("general", team.general, self.catalog.services)
        general = self.catalog.services.get(team.general)
        if general is not None and general.team != team.key:
            yield ("general",), N_("The general service belongs to another team: %(team)s", team=general.team)

    def _replies(self, replies: ReplySet) -> Found:
        yield from self._refer("team", replies.key, self.catalog.teams)
        yield from _twice((reply.key for reply in replies.replies), ("replies",))
        for index, reply in enumerate(replies.replies):
            for name, limit in (("title", TITLE_LIMIT), ("text", BODY_LIMIT)):
                for path, reason in _texts(reply, (name,), limit):
                    yield ("replies", index, *path), reason

    def _service(self, service: Service) -> Found:
        if service.sla:
            yield from self._refer("sla", service.sla, self.catalog.sla)
        yield from self._refer("category", service.category, self.catalog.categories)
        yield from self._refer("team", service.team, self.catalog.teams)
        yield from self._refer("lifecycle", service.lifecycle, self.catalog.lifecycles)
        yield from self._icon(service.icon)
        for name, limit in (("summary", 200), ("done_text", BODY_LIMIT), ("owner", TITLE_LIMIT)):
            yield from _texts(service, (name,), limit)
        yield from _texts(service, ("description",), BODY_LIMIT, optional=True)
        yield from _times(service)
        yield from _words(service)
        yield from _subject(service)
        yield from _twice((item.key for item in service.fields), ("fields",))
        for index, item in enumerate(service.fields):
            for path, reason in _field(item):
                yield ("fields", index, *path), reason


def _texts(item: Any, path: tuple[str | int, ...], limit: int, *, optional: bool = False) -> Found:
    texts = getattr(item, str(path[-1]))
    if not optional or texts:
        yield from _languages(texts, path, limit)


def _languages(texts: Texts, path: tuple[str | int, ...], limit: int) -> Found:
    for locale in LOCALES:
        if not texts.get(locale, "").strip():
            yield path, N_("The text in “%(locale)s” is missing", locale=locale)
    for locale, text in texts.items():
        if locale not in LOCALES:
            yield (*path, locale), N_("The language “%(locale)s” is unknown", locale=locale)
        if len(text) > limit:
            yield (*path, locale), N_("The text is longer than %(limit)s characters", limit=limit)
        if clean(text) != text:
            yield (*path, locale), N_("The text has characters that nobody sees: retype it")


def _twice(keys: Iterable[str], path: tuple[str | int, ...]) -> Found:
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield (*path, index), N_("The key “%(key)s” stands here twice", key=key)
        seen.add(key)


def _times(service: Service) -> Found:
    if not service.respond and not service.resolve:
        if not service.sla:
            yield (), N_("A service needs a service level (sla), or its own respond and resolve")
        return
    yield from _target(service.respond, service.resolve)


def _target(respond: str, resolve: str) -> Found:
    times = {}
    for name, text in (("respond", respond), ("resolve", resolve)):
        try:
            times[name] = working_time(text)
        except ValueError:
            yield (name,), N_("Write working time as 30m, 4h or 3d")
    if len(times) == 2 and times["respond"] > times["resolve"]:
        yield ("respond",), N_("The answer must not be due after the solution")


def _words(service: Service) -> Found:
    for locale, words in service.words.items():
        if locale not in LOCALES:
            yield ("words", locale), N_("The language “%(locale)s” is unknown", locale=locale)
        if any(clean(word) != word or not word.strip() for word in words):
            yield ("words", locale), N_("The text has characters that nobody sees: retype it")


def _subject(service: Service) -> Found:
    yield from _texts(service, ("subject",), TITLE_LIMIT, optional=True)
    for locale, template in service.subject.items():
        for name in names_in(template):
            if service.field(name) is None:
                yield ("subject", locale), N_("The subject names a field that the form lacks: %(name)s", name=name)


def _field(item: Field) -> Found:
    if not _NAME.fullmatch(item.key):
        yield ("key",), N_("A field key has small Latin letters, digits and _, at most 40")
    if item.type not in FIELD_TYPES:
        yield ("type",), N_("Write one of these: %(allowed)s", allowed=", ".join(FIELD_TYPES))
    yield from _texts(item, ("title",), TITLE_LIMIT)
    yield from _texts(item, ("help",), 400, optional=True)
    yield from _choices(item)
    yield from _bounds(item)
    yield from _pattern(item)
    if item.prefill is not None and item.prefill not in PREFILLS:
        yield ("prefill",), N_("Write one of these: %(allowed)s", allowed=", ".join(PREFILLS))
    if item.default is not None and default_problem(item):
        yield ("default",), N_("The default is not an answer that this field takes")


def _choices(item: Field) -> Found:
    if item.type in CHOICE_TYPES and not item.choices:
        yield (), N_("A field of this type needs choices")
    if item.type not in CHOICE_TYPES and item.choices:
        yield ("choices",), N_("Only select and multiselect have choices")
    yield from _twice((choice.value for choice in item.choices), ("choices",))
    for index, choice in enumerate(item.choices):
        if not _VALUE.fullmatch(choice.value):
            yield ("choices", index), N_("A value has small Latin letters, digits and _ . -, at most 40")
        for path, reason in (*_texts(choice, ("title",), TITLE_LIMIT), *_texts(choice, ("note",), 200, optional=True)):
            yield ("choices", index, *path), reason


_BOUNDED = {"number": (int, float), "multiselect": (int,), "file": (int,), "date": (str,)}


def _bounds(item: Field) -> Found:
    for name in ("min", "max"):
        bound = getattr(item, name)
        if bound is None:
            continue
        if type(bound) not in _BOUNDED.get(item.type, ()):
            yield (name,), N_("A bound does not fit a field of this type")
        elif item.type == "date" and not DATE_BOUND.fullmatch(bound):
            yield (name,), N_("Write a date as 2026-12-31, today or today+3")
    low, high = item.min, item.max
    if isinstance(low, (int, float)) and isinstance(high, (int, float)) and low > high:
        yield ("min",), N_("The least is over the most")
    if item.type == "file" and isinstance(high, int) and not 1 <= high <= FILES_LIMIT:
        yield ("max",), N_("Write a number from 1 to %(limit)s", limit=FILES_LIMIT)
    if item.whole and item.type != "number":
        yield ("whole",), N_("Only a number can be whole")
    limit = {"string": STRING_LIMIT, "text": TEXT_LIMIT}.get(item.type, 0)
    if item.max_length is not None and not 1 <= item.max_length <= limit:
        yield ("max_length",), N_("Write a number from 1 to %(limit)s, for string and text only", limit=limit)


def _pattern(item: Field) -> Found:
    if item.pattern is None:
        return
    if item.type != "string":
        yield ("pattern",), N_("Only a string has a pattern")
    if not item.help:
        yield (), N_("A field with a pattern needs a help that shows an example")
    try:
        re.compile(item.pattern)
        if is_endless(item.pattern):
            yield ("pattern",), N_("The pattern could take for ever. Repeat nothing that has repeats inside")
    except (re.error, RecursionError, OverflowError) as error:
        yield ("pattern",), N_("The pattern is not a regular expression: %(why)s", why=str(error))


def _sla(level: SlaSpec) -> Found:
    for name in PRIORITIES:
        if name not in level.targets:
            yield ("targets",), N_("The priority “%(name)s” is missing", name=name)
    for name, target in level.targets.items():
        if name not in PRIORITIES:
            yield ("targets", name), N_("Write one of these: %(allowed)s", allowed=", ".join(PRIORITIES))
        for path, reason in _target(target.respond, target.resolve):
            yield ("targets", name, *path), reason


def _priorities(matrix: PriorityMatrix) -> Found:
    if matrix.key != "default":
        yield ("key",), N_("There is one matrix of priorities; its key is “default”")
    for name in ("impacts", "urgencies"):
        steps = getattr(matrix, name)
        if len(steps) != STEPS:
            yield (name,), N_("Write %(n)s steps", n=STEPS)
        for index, texts in enumerate(steps):
            yield from _languages(texts, (name, index), TITLE_LIMIT)
    if len(matrix.matrix) != STEPS or any(len(row) != STEPS for row in matrix.matrix):
        yield ("matrix",), N_("Write %(n)s rows of %(n)s priorities", n=STEPS)


def _calendar(calendar: CalendarSpec) -> Found:
    try:
        ZoneInfo(calendar.zone)
    except (OSError, ValueError, KeyError):
        yield ("zone",), N_("There is no time zone “%(zone)s”; write one as Europe/Moscow", zone=calendar.zone)
        return
    for day in calendar.week:
        if day not in DAYS:
            yield ("week", day), N_("Write one of these: %(allowed)s", allowed=", ".join(DAYS))
    if not any(calendar.week.values()):
        yield ("week",), N_("A week needs working hours")
    for day in calendar.exceptions:
        if not _is_date(day):
            yield ("exceptions", day), N_("Write a date as 2026-12-31")
    for part in ("week", "exceptions"):
        for day, spans in getattr(calendar, part).items():
            if not _hours(spans):
                yield (part, day), N_("Write hours as 09:00-13:00, each later than the one before")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _hours(spans: tuple[str, ...]) -> bool:
    """Tell whether spans are well formed, in order and apart; equal-width text compares like time."""
    try:
        WorkCalendar.build("UTC", {}, {date(2026, 1, 1): spans}, range(2026, 2027))
    except ValueError:
        return False
    ends = [end for span in spans for end in span.split("-")]
    return all(a < b if index % 2 == 0 else a <= b for index, (a, b) in enumerate(pairwise(ends)))


def _lifecycle(lifecycle: Lifecycle) -> Found:
    yield from _twice((state.key for state in lifecycle.states), ("states",))
    for index, state in enumerate(lifecycle.states):
        if not _NAME.fullmatch(state.key):
            yield ("states", index), N_("A state key has small Latin letters, digits and _, at most 40")
        for name in ("title", "requester"):
            for path, reason in _texts(state, (name,), TITLE_LIMIT):
                yield ("states", index, *path), reason
    if lifecycle.state(lifecycle.start) is None:
        yield ("start",), N_("There is no state “%(key)s”", key=lifecycle.start)
    if lifecycle.auto_close_days < 0:
        yield ("auto_close_days",), N_("Write a number from 0")
    yield from _transitions(lifecycle)
    yield from _reachable(lifecycle)


def _transitions(lifecycle: Lifecycle) -> Found:
    seen: set[tuple[str, str, str]] = set()
    for index, way in enumerate(lifecycle.transitions):
        path = ("transitions", index)
        for key in (*way.origins, way.to):
            if lifecycle.state(key) is None:
                yield path, N_("There is no state “%(key)s”", key=key)
        for step in ((origin, way.to, who) for origin in way.origins for who in way.who):
            if step in seen:
                yield path, N_("This step is described twice: %(step)s", step=" → ".join(step[:2]))
            seen.add(step)
        if not way.origins or not way.who:
            yield path, N_("A transition needs states in “from” and somebody in “who”")
        if way.right not in RIGHTS and way.who != ("rule",):
            yield (*path, "right"), N_("There is no right called %(right)s.", right=way.right)
        for inner, reason in _texts(way, ("title",), TITLE_LIMIT):
            yield (*path, *inner), reason


def _reachable(lifecycle: Lifecycle) -> Found:
    reached, fresh = set(), {lifecycle.start}
    while fresh:
        reached |= fresh
        fresh = {way.to for key in fresh for way in lifecycle.ways(key)} - reached
    for index, state in enumerate(lifecycle.states):
        if state.key not in reached:
            yield ("states", index), N_("No transition leads to the state “%(key)s”", key=state.key)
        if state.phase in ("open", "paused") and not lifecycle.ways(state.key):
            yield ("states", index), N_("No transition leads out of the state “%(key)s”", key=state.key)
