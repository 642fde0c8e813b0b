"""What the templates of the report get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.api import DeskContext
from okno.api.themes import FigureView
from okno_feedback.chart import TrendView


@dataclass(frozen=True, kw_only=True)
class TabView:
    """A page of the plugin beside the others."""

    href: str
    label: str
    current: bool
    count: str = ""


@dataclass(frozen=True, kw_only=True)
class ChoiceView:
    """A value of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class FilterView:
    """The filters of a page, as one form without script."""

    action: str
    teams: tuple[ChoiceView, ...]
    services: tuple[ChoiceView, ...]
    periods: tuple[ChoiceView, ...]
    stars: tuple[ChoiceView, ...] = ()
    worded: bool = False
    csv_href: str = ""


@dataclass(frozen=True, kw_only=True)
class MarksRow:
    """A team, service, month or assignee with its numbers; texts, "—" for what is not known."""

    label: str
    total: str
    average: str
    bad: str
    answered: str
    share: int  # 0..100: the bar of the average
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class CountRow:
    """How many gave one mark, and a bar."""

    label: str
    count: str
    share: int
    low: bool
    stars: int


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """A quarter with what people say of recommending us; shares in percent for the bar."""

    label: str
    net: str  # "" while there are too few answers
    count: str
    promoters: int
    passives: int
    detractors: int


@dataclass(frozen=True, kw_only=True)
class ReportPage(DeskContext):
    """The report."""

    template: ClassVar[str] = "x/feedback/report.html"
    tabs: tuple[TabView, ...]
    filters: FilterView
    figures: tuple[FigureView, ...] = ()
    trend: TrendView | None = None
    months: tuple[MarksRow, ...] = ()
    counts: tuple[CountRow, ...] = ()
    teams: tuple[MarksRow, ...] = ()
    services: tuple[MarksRow, ...] = ()
    assignees: tuple[MarksRow, ...] = ()
    scores: tuple[ScoreRow, ...] = ()
    scores_note: str = ""
    empty: bool = False


@dataclass(frozen=True, kw_only=True)
class WordView:
    """A mark in the list."""

    id: int
    stars: int
    word: str
    text: str
    reasons: str
    who: str
    number: str
    subject: str
    href: str  # "" when the reader does not see the request
    team: str
    service: str
    when: str


@dataclass(frozen=True, kw_only=True)
class WordsPage(DeskContext):
    """What people wrote."""

    template: ClassVar[str] = "x/feedback/words.html"
    tabs: tuple[TabView, ...]
    filters: FilterView
    rows: tuple[WordView, ...]
    next_href: str = ""
