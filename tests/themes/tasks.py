"""Samples of the pages of tasks, and the tasks on the pages of tickets."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.contexts import (
    AnswerView,
    ChipView,
    ClockView,
    ErrorLink,
    FieldView,
    FileView,
    OptionView,
    Page,
    PersonView,
    SideGroup,
    SideItem,
    StateView,
    StepView,
    StoryEntry,
)
from okno.themes.task_parts import (
    ChecklistView,
    CheckView,
    PartsView,
    PartView,
    StagesView,
    TaskGroup,
    TaskRowView,
)
from okno.themes.tasks import DeskTasksPage, TaskPage

GLEB = PersonView(id=12, name="Глеб Хозяйкин", initials="ГХ", colour="a3")
OPEN = StateView(kind="new", icon="st-new", word="К выполнению")
WORK = StateView(kind="progress", icon="st-progress", word="В работе")
DONE = StateView(kind="done", icon="st-done", word="Сделано")
WAITS = StateView(kind="pause", icon="st-pause", word="Ждёт очереди")
FINE = ClockView(
    kind="fine",
    text="5 ч",
    title="24 ноября 2026, 16:00 (Москва)",
    used=38,
    big="Осталось 5 ч",
    line="рабочего времени, завтра до 16:00",
    due_iso="2026-11-24T13:00:00.000Z",
    minutes=300,
)
LATE = ClockView(kind="late", text="−1 ч 12 мин", used=100, big="Просрочена на 1 ч 12 мин", line="рабочего времени")
NONE = ClockView(kind="none", text="")
CHECKS = ChecklistView(
    action="/tasks/31/checklist",
    lines=(
        CheckView(id=1, text="Собрать стол", done=True, who="Глеб Хозяйкин, сегодня, 10:12"),
        CheckView(id=2, text="Подвести розетки", done=False),
    ),
    done=1,
    can_edit=True,
)
PARTS = PartsView(
    rows=(
        PartView(id=30, href="/tasks/30", title="Договор", state=DONE, team="Кадры", clock=NONE),
        PartView(id=31, href="/tasks/31", title="Рабочее место", state=WORK, team="АХО", clock=FINE, assignee=GLEB),
        PartView(id=32, href="/tasks/32", title="Встреча", state=WAITS, team="Кадры", clock=NONE, after="после: АХО"),
    ),
    done=1,
    total=3,
    action="/tickets/10427/tasks",
    can_add=True,
    fields=(
        FieldView(kind="text", name="title", label="Что нужно сделать", error="Напишите, что нужно сделать."),
        FieldView(
            kind="list", name="task-team", label="Какая команда", options=(OptionView(value="house", label="АХО"),)
        ),
    ),
    errors=(ErrorLink(href="#f-title", text="Что нужно сделать: напишите"),),
    adding=True,
    once="abcdefghijklmnopqrst",
    checklist=replace(CHECKS, action="/tickets/10427/checklist"),
)
"""The tasks of a ticket for its staff, with a refused form."""
STAGES = StagesView(
    steps=(
        StepView(kind="ok", name="Договор", line="Кадры · сделано сегодня, 10:12"),
        StepView(kind="cur", name="Рабочее место", line="АХО · завтра, до 16:00"),
        StepView(kind="todo", name="Встреча", line="Кадры · ждёт очереди"),
    ),
    done=1,
    total=3,
)
"""The tasks of a request for its requester."""

TASK_PAGE = TaskPage(
    id=31,
    title="Рабочее место",
    version=3,
    state=WORK,
    team="АХО",
    number=10427,
    service="Выход нового сотрудника",
    text="Стол, стул и тумба по адресу ниже.",
    assignee=GLEB,
    clock=FINE,
    answers=(
        AnswerView(label="Где", value="Лесная, 5, каб. 214"),
        AnswerView(
            label="План", value="", files=(FileView(id="f", name="план.pdf", size="240 КБ", href="/files/f/p.pdf"),)
        ),
    ),
    fields=(FieldView(kind="text", name="fields.number", label="Номер стола", error="Напишите номер"),),
    errors=(ErrorLink(href="#f-fields-number", text="Номер стола: напишите номер"),),
    checklist=CHECKS,
    story=(
        StoryEntry(kind="fact", id="e1", text="Задача открыта", icon="list-checks", time="сегодня, 9:00"),
        StoryEntry(kind="fact", id="e2", who="Глеб Хозяйкин", text="берёт задачу", icon="user-plus", time="9:30"),
    ),
    back_label="Задачи",
    can_take=True,
    can_work=True,
    can_free=True,
    people=(OptionView(value="12", label="Глеб Хозяйкин", selected=True),),
    teams=(OptionView(value="house", label="АХО", selected=True), OptionView(value="it", label="Техника")),
    sees="увидит только команда «Кадры»",
    live="team:3",
)
LIST = DeskTasksPage(
    queue="all",
    title="Задачи",
    count="2",
    side=(
        SideGroup(items=(SideItem(href="/desk/tasks", label="Задачи", icon="list-checks", count="2", current=True),)),
    ),
    chips=(ChipView(href="/desk/tasks", label="Моих команд", count="2", current=True),),
    groups=(
        TaskGroup(
            kind="late",
            title="Просрочены",
            rows=(
                TaskRowView(
                    id=31,
                    href="/tasks/31",
                    title="Рабочее место",
                    line="№ 10427 · Выход нового сотрудника",
                    state=OPEN,
                    clock=LATE,
                    unread=True,
                    version=2,
                    can_take=True,
                ),
            ),
        ),
        TaskGroup(
            kind="later",
            title="Завтра и позже",
            rows=(
                TaskRowView(
                    id=33,
                    href="/tasks/33",
                    title="Пропуск",
                    line="№ 10428 · Пропуск гостя",
                    state=WORK,
                    clock=FINE,
                    assignee=GLEB,
                ),
            ),
        ),
    ),
    next_href="/desk/tasks?cursor=abc",
    live="team:3 person:12",
)
TASKS: dict[str, Page] = {
    "task": TASK_PAGE,
    "task.staff": replace(
        TASK_PAGE,
        ticket_href="/tickets/10427",
        ticket_subject="Выход: Зоя Новикова",
        state=WAITS,
        assignee=None,
        clock=NONE,
        fields=(),
        errors=(),
        own=(AnswerView(label="Номер стола", value="17"),),
        after=(ChipView(href="/tasks/30", label="Договор"),),
        can_take=False,
        can_work=False,
        can_free=False,
        can_return=True,
        can_cancel=True,
        people=(),
        comment_error="Напишите причину",
        asks="cancelled",
    ),
    "task.emergency": replace(
        TASK_PAGE,
        emergency=True,
        notice="Задачу тем временем изменили.",
        can_take=False,
        can_work=False,
        can_free=False,
        people=(),
        teams=(),
        fields=(),
        errors=(),
        checklist=replace(CHECKS, can_edit=False),
    ),
    "desk.tasks": LIST,
    "desk.tasks.empty": replace(
        LIST,
        groups=(),
        next_href="",
        empty="Просроченных задач нет.",
        empty_href="/desk/tasks",
        empty_link="Снять фильтр",
    ),
}
"""The pages with their states, by a short name."""
