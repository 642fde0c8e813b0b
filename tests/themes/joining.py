"""Samples of what stands beside a ticket, and of the pages that link, merge and split."""

from __future__ import annotations

from okno.themes.beside import BesidePanel, LinkRow
from okno.themes.canned import CannedView
from okno.themes.contexts import ErrorLink, FieldView, MiniRow, OptionView, Page, StateView, StoryEntry
from okno.themes.joining import LinksPage, MergePage, SplitPage

WORK = StateView(kind="progress", icon="st-progress", word="В работе")
OVER = StateView(kind="cancel", icon="st-cancel", word="Отменена")
PRINTER = MiniRow(number=10431, href="/tickets/10431", subject="Принтер на третьем этаже не печатает", state=WORK)
CABLE = MiniRow(number=10398, href="/tickets/10398", subject="Кабель для монитора в переговорной", state=OVER)
KINDS = (
    OptionView(value="duplicate", label="Дубль"),
    OptionView(value="part_of", label="Часть"),
    OptionView(value="related", label="Связана с", selected=True),
)
BESIDE = BesidePanel(
    sources=(CABLE,),
    links=(LinkRow(word="Вызвана", row=PRINTER, id=4), LinkRow(word="Состоит из", row=CABLE, id=5)),
    alike=(PRINTER, CABLE),
    kinds=KINDS,
    can_merge=True,
    can_separate=True,
)
OWN = BesidePanel(sources=(CABLE,), links=(LinkRow(word="Продолжает", row=PRINTER),))
MERGED = BesidePanel(goal=PRINTER, can_separate=True)
CANNED = (
    CannedView(
        key="ready",
        href="/tickets/10427?reply=ready#reply",
        title="Техника готова",
        text="Вера, техника готова. Когда вам удобно её получить?",
    ),
    CannedView(key="stock", href="/tickets/10427?reply=stock#reply", title="Ждём поставку", text="Ждём поставку."),
)
BROUGHT = (
    StoryEntry(
        kind="fact",
        id="e801",
        who="Вера Малинина",
        icon="ticket",
        text="заказывает через портал: Кабель для монитора",
        time="9:40",
        iso="2026-11-17T06:40:00.000Z",
        origin="из № 10398",
        origin_href="/tickets/10398",
    ),
    StoryEntry(
        kind="message",
        id="e802",
        who="Вера Малинина",
        initials="ВМ",
        text="И ещё нужен кабель подлиннее.",
        time="9:52",
        iso="2026-11-17T06:52:00.000Z",
        own=True,
        origin="из № 10398",
        split_href="/tickets/10427/split?comment=802",
    ),
)
FIELDS = (
    FieldView(
        kind="list",
        name="service",
        label="Услуга",
        value="device-question",
        options=(OptionView(value="device-question", label="Другой вопрос о технике", selected=True),),
    ),
    FieldView(kind="text", name="subject", label="О чём она", value="Кабель подлиннее", max_chars=120),
    FieldView(kind="long", name="text", label="Текст заявки", error="Напишите, о чём новая заявка.", max_chars=20000),
)
JOINING: dict[str, Page] = {
    "links": LinksPage(number=10427, subject="Ноутбук для Надежды", kinds=KINDS),
    "links.found": LinksPage(
        number=10427, subject="Ноутбук для Надежды", kinds=KINDS, q="принтер", rows=(PRINTER, CABLE)
    ),
    "links.refused": LinksPage(
        number=10427,
        subject="Ноутбук для Надежды",
        kinds=KINDS,
        q="неведомое",
        error="Такой заявки нет, или она вам не видна.",
    ),
    "merge": MergePage(
        number=10398,
        version=3,
        source=CABLE,
        goal=PRINTER,
        into="10431",
        effects=("Заявка 10398 завершится, её номер будет вести на 10431.", "Вера Малинина узнает об этом."),
        back=PRINTER,
    ),
    "merge.refused": MergePage(
        number=10398, version=3, source=CABLE, goal=PRINTER, into="10431", refusal="Заявки для разных людей."
    ),
    "merge.asks": MergePage(number=10398, version=3, source=CABLE, into="слова", error="Укажите номер заявки."),
    "split": SplitPage(
        number=10427,
        subject="Ноутбук для Надежды",
        customer="Вера Малинина",
        fields=FIELDS,
        comment="802",
        files=2,
        once="abcdefghijklmnopqrstuvwx",
        errors=(ErrorLink(href="#f-text", text="Текст заявки: напишите, о чём новая заявка."),),
    ),
}
"""Pages of the staff, by a short name."""
