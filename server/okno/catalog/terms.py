"""What is promised for a ticket: the service level that a policy chooses, or the service itself, and its terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from okno.catalog.model import (
    NORMAL,
    PRIORITIES,
    USUAL_STEPS,
    Catalog,
    ClockStep,
    Pause,
    Policy,
    Service,
    SlaSpec,
    Target,
    working_time,
)
from okno.text import search_key

USUAL_STOPS: tuple[Pause, ...] = SlaSpec.stops
"""For which pauses the clock stands where no service level says so."""


@dataclass(frozen=True)
class Terms:
    """Working time until the first answer, and until the work is done."""

    respond: timedelta
    resolve: timedelta


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What policies look at besides the service: the ticket, and its customer's department and mark."""

    kind: str
    priority: int
    team: str
    line: int = 1
    department: str = ""
    vip: bool = False


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What is promised for a ticket.

    `level` is the key of the service level ("" for none), `policy` of what chose it ("" for the service itself).
    `calendar` is that of the level; "" leaves it to the team.
    """

    level: str
    policy: str
    terms: Terms
    stops: tuple[Pause, ...]
    calendar: str
    steps: tuple[ClockStep, ...]


def promise(service: Service, facts: Facts, catalog: Catalog) -> Promise:
    """Give what a catalog promises: the policy with the smallest sort that fits counts, before the service itself."""
    chosen = policy_for(service, facts, catalog)
    level = catalog.sla.get(chosen.sla if chosen is not None else service.sla)
    own = terms(service, facts.priority, catalog.sla)
    # A policy counts before the service's own terms: that is what it is for.
    given = _of(level, facts.priority) or _of(level, NORMAL) if chosen is not None else None
    return Promise(
        level=level.key if level is not None else "",
        policy=chosen.key if chosen is not None else "",
        terms=given or own,
        stops=level.stops if level is not None else USUAL_STOPS,
        calendar=level.calendar if level is not None else "",
        steps=(level.steps if level is not None else ()) or USUAL_STEPS,
    )


def policy_for(service: Service, facts: Facts, catalog: Catalog) -> Policy | None:
    """Find the policy that chooses the level; one whose level is no longer there chooses nothing."""
    known = (one for one in catalog.policies.values() if one.sla in catalog.sla)
    fitting = (one for one in known if fits(one, service, facts, _categories(service, catalog)))
    return min(fitting, key=lambda one: (one.sort, one.key), default=None)


def fits(policy: Policy, service: Service, facts: Facts, categories: frozenset[str]) -> bool:
    """Tell whether a policy is for this; `categories` are that of the service and all above it."""
    return (
        (not policy.services or service.key in policy.services)
        and (not policy.categories or not categories.isdisjoint(policy.categories))
        and (not policy.kinds or facts.kind in policy.kinds)
        and (not policy.priorities or PRIORITIES[facts.priority - 1] in policy.priorities)
        and (not policy.teams or facts.team in policy.teams)
        and (not policy.lines or facts.line in policy.lines)
        and (policy.vip is None or policy.vip == facts.vip)
        and (not policy.departments or _within(facts.department, policy.departments))
    )


def _within(department: str, names: tuple[str, ...]) -> bool:
    """Tell whether the name of a department begins with one of these, folded as names are compared."""
    folded = search_key(department)
    return any(folded.startswith(begin) for name in names if (begin := search_key(name)))


def _categories(service: Service, catalog: Catalog) -> frozenset[str]:
    found: set[str] = set()
    key: str | None = service.category
    while key and key not in found:
        found.add(key)
        above = catalog.categories.get(key)
        key = above.parent if above is not None else None
    return frozenset(found)


def terms(service: Service, priority: int, levels: Mapping[str, SlaSpec]) -> Terms:
    """Give the terms of a service at a priority from 1 (critical) to 4.

    Own terms of a service hold at the normal priority; others are in proportion to those of its service level.
    """
    level = levels.get(service.sla)
    usual = _of(level, NORMAL)
    now = _of(level, priority)
    if not (service.respond and service.resolve):
        return now or usual or Terms(timedelta(hours=8), timedelta(hours=40))
    own = Terms(working_time(service.respond), working_time(service.resolve))
    if now is None or usual is None:
        return own
    return Terms(own.respond * (now.respond / usual.respond), own.resolve * (now.resolve / usual.resolve))


def promised(service: Service, levels: Mapping[str, SlaSpec]) -> Target:
    """Give the terms of the normal priority as they are written, such as 30m or 3d."""
    if service.respond and service.resolve:
        return Target(respond=service.respond, resolve=service.resolve)
    level = levels.get(service.sla)
    known = level.targets.get(PRIORITIES[NORMAL - 1]) if level is not None else None
    return known or Target(respond="1d", resolve="5d")


def _of(level: SlaSpec | None, priority: int) -> Terms | None:
    target: Target | None = level.targets.get(PRIORITIES[priority - 1]) if level is not None else None
    return Terms(working_time(target.respond), working_time(target.resolve)) if target is not None else None
