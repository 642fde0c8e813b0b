"""Samples of the overview of the desk and of one's own day."""

from __future__ import annotations

from okno.themes.contexts import ChipView, ClockView, Page, PersonView, SideGroup, SideItem, StateView
from okno.themes.overview import (
    BarRow,
    ChartView,
    DayBar,
    DutyGroup,
    DutyRow,
    FigureView,
    MyDayPage,
    OverviewPage,
    TeamRow,
)

SIDE = (SideGroup(items=(SideItem(href="/desk/overview", label="Обзор", icon="chart-column", current=True),)),)
VERA = PersonView(id=7, name="Вера Мастерова", initials="ВМ", colour="a2", away="отсутствует по 5 декабря")
FIGURES = (
    FigureView(label="Открыто", count="24", href="/desk/all", hint="Всё, что не закрыто"),
    FigureView(label="Просрочены", count="3", href="/desk/all?overdue=yes", tone="late", hint="Срок прошёл"),
    FigureView(label="Горят", count="2", href="/desk/all?sort=due", tone="burn"),
    FigureView(label="Сделаны", count="0"),
)
BARS = (
    BarRow(label="Новая", count="7", href="/desk/all?state=new", share=100, late_share=20, late="2", burning="1"),
    BarRow(label="Вера Мастерова", count="3", href="/desk/all?assignee=vera", share=42, person=VERA),
    BarRow(label="Низкий", count="0"),
)
CHART = ChartView(
    days=(
        DayBar(
            label="пн, 23 нояб.", short="23", came=4, went=2, x="9", middle="25", came_y="0", came_height="120",
            went_x="25", went_y="60", went_height="60",
        ),
    ),
    top="4",
    label="За две недели пришло: 4, сделано: 2.",
)  # fmt: skip
FULL = OverviewPage(
    queue="all",
    title="Обзор",
    side=SIDE,
    chips=(ChipView(href="/desk/overview", label="Все мои команды", current=True),),
    figures=FIGURES,
    columns=tuple(one.label for one in FIGURES),
    teams=(TeamRow(title="Оборудование", href="/desk/overview?team=it-devices", cells=FIGURES),),
    states=BARS,
    priorities=BARS[:1],
    people=BARS[1:],
    chart=CHART,
    live="team:3 person:7",
)
NOTHING = OverviewPage(
    queue="all", title="Обзор", side=SIDE, chips=(), figures=FIGURES[3:], columns=(), teams=(), states=(),
    priorities=(), people=(), chart=None, empty="Вы пока не состоите ни в одной команде.",
)  # fmt: skip
QUIET = OverviewPage(
    queue="it", title="Обзор", side=SIDE, chips=(), figures=FIGURES[3:], columns=(), teams=(), states=(),
    priorities=(), people=(), chart=CHART,
)  # fmt: skip
ROWS = (
    DutyRow(
        href="/tickets/10427",
        title="Новый монитор для второго рабочего места",
        line="10427 · Анна Королёва · Монитор",
        state=StateView(kind="progress", icon="st-progress", word="В работе"),
        clock=ClockView(kind="late", text="−1 ч 12 мин", title="23 ноября 2026 г., 12:00"),
    ),
    DutyRow(href="/tickets/10430", title="Доступ к 1С", line="10430 · Егор Чужой"),
)
DAY = MyDayPage(
    title="Мой день",
    lead="Понедельник, 23 ноября",
    side=SIDE,
    figures=FIGURES,
    groups=(
        DutyGroup(kind="late", title="Просрочены", icon="st-late", rows=ROWS[:1]),
        DutyGroup(
            kind="approvals", title="Ждёт вашего решения", icon="stamp", rows=ROWS[1:], more="Показать все",
            more_href="/approvals",
        ),
    ),
    live="person:7",
)  # fmt: skip
FREE = MyDayPage(
    title="Мой день",
    lead="Понедельник, 23 ноября",
    side=SIDE,
    figures=FIGURES[3:],
    groups=(),
    empty="Сейчас вас ничего не ждёт.",
)

OVERVIEWS: dict[str, Page] = {
    "overview": FULL,
    "overview.nothing": NOTHING,
    "overview.quiet": QUIET,
    "my-day": DAY,
    "my-day.free": FREE,
}
