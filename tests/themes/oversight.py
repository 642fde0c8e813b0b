"""Samples of the pages of oversight, with the section of the menu that each belongs to."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.contexts import ChipView, ErrorLink, FieldView, OptionView, Page, PersonView
from okno.themes.messages import AdminMessagesPage, HeldView
from okno.themes.oversight import (
    AdminAuditPage,
    AdminFailuresPage,
    AdminSessionsPage,
    AuditRowView,
    FailureGroup,
    FailureView,
    SignedInView,
)

BORIS = PersonView(
    id=3, name="Борис Мастеров", initials="БМ", colour="a4", line="Инженер", href="/admin/sessions?person=3"
)
AUDIT = AdminAuditPage(
    rows=(
        AuditRowView(
            icon="users",
            group="Роли и команды",
            text="Ольга Админ даёт роль «Исполнитель»: Борис Мастеров",
            day="Сегодня, 23 ноября",
            time="10:12",
            iso="2026-11-23T07:12:00.000Z",
            title="23 ноября 2026, 10:12 (Москва)",
            way="в браузере, 10.0.0.5",
        ),
        AuditRowView(
            icon="triangle-alert",
            group="Экстренные доступы",
            text="Ольга Админ экстренно открывает заявку команды «Бухгалтерия»",
            day="Вчера, 22 ноября",
            time="18:40",
            iso="2026-11-22T15:40:00.000Z",
            title="22 ноября 2026, 18:40 (Москва)",
            way="в браузере, 10.0.0.5",
            reason="Срочная выплата, команда в отпуске",
        ),
    ),
    fields=(
        FieldView(kind="person", name="by", label="Кто сделал", help="Имя.", optional=True),
        FieldView(
            kind="list",
            name="group",
            label="Что",
            optional=True,
            options=(OptionView(value="roles", label="Роли и команды", selected=True),),
        ),
        FieldView(kind="date", name="since", label="С", optional=True),
    ),
    filtered=True,
    most="100 000",
    file_href="/admin/audit.csv?group=roles",
    next_href="/admin/audit?group=roles&cursor=abc",
)
SESSIONS = AdminSessionsPage(
    tab="sessions",
    tabs=(
        ChipView(href="/admin/sessions", label="Сеансы", current=True),
        ChipView(href="/admin/sessions?tab=tokens", label="Токены"),
    ),
    action="/admin/sessions",
    q="",
    rows=(
        SignedInView(key="1", person=BORIS, what="Firefox, Windows", facts=("вход вчера, 10:12", "10.0.0.5")),
        SignedInView(key="2", person=BORIS, what="Chrome, Android", facts=("вход сегодня, 10:12",), current=True),
    ),
    next_href="/admin/sessions?cursor=abc",
)
TOKENS = replace(
    SESSIONS,
    tab="tokens",
    action="/admin/sessions?tab=tokens&person=3",
    rows=(
        SignedInView(
            key="7", person=BORIS, what="Мониторинг", facts=("создан вчера", "бессрочный"), rights="Открывать стол"
        ),
    ),
    filtered=True,
    only=BORIS,
    next_href="",
)
FAILURES = AdminFailuresPage(
    groups=(
        FailureGroup(
            work="job",
            title="Задания",
            help="Устраните причину.",
            warning="Это не будет сделано.",
            rows=(
                FailureView(
                    id=41,
                    what="reports.build",
                    facts=("20 попыток", "больше не повторяется"),
                    error="OSError",
                    over=True,
                ),
            ),
        ),
        FailureGroup(
            work="delivery",
            title="Доставка событий",
            help="Повторяется, пока не получится.",
            warning="",
            rows=(
                FailureView(
                    id=77,
                    what="TicketMoved → notices",
                    facts=("3 попытки", "снова сегодня, 10:20"),
                    error="",
                    can_drop=False,
                ),
            ),
            crowded=True,
        ),
    ),
)
MESSAGES = AdminMessagesPage(
    way="in",
    ways=(
        ChipView(href="/admin/messages?way=in", label="Пришло", current=True),
        ChipView(href="/admin/messages?way=out", label="Не дошло"),
    ),
    rows=(
        HeldView(
            id=12,
            icon="eye-off",
            title="Письма, hr: i…@example.com",
            why="Слишком много сообщений этого отправителя за час.",
            facts=("сегодня, 10:12", "14 КБ"),
            can_release=True,
        ),
        HeldView(
            id=11,
            icon="circle-alert",
            title="Письма: vera@example.com",
            why="Его не удаётся прочитать.",
            facts=("вчера, 10:12", "3 попытки"),
            error="ValueError",
            number="10427",
        ),
        HeldView(id=10, icon="clock", title="Форма: отправитель неизвестен", why="Подождёт.", facts=(), waits=True),
    ),
    next_href="/admin/messages?way=in&before=10",
)
OVERSIGHT: dict[str, tuple[Page, str]] = {
    "audit": (AUDIT, "audit"),
    "audit.empty": (replace(AUDIT, rows=(), filtered=False, next_href=""), "audit"),
    "audit.refused": (replace(AUDIT, rows=(), errors=(ErrorLink(href="#f-since", text="С: поправьте"),)), "audit"),
    "sessions": (SESSIONS, "sessions"),
    "sessions.empty": (replace(SESSIONS, rows=(), q="Никто", filtered=True, crowded=True, next_href=""), "sessions"),
    "tokens": (TOKENS, "sessions"),
    "messages": (MESSAGES, "messages"),
    "messages.empty": (replace(MESSAGES, rows=(), next_href=""), "messages"),
    "messages.out": (replace(MESSAGES, way="out", rows=(), next_href=""), "messages"),
    "messages.drop": (replace(MESSAGES, way="out"), "messages"),
    "failures": (FAILURES, "failures"),
    "failures.empty": (replace(FAILURES, groups=()), "failures"),
}
"""Every page of oversight with its states, by a short name."""
