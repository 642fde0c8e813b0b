"""Levels with steps and policies are refused where they can't work, each by the place of the mistake."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from okno.catalog.check import placed
from okno.catalog.levels import ClockStep, Policy
from okno.catalog.model import Catalog
from tests.tickets.burning import STEPS, catalog, level

TITLE = {"ru": "Правило", "en": "Rule"}
GOOD = Policy(key="good", title=TITLE, sort=5, sla="fast", services=("help",), teams=("desk",), categories=("it",))


def flaws(made: Catalog) -> set[tuple[str, str]]:
    """Where something is wrong: item and path."""
    return {
        (f"{place.kind}/{place.key}", ".".join(map(str, place.path))) for place, _ in placed(made) if place is not None
    }


def test_what_is_right_is_not_refused() -> None:
    assert flaws(catalog(level(*STEPS, calendar="day"), policies=(GOOD,))) == set()


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"calendar": "gone"}, "calendar"),
        ({"stops": ("approval", "")}, "stops.1"),
        ({"stops": ("approval", "approval")}, "stops.1"),
        ({"steps": (ClockStep(at="0%", tell=("team",)),)}, "steps.0.at"),
        ({"steps": (ClockStep(at="101%", tell=("team",)),)}, "steps.0.at"),
        ({"steps": (ClockStep(at="soon", tell=("team",)),)}, "steps.0.at"),
        ({"steps": (ClockStep(at="50%"),)}, "steps.0"),
        ({"steps": (ClockStep(at="+60m", tell=("team",)), ClockStep(at="+1h", tell=("lead",)))}, "steps.1.at"),
        ({"steps": (ClockStep(at="50%", tell=("team", "team")),)}, "steps.0.tell.1"),
        ({"steps": tuple(ClockStep(at=f"{n}%", tell=("team",)) for n in range(1, 23))}, "steps"),
    ],
)
def test_a_level_that_cannot_work_is_refused(change: dict[str, Any], path: str) -> None:
    assert flaws(catalog(replace(level(), **change))) == {("sla/fast", path)}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"sla": "gone"}, "sla"),
        ({"services": ("help", "gone")}, "services.1"),
        ({"categories": ("gone",)}, "categories.0"),
        ({"teams": ("gone",)}, "teams.0"),
        ({"lines": (1, 5)}, "lines.1"),
        ({"departments": (" ",)}, "departments.0"),
        ({"kinds": ("request", "request")}, "kinds.1"),
        ({"title": {"ru": "Правило"}}, "title"),
    ],
)
def test_a_policy_that_cannot_work_is_refused(change: dict[str, Any], path: str) -> None:
    assert ("policy/good", path) in flaws(catalog(level(), policies=(replace(GOOD, **change),)))


def test_two_policies_do_not_share_a_place() -> None:
    other = replace(GOOD, key="other")
    assert flaws(catalog(level(), policies=(GOOD, other))) == {("policy/other", "sort")}


def test_nobody_knows_the_holidays_of_an_unknown_country() -> None:
    made = catalog(level())
    for country, wrong in (("RU", False), ("XX", True), ("Russia", True), ("ru", True)):
        day = replace(made.calendars["day"], holidays=country)
        found = flaws(replace(made, calendars={"day": day}))
        assert found == ({("calendar/day", "holidays")} if wrong else set())
