"""Samples of approvals: the page of them, and the panel of a ticket."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.approval_parts import (
    ApprovalCard,
    ApprovalPanel,
    ApprovalStepView,
    ApproverView,
    DecisionView,
)
from okno.themes.approvals import ApprovalsPage
from okno.themes.contexts import AnswerView, ChipView, FieldView, FileView, Page, PersonView

GALINA = PersonView(id=15, name="Галина Пчелинцева", initials="ГП", colour="a1", line="Начальник отдела")
ANNA = PersonView(id=16, name="Анна Королёва", initials="АК", colour="a2", line="Отдел продаж, каб. 214")

GIVEN = ApproverView(
    person=GALINA,
    kind="done",
    icon="st-done",
    word="согласовано",
    instead="решение за: Ольга Главная",
    when="сегодня, 10:12",
    iso="2026-11-23T07:12:00.000Z",
    words="Нужно к понедельнику.",
)
WAITS = ApproverView(person=ANNA, kind="wait", icon="st-wait", word="ждём решения")
DECISION = DecisionView(
    id=7,
    action="/tickets/10427/approvals/7",
    why="Вы руководитель заказчика.",
    next="/approvals",
    text="Дорого",
    error="Напишите, почему отказываете.",
)
PANEL = ApprovalPanel(
    number=10427,
    steps=(
        ApprovalStepView(
            title="Согласование руководителя", kind="done", icon="st-done", word="согласовано", people=(GIVEN,)
        ),
        ApprovalStepView(
            title="Спрашивает Тимур Хасанов",
            kind="wait",
            icon="st-wait",
            word="ждём решения",
            need="достаточно одного",
            due="завтра до 16:00",
            due_iso="2026-11-24T13:00:00.000Z",
            text="Можно подороже?",
            people=(WAITS,),
        ),
    ),
    mine=(DECISION,),
    cost="32 000 ₽",
    waits_for="Анна Королёва",
    nobody=True,
    ask=(
        FieldView(kind="person", name="person", label="Кого спросить"),
        FieldView(kind="long", name="comment", label="С чем согласиться", optional=True, max_chars=2000),
    ),
    ask_open=True,
    can_bypass=True,
    bypass_text="Надо",
    bypass_error="Напишите причину: от 5 до 1000 знаков.",
    live="ticket:10427",
)

CARD = ApprovalCard(
    id=7,
    number=10427,
    href="/tickets/10427",
    subject="Монитор 32 дюйма для Анны",
    service="Монитор",
    step="Согласование руководителя",
    requester=GALINA,
    on_behalf_of=ANNA,
    cost="32 000 ₽",
    why="Вы руководитель заказчика.",
    asked="Можно подороже?",
    since="вчера, 10:12",
    since_iso="2026-11-22T07:12:00.000Z",
    due="сегодня до 16:00",
    due_iso="2026-11-23T13:00:00.000Z",
    late=True,
    text="Старый мерцает.",
    answers=(
        AnswerView(label="Размер", value="32 дюйма"),
        AnswerView(
            label="Снимок", value="", files=(FileView(id="a", name="a.png", size="20 КБ", href="/files/a/a.png"),)
        ),
    ),
    files=(FileView(id="b", name="b.pdf", size="20 КБ", href="/files/b/b.pdf"),),
    earlier=(GIVEN,),
    decision=DECISION,
)
CHIPS = (
    ChipView(href="/approvals", label="Ждут меня", count="3", current=True),
    ChipView(href="/approvals?show=decided", label="Решённые"),
)
WAITING = ApprovalsPage(
    show="waiting",
    cards=(
        CARD,
        replace(CARD, id=8, late=False, cost="", why="", asked="", decision=replace(DECISION, id=8, error="")),
    ),
    chips=CHIPS,
    next_href="/approvals?show=waiting&cursor=x",
    notice="Это уже решено.",
    live="person:5",
)
APPROVALS: dict[str, Page] = {
    "approvals": WAITING,
    "approvals.decided": replace(
        WAITING,
        show="decided",
        notice="",
        cards=(replace(CARD, decision=None, result=GIVEN, earlier=()),),
        next_href="",
    ),
    "approvals.empty": replace(WAITING, cards=(), next_href="", notice=""),
    "approvals.none": replace(WAITING, show="decided", cards=(), next_href="", notice=""),
}
"""The page with its states, by a short name."""
