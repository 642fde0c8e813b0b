"""What is promised: which policy chooses the level, and what a service says itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from okno.catalog.levels import USUAL_STEPS, ClockStep, Policy, SlaSpec, Target
from okno.catalog.model import PRIORITIES, Catalog, Category, Service
from okno.catalog.terms import USUAL_STOPS, Facts, Terms, promise

TEXT = {"ru": "Имя", "en": "Name"}
HOUR = timedelta(hours=1)


def level(key: str, hours: int, **more: Any) -> SlaSpec:
    """A level of so many hours, twice as fast at high."""
    target = Target(respond="1h", resolve=f"{hours}h")
    targets = {**dict.fromkeys(PRIORITIES, target), "high": Target(respond="30m", resolve=f"{hours // 2}h")}
    return SlaSpec(key=key, title=TEXT, targets=targets, **more)


def policy(key: str, sort: int, sla: str = "fast", **more: Any) -> Policy:
    """A policy that chooses `fast`."""
    return Policy(key=key, title=TEXT, sort=sort, sla=sla, **more)


SERVICE = Service(
    key="help", title=TEXT, summary=TEXT, done_text=TEXT, category="mail", icon="x", team="it", owner=TEXT, sla="slow"
)
FAST = level("fast", 4, stops=("approval",), calendar="round", steps=(ClockStep(at="50%", tell=("lead",)),))
CATEGORIES = {
    "it": Category(key="it", title=TEXT, icon="x", sort=1, general="help"),
    "mail": Category(key="mail", title=TEXT, icon="x", sort=2, general="help", parent="it"),
}
FACTS = Facts(kind="incident", priority=3, team="it", line=2, department="Отдел продаж Север", vip=True)


def made(*policies: Policy) -> Catalog:
    """A catalog with these policies."""
    return Catalog(
        categories=CATEGORIES,
        sla={"slow": level("slow", 16), "fast": FAST},
        policies={one.key: one for one in policies},
    )


def test_without_a_policy_the_service_promises() -> None:
    found = promise(SERVICE, FACTS, made())
    assert (found.level, found.policy, found.calendar) == ("slow", "", "")
    assert (found.terms, found.stops, found.steps) == (Terms(HOUR, 16 * HOUR), USUAL_STOPS, USUAL_STEPS)


def test_own_terms_of_a_service_hold_in_proportion() -> None:
    own = replace(SERVICE, respond="2h", resolve="8h")
    assert promise(own, replace(FACTS, priority=2), made()).terms == Terms(HOUR, 4 * HOUR)
    chosen = promise(own, FACTS, made(policy("vip", 1, vip=True)))
    assert chosen.terms == Terms(HOUR, 4 * HOUR), "a policy counts before them"


def test_a_policy_brings_all_of_its_level() -> None:
    found = promise(SERVICE, FACTS, made(policy("all", 1)))
    assert (found.level, found.policy, found.calendar) == ("fast", "all", "round")
    assert (found.stops, found.steps) == (("approval",), FAST.steps)


def test_the_smallest_place_counts() -> None:
    found = promise(SERVICE, FACTS, made(policy("late", 20), policy("early", 10, sla="slow")))
    assert (found.policy, found.level) == ("early", "slow")


@pytest.mark.parametrize(
    ("fits", "not_so"),
    [
        ({"services": ("help",)}, {"services": ("other",)}),
        ({"categories": ("mail",)}, {"categories": ("hr",)}),
        ({"categories": ("it",)}, {"categories": ("hr",)}),
        ({"kinds": ("incident",)}, {"kinds": ("request",)}),
        ({"priorities": ("normal", "low")}, {"priorities": ("critical",)}),
        ({"teams": ("it",)}, {"teams": ("hr",)}),
        ({"lines": (2, 3)}, {"lines": (1,)}),
        ({"departments": ("отдел Продаж",)}, {"departments": ("Продаж",)}),
        ({"vip": True}, {"vip": False}),
    ],
)
def test_each_of_its_conditions_must_hold(fits: dict[str, Any], not_so: dict[str, Any]) -> None:
    assert promise(SERVICE, FACTS, made(policy("one", 1, **fits))).policy == "one"
    assert promise(SERVICE, FACTS, made(policy("one", 1, **not_so))).policy == ""
    assert promise(SERVICE, FACTS, made(policy("one", 1, **{**fits, "kinds": ("consultation",)}))).policy == ""


def test_a_policy_without_its_level_chooses_nothing() -> None:
    assert promise(SERVICE, FACTS, made(policy("lost", 1, sla="gone"))).level == "slow"
