"""Sample pages of announcements, and the announcements that stand on other pages."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.announcements import AnnouncementFormPage, AnnouncementPage, AnnouncementsPage
from okno.themes.bulletin import AnnouncementView
from okno.themes.contexts import ErrorLink, FieldView, OptionView, Page, ServiceLine

PRINTING = ServiceLine(key="printer", href="/catalog/printer", title="Печать и сканер", icon="laptop")
OUTAGE = AnnouncementView(
    id=7,
    href="/announcements/7",
    kind="outage",
    word="Сбой",
    stage="now",
    icon="triangle-alert",
    title="Не печатают принтеры на 3 этаже",
    when="Исправим сегодня до 14:00",
    text="Пока можно печатать на 2 этаже, у переговорной «Кама».\n\nСрочное печатает поддержка, каб. 112.",
    line="Пока можно печатать на 2 этаже, у переговорной «Кама».",
    posted="сегодня, 13:48",
    iso="2026-11-23T10:48:00.000Z",
    can_say=True,
    count="у 12 человек",
    services=(PRINTING,),
    departments="Отдел продаж, Закупки",
    edit_href="/announcements/7/edit",
)
WORKS = replace(
    OUTAGE,
    id=8,
    href="/announcements/8",
    kind="works",
    word="Плановые работы",
    stage="planned",
    icon="wrench",
    title="В субботу не будет почты",
    when="21 ноября с 8:00 до 12:00",
    can_say=False,
    count="",
    services=(),
    departments="",
)
NEWS = replace(
    WORKS, id=9, href="/announcements/9", kind="news", word="Новость", stage="now", icon="info", title="График отпусков"
)
PAST = replace(
    OUTAGE, id=6, href="/announcements/6", stage="past", icon="st-done", when="Починили: вчера, 16:20", can_say=False
)
ANNOUNCEMENTS = AnnouncementsPage(
    now=(OUTAGE, replace(OUTAGE, id=5, affected=True), NEWS),
    planned=(WORKS,),
    past=(PAST,),
    can_publish=True,
    live="announcements person:5",
)
ANNOUNCEMENT = AnnouncementPage(
    one=OUTAGE, author="Ольга Звонкова, сегодня, 13:40", version=2, can_end=True, live="announcements person:5"
)
TICKS = FieldView(
    kind="many",
    name="services",
    label="Каких услуг касается",
    options=(
        OptionView(value="printer", label="Печать и сканер", selected=True),
        OptionView(value="laptop", label="Ноутбук или компьютер"),
    ),
)
FORM = AnnouncementFormPage(
    action="/announcements/7/edit",
    fields=(
        FieldView(
            kind="choice",
            name="kind",
            label="Что это",
            options=(
                OptionView(value="outage", label="Сбой", note="Что-то не работает сейчас.", selected=True),
                OptionView(value="news", label="Новость", note="Ничего не сломалось."),
            ),
        ),
        FieldView(kind="text", name="title.ru", label="Одной строкой", error="Напишите одной строкой.", max_chars=160),
        FieldView(kind="long", name="text.ru", label="Подробнее", optional=True),
        FieldView(kind="datetime", name="expected_at", label="Заработает к", value="2026-11-23T14:00", optional=True),
    ),
    services=TICKS,
    departments=replace(TICKS, name="departments", label="Для каких отделов", options=()),
    errors=(ErrorLink(href="#f-title-ru", text="Напишите одной строкой."),),
    version=2,
    title="Не печатают принтеры на 3 этаже",
    zone="Москва",
    once="a-key-of-this-form-1234",
)
BULLETINS: dict[str, Page] = {
    "announcements": ANNOUNCEMENTS,
    "announcements.empty": replace(ANNOUNCEMENTS, now=(), planned=(), past=(), can_publish=False),
    "announcement": ANNOUNCEMENT,
    "announcement.said": replace(
        ANNOUNCEMENT, one=replace(OUTAGE, affected=True), notice="Сейчас этого не происходит."
    ),
    "announcement.past": replace(ANNOUNCEMENT, one=PAST, can_end=False),
    "announcement.news": replace(ANNOUNCEMENT, one=NEWS),
    "announcement.works": replace(ANNOUNCEMENT, one=WORKS),
    "announcement-form": FORM,
    "announcement-form.new": replace(FORM, version=0, errors=(), action="/announcements/new"),
}
"""The pages with their states, by a short name."""
