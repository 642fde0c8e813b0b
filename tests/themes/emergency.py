"""Samples of the page of emergency access."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.admin import AdminEmergencyPage, EmergencyView
from okno.themes.contexts import ErrorLink, FieldView, Page

EMERGENCY_PAGE = AdminEmergencyPage(
    fields=(
        FieldView(kind="text", name="number", label="Номер заявки", value="10427", max_chars=24),
        FieldView(
            kind="long",
            name="reason",
            label="Причина",
            value="Надо",
            help="Что случилось и почему это не может ждать команду.",
            error="Напишите причину: от 10 до 1000 знаков.",
            max_chars=1000,
        ),
    ),
    rows=(
        EmergencyView(
            number="10427",
            href="/tickets/10427",
            until="до 12:40",
            until_iso="2026-11-23T09:40:00.000Z",
            left="Осталось 47 мин",
            reason="Сотрудника нет на месте,\nа срок подачи сегодня",
        ),
    ),
    minutes=60,
    errors=(ErrorLink(href="#f-reason", text="Причина: от 10 до 1000 знаков"),),
)
EMERGENCIES: dict[str, Page] = {
    "emergency": EMERGENCY_PAGE,
    "emergency.empty": replace(EMERGENCY_PAGE, rows=(), errors=()),
}
"""The page with its states, by a short name."""
