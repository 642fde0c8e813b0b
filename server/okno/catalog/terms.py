"""What is promised for a service at a priority: from its service level, or from its own terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from okno.catalog.model import NORMAL, PRIORITIES, Service, SlaSpec, Target, working_time


@dataclass(frozen=True)
class Terms:
    """Working time until the first answer, and until the work is done."""

    respond: timedelta
    resolve: timedelta


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
