"""Service levels: what is promised, what happens on the way to the due time, and to which tickets a level applies."""

from dataclasses import dataclass, field
from typing import Literal

from okno.text import Texts

Pause = Literal["", "requester", "approval", "supplier", "plan"]
Priority = Literal["critical", "high", "normal", "low"]
Kind = Literal["request", "incident", "consultation"]
Told = Literal["assignee", "team", "lead", "line", "manager", "owner"]
"""assignee (where there is none, the team), team, its leads, the members of the ticket's line, the manager of the
assignee (where there is none, of the leads), the owner of the service."""
Goal = Literal["respond", "resolve"]


@dataclass(frozen=True, kw_only=True)
class Target:
    """Working time until the first answer and until the solution."""

    respond: str
    resolve: str


@dataclass(frozen=True, kw_only=True)
class ClockStep:
    """What happens by itself at a point of the clock.

    `at`: a share of the promised working time (`75%`; `100%` is the due time), a time by the wall clock before it is
    due (`-24h`, `-30m`), or working time after it was due (`+4h`). It comes once for each promise: a due time that is
    moved on brings it anew. `tell`: who gets a notice. `next_line`: the ticket goes on to the next line of its team,
    where there is one. `raise_priority`: by one step.
    """

    at: str
    of: Goal = "resolve"
    tell: tuple[Told, ...] = ()
    next_line: bool = False
    raise_priority: bool = False


USUAL_STEPS = (
    ClockStep(at="75%", of="respond", tell=("assignee",)),
    ClockStep(at="100%", of="respond", tell=("assignee", "lead")),
    ClockStep(at="75%", tell=("assignee",)),
    ClockStep(at="-24h", tell=("assignee",)),
    ClockStep(at="100%", tell=("assignee", "lead")),
)
"""The steps of a level that names none."""


@dataclass(frozen=True, kw_only=True)
class SlaSpec:
    """A service level: what is promised at each priority.

    `stops`: for which pauses of a state the clock stands; in the others it goes on. `calendar`: hours of its own, such
    as round the clock; without it those of the team count. `steps`: without any, USUAL_STEPS.
    """

    key: str
    title: Texts
    targets: dict[str, Target]
    stops: tuple[Pause, ...] = ("requester", "approval", "supplier", "plan")
    calendar: str = ""
    steps: tuple[ClockStep, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Policy:
    """To which tickets a service level applies, whatever their service names itself.

    Of all policies that fit, the one with the smallest `sort` counts; an empty list fits everything. `departments` are
    those of the customer (a department fits with all that its name begins), `vip` whether he is marked as important.
    """

    key: str
    title: Texts
    sort: int
    sla: str
    services: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    priorities: tuple[Priority, ...] = ()
    teams: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    departments: tuple[str, ...] = field(default=())
    vip: bool | None = None
