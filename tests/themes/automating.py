"""Samples of the editors of rules and macros, of a trial, of what a rule has done, and of the macros of a ticket."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.contexts import FieldView, OptionView, Page, StateView
from okno.themes.criteria import CriteriaView, CriterionRow
from okno.themes.editor import FieldSet, ItemHead, TabView
from okno.themes.macros import MacroPanel, MacroView
from okno.themes.parts import ErrorLink
from okno.themes.rules import (
    ActionRow,
    ActionsView,
    AdminRulePage,
    AdminRuleRunsPage,
    AdminRuleTrialPage,
    CountRow,
    DaysLink,
    RunRow,
    TrialRow,
)

HERE = "/admin/catalog/rules/vip-first"
HEAD = ItemHead(
    noun="Правило",
    title="Важный заказчик",
    icon="activity",
    back_href="/admin/catalog/rules",
    back_label="Правила",
    tabs=(TabView(href=HERE, label="Настройки", current=True), TabView(href=f"{HERE}/try", label="Проверка")),
)
SENTENCE = "Когда заявка создана и заказчик важный: поставить приоритет «Высокий»; отправить уведомление: руководители."
PRIORITY = FieldView(
    kind="list", name="actions.0.value", label="Поставить приоритет",
    options=(OptionView(value="high", label="Высокий", selected=True), OptionView(value="low", label="Низкий")),
)  # fmt: skip
RULE = AdminRulePage(
    head=HEAD,
    action=HERE,
    version="2",
    title="Настройки",
    sentence=SENTENCE,
    sets=(
        FieldSet(
            id="naming",
            title="Название",
            fields=(FieldView(kind="text", name="title.ru", label="Название, по-русски", value="Важный заказчик"),),
        ),
    ),
    criteria=CriteriaView(
        name="criteria",
        rows=(
            CriterionRow(
                label="Заказчик важный",
                hidden="criteria.0.of",
                of="vip",
                how=FieldView(
                    kind="list", name="criteria.0.how", label="Как сравнивать",
                    options=(OptionView(value="yes", label="да", selected=True),),
                ),
                drop="0",
                drop_name="criteria.drop",
            ),
        ),
        add=FieldView(
            kind="list", name="criteria.add", label="Добавить условие",
            options=(OptionView(value="state", label="Состояние", group="Сама заявка"),),
        ),
    ),
    criteria_title="Только если",
    actions=ActionsView(
        rows=(
            ActionRow(
                index=0, do="priority", hidden="actions.0.do", title="Приоритет", fields=(PRIORITY,), first=True
            ),
            ActionRow(
                index=1, do="tell", hidden="actions.1.do", title="Отправить уведомление", fields=(), last=True,
                error="Назовите от 1 до 10",
            ),
        ),
        add=FieldView(
            kind="list", name="actions.add", label="Добавить действие",
            options=(OptionView(value="note", label="Оставить заметку команде", group="Слова и уведомления"),),
        ),
    ),
    save="Сохранить в черновик",
    note="Правило выключено: оно ничего не делает.",
    broken="Эта заявка «Новая»: стать «Закрыта» она не может.",
    try_href=f"{HERE}/try",
    errors=(ErrorLink(href="#f-title-ru", text="Заполните это поле"),),
)  # fmt: skip
MACRO = replace(
    RULE,
    sentence="",
    criteria=replace(RULE.criteria, rows=(), always="Для всех заявок этих команд."),
    actions=ActionsView(rows=(), add=RULE.actions.add),
    note="",
    broken="",
    try_href="",
    errors=(),
)
TRIAL = AdminRuleTrialPage(
    head=HEAD,
    sentence=SENTENCE,
    days=(
        DaysLink(href=f"{HERE}/try?days=30", label="30 дней", current=True),
        DaysLink(href=f"{HERE}/try?days=90", label="90 дней"),
    ),
    summary="Правило сработало бы на 3 заявках.",
    rows=(
        TrialRow(
            number=10427,
            href="/tickets/10427",
            subject="Монитор 27 дюймов",
            state=StateView(kind="new", icon="st-new", word="Новая"),
            team="Выдача техники",
            time="вчера, 10:12",
            iso="2026-11-22T07:12:00Z",
            effects=("поставить приоритет «Высокий»", "уже так: передать команде «Выдача техники»"),
        ),
    ),
    teams=(CountRow(label="Служба поддержки ИТ", count="2"),),
    more="и ещё 12",
    cut="Просмотрены только 5000 самых новых подходящих заявок.",
)
RUNS = AdminRuleRunsPage(
    head=HEAD,
    counts=(CountRow(label="сделано", count="14", kind="done"), CountRow(label="отказ", count="1", kind="refused")),
    rows=(
        RunRow(
            number="№ 10427",
            href="/tickets/10427",
            subject="Монитор 27 дюймов",
            kind="done",
            outcome="сделано",
            why="",
            time="вчера, 10:12",
            iso="2026-11-22T07:12:00Z",
            title="22 ноября 2026, 10:12",
        ),
        RunRow(
            number="",
            href="",
            subject="заявка, которую вы не видите",
            kind="refused",
            outcome="отказ",
            why="Эта заявка «Новая»: стать «Закрыта» она не может.",
            time="вчера, 9:00",
            iso="2026-11-22T06:00:00Z",
            title="22 ноября 2026, 9:00",
        ),
    ),
    broken="Эта заявка «Новая»: стать «Закрыта» она не может.",
)
AUTOMATING: dict[str, Page] = {
    "admin-rule": RULE,
    "admin-rule.macro": MACRO,
    "admin-rule-trial": TRIAL,
    "admin-rule-trial.nothing": replace(TRIAL, rows=(), teams=(), summary="Ни на одной заявке.", more="", cut=""),
    "admin-rule-trial.broken": replace(TRIAL, broken="Укажите, когда правило действует и что делает."),
    "admin-rule-runs": RUNS,
    "admin-rule-runs.none": replace(RUNS, rows=(), counts=(), broken=""),
}
"""The pages of rules, for an administrator."""
MACROS = MacroPanel(
    action="/tickets/10427/macro",
    rows=(
        MacroView(key="take", title="Взять и сообщить", line="Вручную: назначить: тому, кто нажал кнопку."),
        MacroView(key="ask", title="Попросить снимок экрана", line=""),
    ),
)
