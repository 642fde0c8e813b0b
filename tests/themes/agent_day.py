"""Samples of an agent's day on the page of a ticket, and of his own replies."""

from __future__ import annotations

from okno.themes.agent_panels import (
    AgentPanels,
    CustomerView,
    FaceView,
    OutsiderView,
    PhoneView,
    PresenceView,
    TimerView,
    WorkEntry,
    WorkPanel,
    WorkTotal,
)
from okno.themes.canned import CannedView
from okno.themes.contexts import FieldView, MiniRow, OptionView, Page, PersonView, StateView
from okno.themes.own_replies import OwnRepliesPage, OwnReplyView, VariableView
from okno.themes.reply_box import BoxView, KeptFile, MeanwhileView, ThenView

VERA = PersonView(id=5, name="Вера Малинина", initials="ВМ", colour="a1", away="отсутствует по 5 декабря")
TIMUR = PersonView(id=7, name="Тимур Хасанов", initials="ТХ", colour="a4")
NEW = StateView(kind="new", icon="st-new", word="Новая")
OTHER = MiniRow(number=10441, href="/tickets/10441", subject="Принтер: лист выходит пустой", state=NEW)
FACES = (
    FaceView(id=8, name="Ксения Журавлёва", initials="КЖ", colour="a2", words="Ксения пишет ответ", writes=True),
    FaceView(id=9, name="Матвей Зорин", initials="МЗ", colour="a3", words="Матвей тоже здесь"),
)
FIELDS = (
    FieldView(kind="text", name="spent", label="Сколько времени", help="45 мин или 1:30", error="Напишите время"),
    FieldView(kind="date", name="day", label="День", value="2026-11-23"),
)
WORK = WorkPanel(
    action="/tickets/10427/work",
    total="2 ч 15 мин",
    planned="2 ч",
    share=100,
    over=True,
    people=(WorkTotal(person=TIMUR, spent="1 ч 15 мин"), WorkTotal(person=VERA, spent="1 ч")),
    entries=(
        WorkEntry(
            id=3, who="Тимур Хасанов", initials="ТХ", colour="a4", day="23 ноября", day_iso="2026-11-23",
            spent="1 ч 15 мин", text="Поставил программы", task="Программы", timer=True, can_change=True,
        ),
        WorkEntry(id=2, who="—", initials="?", colour="none", day="1 мая", day_iso="2026-05-01", spent="1 ч"),
    ),
    timer=TimerView(here=True, started_iso="2026-11-23T09:00:00Z", minutes=600, runs="10 ч", forgotten=True),
    can_log=True,
    can_plan=True,
    fields=FIELDS,
    plan=FieldView(kind="text", name="planned", label="План", value="2 ч"),
    open=True,
    once="a" * 20,
    stop_error="Напишите, сколько вы работали на самом деле.",
)  # fmt: skip
PANELS = AgentPanels(
    outsiders=(OutsiderView(name="Иван Гость", address="ivan@example.com", channel="Письма"),),
    presence=PresenceView(href="/tickets/10427/presence", faces=FACES),
    customer=CustomerView(
        person=VERA,
        vip=True,
        position="Руководитель отдела",
        department="Отдел продаж",
        place="Лесная, 5",
        phones=(PhoneView(shown="+7 900 000-12-34", href="tel:+79000001234", label="рабочий"),),
        mails=("vera@sever.example",),
        manager="Олег Берёзкин",
        local_time="там сейчас 18:40, Екатеринбург",
        open_rows=(OTHER,),
        past_rows=(OTHER,),
        all_href="/desk/all?customer=5",
    ),
    work=WORK,
    priorities=(OptionView(value="high", label="Высокий"), OptionView(value="low", label="Низкий", selected=True)),
    workers=(OptionView(value="7", label="Тимур Хасанов", note="3 открытые", selected=True),),
)
QUIET = AgentPanels(
    presence=PresenceView(href="/tickets/10427/presence"),
    customer=CustomerView(person=TIMUR),
    work=WorkPanel(
        action="/tickets/10427/work",
        total="",
        timer=TimerView(elsewhere="№ 10391", elsewhere_href="/tickets/10391"),
        can_log=True,
        fields=FIELDS[1:],
    ),
)
REPLY = CannedView(key="own-1", href="/tickets/10427?reply=own-1#reply", title="Готово", text="Вера, готово.")
BOX = BoxView(
    keep="/tickets/10427/draft",
    drop="/tickets/10427/draft/drop",
    upload="/tickets/10427/files",
    seen=7,
    version=6,
    public_draft="Вера, ноутбук готов",
    internal_draft="Спросить Ксению",
    draft_line="Черновик, сегодня, 14:04",
    kept=(KeptFile(id="f1", name="план.pdf", size="96 КБ"),),
    meanwhile=(MeanwhileView(who="Ксения Журавлёва", when="Сегодня, 14:03", text="Привезу завтра.\nВ 15:00."),),
    then=(ThenView(value="waiting_user", label="Отправить и ждать заказчика", icon="pause"),),
    own=(REPLY,),
    save_href="/profile/replies?from=10427#new",
    greeting="Вера, здравствуйте!",
    signature="Тимур Хасанов\nинженер",
)
DROPPED = BoxView(keep="/tickets/10427/draft", drop="/tickets/10427/draft/drop", dropped="Пол фразы")
VARIABLES = (VariableView(name="{name}", meaning="имя заказчика"), VariableView(name="{number}", meaning="номер"))
WORDS = (
    FieldView(kind="text", name="title", label="Название", error="Назовите шаблон"),
    FieldView(kind="long", name="text", label="Текст", value="{name}, готово."),
)
OWN: dict[str, Page] = {
    "own-replies": OwnRepliesPage(
        rows=(
            OwnReplyView(
                id=1, title="Готово", begins="{name}, готово.", href="/profile/replies/1",
                action="/profile/replies/1/place", first=True,
            ),
            OwnReplyView(
                id=2, title="Уточните", begins="{name}, какая модель?", href="/profile/replies/2",
                action="/profile/replies/2/place", last=True,
            ),
        ),
        fields=WORDS,
        variables=VARIABLES,
        open=True,
        gone_title="Старый",
        gone_text="Старые слова",
        back_href="/tickets/10427#reply",
        back_label="№ 10427",
        number="10427",
    ),
    "own-replies.empty": OwnRepliesPage(rows=(), fields=WORDS, variables=VARIABLES, open=True, editing="Готово"),
}  # fmt: skip
