"""Sample pages of the desk: kept lists, several tickets at once, the pane, and a list with all its tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from okno.themes.clock_parts import ClockView
from okno.themes.contexts import DeskPage, MiniRow, OptionView, Page, PersonView, StateView, StoryEntry
from okno.themes.criteria import CriterionRow
from okno.themes.desk_pages import (
    BulkPage,
    BulkResultPage,
    ChosenTicket,
    LeftTicket,
    ListGroup,
    ListLine,
    ListsPage,
    PreviewPage,
)
from okno.themes.desk_parts import (
    BulkBar,
    BulkChoice,
    ConditionEdit,
    ConditionPill,
    DeskTools,
    GoneRow,
    HeadView,
    Pick,
    SaveList,
)
from okno.themes.parts import AnswerView, CellView, FieldView, RowGroup

WORK = StateView(kind="progress", icon="st-progress", word="В работе")
VERA = PersonView(
    id=5, name="Вера Малинина", initials="ВМ", line="Руководитель отдела продаж", phone="+7 900 000-12-34"
)
PRIORITIES = tuple(
    OptionView(value=key, label=word) for key, word in (("high", "Высокий"), ("normal", "Обычный"), ("low", "Низкий"))
)
HOW = FieldView(
    kind="list",
    name="criteria.0.how",
    label="Как сравнить «Приоритет»",
    options=(OptionView(value="is", label="одно из", selected=True), OptionView(value="is_not", label="ни одно из")),
)
ROW = CriterionRow(
    label="Приоритет",
    hidden="criteria.0.of",
    of="priority",
    how=HOW,
    values=FieldView(kind="many", name="criteria.0.value", label="Значение «Приоритет»", options=PRIORITIES),
)
EDIT = ConditionEdit(
    action="/desk/it-line-1", kept=(("unanswered", "2.."),), close="/desk/it-line-1?unanswered=2..", row=ROW
)
CHOOSE = replace(
    EDIT,
    row=None,
    subjects=FieldView(
        kind="list",
        name="criteria.add",
        label="Добавить условие",
        options=(
            OptionView(value="priority", label="Приоритет", group="Сама заявка"),
            OptionView(value="assignee", label="Исполнитель", group="Кто занимается"),
        ),
    ),
)
BAR = BulkBar(
    can_take=True,
    hand=(
        BulkChoice(
            action="team",
            label="Другой команде",
            name="team",
            options=(OptionView(value="network", label="Сеть и доступ"),),
        ),
    ),
    priorities=PRIORITIES,
    more=(
        BulkChoice(action="state", label="Изменить состояние"),
        BulkChoice(action="comment", label="Написать во все"),
        BulkChoice(action="watch", label="Добавить наблюдателя"),
    ),
)
TOOLS = DeskTools(
    heads=(
        HeadView(key="priority", label="Приоритет", href="/desk/it-line-1?sort=priority"),
        HeadView(key="team", label="Команда"),
    ),
    base=(
        HeadView(key="number", label="Номер", href="/desk/it-line-1?sort=created"),
        HeadView(key="subject", label="Тема"),
        HeadView(key="assignee", label="Исполнитель", href="/desk/it-line-1?sort=assignee"),
        HeadView(key="clock", label="Срок", href="/desk/it-line-1?order=reverse", way="down"),
    ),
    columns=(
        OptionView(value="number", label="Номер", selected=True),
        OptionView(value="priority", label="Приоритет", selected=True),
        OptionView(value="department", label="Отдел"),
    ),
    view="/desk/it-line-1/view",
    sorts=(
        Pick(href="/desk/it-line-1?order=reverse", label="Срок", current=True),
        Pick(href="/desk/it-line-1?sort=created", label="Время заказа"),
    ),
    pills=(
        ConditionPill(text="Без реакции: от 2 ч", edit="/desk/it-line-1?edit=0", drop="/desk/it-line-1"),
        ConditionPill(
            text="Состояние: бывшее", edit="/desk/it-line-1?edit=1", drop="/desk/it-line-1", error="Такого больше нет"
        ),
    ),
    add="/desk/it-line-1?add=-",
    edit=EDIT,
    save="/desk/it-line-1?save=1",
    changed="/desk/lists/7",
    changed_version=2,
    lists="/desk/lists",
    bulk=BAR,
    preview=True,
    gone=(GoneRow(number=10388, text="Занимается Ксения Журавлёва"),),
)
SAVING = SaveList(
    here="/desk/it-line-1?unanswered=2..",
    title="Час без ответа",
    owners=(
        OptionView(value="me", label="Только у меня", selected=True),
        OptionView(value="team:it-line-1", label="Команда"),
    ),
    close="/desk/it-line-1",
)
CELLS = (
    CellView(label="Приоритет", text="Высокий", title="Высокий"),
    CellView(label="Команда", text="Поддержка, линия 1", title="Поддержка, линия 1"),
)
LISTS = ListsPage(
    title="Мои списки",
    groups=(
        ListGroup(
            title="Только мои",
            lines=(
                ListLine(
                    id=7,
                    title="Ждут поставщика",
                    href="/desk/all?waiting=supplier",
                    line="Ждём: поставщика",
                    version=1,
                    first=True,
                ),
                ListLine(id=8, title="Вернули в работу", href="/desk/all", line="", version=3, last=True),
            ),
        ),
        ListGroup(
            title="Команда «Сеть и доступ»",
            lines=(
                ListLine(
                    id=9,
                    title="Доступ для новичков",
                    href="/desk/network",
                    line="Услуга: Доступ",
                    version=1,
                    can_change=False,
                ),
            ),
        ),
    ),
    live="person:7",
)
TICKETS = (
    ChosenTicket(value="10388:4", number=10388, href="/tickets/10388", subject="Не приходит почта", state=WORK),
    ChosenTicket(value="10402:1", number=10402, href="/tickets/10402", subject="МФУ жуёт бумагу", state=WORK),
)
BULK = BulkPage(
    title="Написать во все: 2 заявки",
    act="comment",
    button="Сделать с 2 заявками",
    back="/desk/all",
    tickets=TICKETS,
    fields=(
        FieldView(
            kind="choice",
            name="visibility",
            label="Кто это увидит",
            options=(
                OptionView(value="public", label="Заказчикам", selected=True),
                OptionView(value="internal", label="Только команде"),
            ),
        ),
        FieldView(kind="long", name="text", label="Слова"),
    ),
    warning="Написанное уйдёт сразу, отменить его нельзя.",
)
RESULT = BulkResultPage(
    title="Что получилось",
    done=(MiniRow(number=10388, href="/tickets/10388", subject="Не приходит почта", state=WORK),),
    left=(
        LeftTicket(
            number="10402",
            reason="Тем временем её изменили. Сначала посмотрите.",
            href="/tickets/10402",
            subject="МФУ жуёт бумагу",
        ),
        LeftTicket(number="99999", reason="Такой заявки нет, или она вам не видна."),
    ),
    back="/desk/all",
    done_title="Теперь ваша: 1 заявка",
    left_title="2 заявки остались как были",
    undo="/desk/bulk/3/undo",
)
PREVIEW = PreviewPage(
    number=10388,
    subject="Не приходит почта с внешних адресов",
    href="/tickets/10388",
    version=4,
    state=WORK,
    line="Сбой · Почта · Высокий приоритет",
    clock=ClockView(kind="burn", text="42 мин", big="Осталось 42 мин", line="до 16:00", used=81, minutes=42),
    requester=VERA,
    team="Поддержка, линия 1",
    text="С утра нет писем от поставщиков.",
    answers=(AnswerView(label="Где вы", value="Лесная, 5, каб. 210"),),
    said=(StoryEntry(kind="message", id="c1", who="Вера Малинина", text="Ждём счёт.", initials="ВМ", own=True),),
    more=2,
    can_take=True,
    can_reply=True,
    can_assign=True,
)
PAGES: Mapping[str, Page] = {
    "desk.lists": LISTS,
    "desk.lists.refused": replace(LISTS, saving=replace(SAVING, title="", error="Назовите список.")),
    "desk.lists.none": replace(LISTS, groups=()),
    "desk.bulk": BULK,
    "desk.bulk.none": replace(BULK, fields=(), none="Нет состояния, в которое можно перевести все."),
    "desk.bulk.result": RESULT,
    "desk.preview": PREVIEW,
    "desk.preview.read": replace(PREVIEW, can_take=False, can_reply=False, can_assign=False, assignee=VERA, said=()),
}


def with_tools(desk: DeskPage) -> Mapping[str, Page]:
    """A list of the desk as it looks with everything around it."""
    groups = tuple(
        RowGroup(
            kind=one.kind, title=one.title, count=one.count, rows=tuple(replace(row, cells=CELLS) for row in one.rows)
        )
        for one in desk.groups
    )
    plain = replace(TOOLS, heads=(), base=(), edit=None, pills=(), hidden=frozenset({"number", "assignee", "clock"}))
    return {
        "desk.tools": replace(desk, groups=groups, tools=TOOLS, here="/desk/it-line-1?unanswered=2.."),
        "desk.choosing": replace(desk, tools=replace(plain, edit=CHOOSE, preview=False)),
        "desk.saving": replace(desk, tools=replace(plain, saving=SAVING)),
    }
