"""Samples of the board of a team, of handing out its work, and of the lines on the page of a ticket."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.board import BoardCard, BoardColumn, BoardPage, HandOutPage, OfferView, UndoView
from okno.themes.contexts import ChipView, ClockView, OptionView, Page, PersonView, SideGroup, SideItem, StateView
from okno.themes.lines import LineMove, LinesPanel
from okno.themes.resting import RestView

TIMUR = PersonView(id=6, name="Тимур Хасанов", initials="ТХ", colour="a2")
KSENIA = PersonView(
    id=7, name="Ксения Журавлёва", initials="КЖ", colour="a3",
    away="нет на месте до 5 декабря, замещает Тимур Хасанов",
)  # fmt: skip
MATVEY = PersonView(id=8, name="Матвей Зорин", initials="МЗ", colour="a4", away="не берёт новые заявки")
GONE = PersonView(id=9, name="Иван Бывший", initials="ИБ", colour="a5")
NEW = StateView(kind="new", icon="st-new", word="Новая")
WORK = StateView(kind="progress", icon="st-progress", word="В работе")
LATE = ClockView(kind="late", text="−1 ч 12 мин", used=100)
BURN = ClockView(kind="burn", text="40 мин", used=80, minutes=40)
FINE = ClockView(kind="fine", text="5 ч", used=38, minutes=300)
SIDE = (SideGroup(items=(SideItem(href="/desk/it-support", label="Служба поддержки ИТ", icon="inbox", count="8"),)),)


def _card(number: int, subject: str, clock: ClockView, state: StateView = WORK, level: str = "линия 1") -> BoardCard:
    return BoardCard(
        value=f"{number}.3",
        number=number,
        href=f"/tickets/{number}",
        subject=subject,
        line="Марьяна Сухова · Не работает программа",
        state=state,
        clock=clock,
        level=level,
    )


CARDS = (
    _card(10427, "Касса 2 не видит сервер", LATE, NEW),
    _card(10431, "Не приходят письма от поставщиков", BURN),
    _card(10433, "Поставить программу для сверки накладных с очень длинным названием", FINE, level="линия 2"),
)
BOARD = BoardPage(
    queue="it-support",
    title="Служба поддержки ИТ",
    side=SIDE,
    action="/desk/it-support/board",
    columns=(
        BoardColumn(
            value="none", person=None, title="Ничьи", open="1 заявка", late="1 просрочена", cards=CARDS[:1],
            hand_href="/desk/it-support/board/hand-out",
        ),
        BoardColumn(
            value="9", person=GONE, title=GONE.name, open="1 заявка", mark="не в команде", cards=CARDS[2:],
            hand_href="/desk/it-support/board/hand-out?of=9",
        ),
        BoardColumn(
            value="7", person=KSENIA, title=KSENIA.name, open="62 заявки", burning="1 горит",
            cards=(replace(CARDS[1], value="10432.1", number=10432),), more="и ещё 12",
            more_href="/desk/it-support?assignee=ksenia",
            hand_href="/desk/it-support/board/hand-out?of=7",
        ),
        BoardColumn(value="8", person=MATVEY, title=MATVEY.name, open="нет заявок", rests=True),
        BoardColumn(value="6", person=TIMUR, title=TIMUR.name, open="1 заявка", cards=CARDS[1:2]),
    ),
    people=(OptionView(value="6", label=TIMUR.name), OptionView(value="none", label="ничьи")),
    lines=(
        ChipView(href="/desk/it-support/board", label="Все линии", current=True),
        ChipView(href="/desk/it-support/board?line=1", label="Линия 1"),
    ),
    undo=UndoView(text="№ 10431 теперь у исполнителя: Тимур Хасанов", values=("10431.4.7",)),
    back_href="/desk/it-support",
    live="team:1",
)  # fmt: skip
HAND_OUT = HandOutPage(
    queue="it-support",
    title="Раздать заявки: Ксения Журавлёва",
    side=SIDE,
    action="/desk/it-support/board/hand-out?of=7",
    lead="Следующую получает тот, у кого меньше открытых заявок. Поправьте, где знаете лучше.",
    offers=tuple(
        OfferView(
            card=card,
            people=(
                OptionView(value=f"{card.value}.none", label="оставить как есть"),
                OptionView(value=f"{card.value}.6", label=TIMUR.name, selected=True),
            ),
            note=note,
        )
        for card, note in zip(CARDS, ("", "", "Ни у кого из тех, кто на месте, нет нужных навыков."), strict=True)
    ),
    back_href="/desk/it-support/board",
    live="",
)
BOARDS: dict[str, Page] = {
    "board": BOARD,
    "board.refused": replace(
        BOARD, undo=None, lines=(), said=("№ 10431: Вера изменила эту заявку.",), more_people="и ещё 5 человек"
    ),
    "hand-out": HAND_OUT,
    "hand-out.nothing": replace(HAND_OUT, offers=(), empty="Раздавать нечего.", said=("№ 10431: заявка закрыта.",)),
}
LINES = LinesPanel(
    now="линия 2",
    moves=(
        LineMove(line=3, label="Передать на линию 3"),
        LineMove(line=1, label="Вернуть на линию 1", back=True),
    ),
    open=3,
    error="Напишите почему: следующая линия начнёт с ваших слов.",
)
REST = RestView(action="/desk/it-support/rest", rests=True, absent="нет на месте до 5 декабря")
