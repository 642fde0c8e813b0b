"""Checks what service levels do on the way to a due time, and the policies that choose levels."""

from collections.abc import Collection, Iterable
from typing import Any, get_args

from okno.catalog.check_texts import Found, Path, refer
from okno.catalog.levels import Pause
from okno.catalog.model import Catalog, ClockStep, Policy, SlaSpec
from okno.catalog.points import point
from okno.text import N_

STEPS_MOST = 20
"""Steps of one level."""
LINES = (1, 2, 3, 4)
PAUSES = tuple(pause for pause in get_args(Pause) if pause)


def level(level: SlaSpec, catalog: Catalog) -> Found:
    """Give the problems of a level besides its terms: its calendar, its pauses, its steps."""
    if level.calendar:
        yield from refer(("calendar",), level.calendar, catalog.calendars)
    for index, pause in enumerate(level.stops):
        if not pause:
            yield ("stops", index), N_("Write one of these: %(allowed)s", allowed=", ".join(PAUSES))
    yield from _twice("stops", level.stops)
    if len(level.steps) > STEPS_MOST:
        yield ("steps",), N_("At most %(n)s steps", n=STEPS_MOST)
    seen: set[tuple[str, object]] = set()
    for index, step in enumerate(level.steps):
        for path, reason in _step(step, seen):
            yield ("steps", index, *path), reason


def _step(step: ClockStep, seen: set[tuple[str, object]]) -> Found:
    try:
        place = (step.of, point(step.at))
    except ValueError:
        yield (
            ("at",),
            N_(
                "Write a share as %(share)s, a time before it is due as %(before)s, or after it was due as %(after)s",
                share="75%",
                before="-24h",
                after="+4h",
            ),
        )
        return
    if place in seen:
        yield ("at",), N_("A step for this point is there already")
    seen.add(place)
    if not (step.tell or step.next_line or step.raise_priority):
        yield (), N_("A step tells somebody, hands over to the next line, or raises the priority")
    yield from _twice("tell", step.tell)


def policy(policy: Policy, catalog: Catalog) -> Found:
    """Give the problems of a policy: what it refers to, and that its place in the order is its own."""
    yield from refer(("sla",), policy.sla, catalog.sla)
    known: dict[str, Collection[Any]] = {
        "services": catalog.services,
        "categories": catalog.categories,
        "teams": catalog.teams,
    }
    for name, keys in known.items():
        for index, key in enumerate(getattr(policy, name)):
            yield from refer((name, index), key, keys, name=_SINGULAR[name])
    for index, line in enumerate(policy.lines):
        if line not in LINES:
            yield ("lines", index), N_("A line is a number from 1 to 4.")
    for index, word in enumerate(policy.departments):
        if not word.strip():
            yield ("departments", index), N_("Write something here")
    for name in ("services", "categories", "kinds", "priorities", "teams", "lines", "departments"):
        yield from _twice(name, getattr(policy, name))
    same = [one.key for one in catalog.policies.values() if one.sort == policy.sort and one.key < policy.key]
    if same:
        yield ("sort",), N_("The policy “%(key)s” has the same place in the order", key=same[0])


_SINGULAR = {"services": "service", "categories": "category", "teams": "team"}


def _twice(name: str, values: Iterable[object]) -> Found:
    seen: set[object] = set()
    for index, value in enumerate(values):
        if value in seen:
            path: Path = (name, index)
            yield path, N_("This stands here twice: %(value)s", value=str(value))
        seen.add(value)
