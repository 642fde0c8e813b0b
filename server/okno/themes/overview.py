"""The declared contexts of the pages that tell how the work stands: the overview of the desk, and one's own day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.clock_parts import ClockView
from okno.themes.contexts import Page
from okno.themes.parts import ChipView, PersonView, SideGroup, StateView


@dataclass(frozen=True, kw_only=True)
class FigureView:
    """A large number with its word, which leads to what was counted."""

    label: str
    count: str
    href: str = ""  # "" leads nowhere
    tone: str = ""  # "late" | "burn" | "" (nothing is wrong)
    hint: str = ""  # what exactly is counted


@dataclass(frozen=True, kw_only=True)
class BarRow:
    """One line of a breakdown: what, how many, and a bar as long as its share of the longest."""

    label: str
    count: str
    href: str = ""
    share: int = 0  # 0..100, of the longest
    late_share: int = 0  # 0..100, of the longest: the overdue part of it
    late: str = ""  # how many of them are overdue, "" for none
    burning: str = ""  # how many of them burn, "" for none
    state: StateView | None = None
    person: PersonView | None = None


@dataclass(frozen=True, kw_only=True)
class TeamRow:
    """A team with its numbers; each is a text, "" for none, with the address of what was counted."""

    title: str
    href: str
    cells: tuple[FigureView, ...]


@dataclass(frozen=True, kw_only=True)
class DayBar:
    """A day of the chart: what came and what was done, with the places of its two bars in the drawing."""

    label: str  # «чт, 19 нояб.»
    short: str  # what stands under it: «19», "" for no room
    came: int
    went: int
    x: str  # of its first bar
    middle: str  # of its words
    came_y: str
    came_height: str
    went_x: str
    went_y: str
    went_height: str


@dataclass(frozen=True, kw_only=True)
class ChartView:
    """What came and what was done by day."""

    days: tuple[DayBar, ...]
    top: str  # the number at the upper edge
    label: str  # the same in a sentence


@dataclass(frozen=True, kw_only=True)
class ReportView:
    """A page of numbers that a plugin has."""

    href: str
    title: str
    summary: str
    icon: str = "chart-column"


@dataclass(frozen=True, kw_only=True)
class OverviewPage(Page):
    """How the work of one's teams stands now."""

    template: ClassVar[str] = "overview.html"
    queue: str  # where the search for tickets looks: "all", or a team
    title: str
    side: tuple[SideGroup, ...]
    chips: tuple[ChipView, ...]  # teams
    figures: tuple[FigureView, ...]
    columns: tuple[str, ...]  # heads of the numbers of teams
    teams: tuple[TeamRow, ...]  # empty when one team is shown
    states: tuple[BarRow, ...]
    priorities: tuple[BarRow, ...]
    people: tuple[BarRow, ...]
    chart: ChartView | None
    reports: tuple[ReportView, ...] = ()  # other pages of numbers
    empty: str = ""  # why there is nothing to count
    live: str = ""
    q: str = ""


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """One thing to do."""

    href: str
    title: str
    line: str  # number, service, who asks
    state: StateView | None = None
    clock: ClockView | None = None


@dataclass(frozen=True, kw_only=True)
class DutyGroup:
    """Things to do that are alike, the most urgent first."""

    kind: str  # "late" | "today" | "words" | "tasks" | "approvals" | "later"
    title: str
    icon: str
    rows: tuple[DutyRow, ...]
    more: str = ""  # «ещё 12», "" when these are all
    more_href: str = ""


@dataclass(frozen=True, kw_only=True)
class MyDayPage(Page):
    """What one has to do today."""

    template: ClassVar[str] = "my-day.html"
    queue: str = "mine"
    title: str
    lead: str  # «Понедельник, 23 ноября»
    side: tuple[SideGroup, ...]
    figures: tuple[FigureView, ...]
    groups: tuple[DutyGroup, ...]
    empty: str = ""
    live: str = ""
    q: str = ""
