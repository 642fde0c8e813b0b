"""Samples of the page of personal data."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.admin import AdminPersonDataPage
from okno.themes.parts import ErrorLink, FieldView

_HELP = "Останется в журнале действий. Не указывайте в ней имя."
_DATA = AdminPersonDataPage(
    id=17,
    name="Вера Климова",
    export_fields=(FieldView(kind="text", name="why", label="Причина", help=_HELP),),
    forget_fields=(
        FieldView(kind="text", name="reason", label="Причина", value="Заявление", help=_HELP),
        FieldView(kind="text", name="login", label="Логин этого сотрудника", error="Это другой логин."),
    ),
    errors=(ErrorLink(href="#f-login", text="Логин: это другой логин."),),
)

PERSONAL = {
    "personal": _DATA,
    "personal.not-yet": replace(_DATA, errors=(), active=True),
    "personal.forgotten": replace(_DATA, errors=(), name="Сотрудник № 17", forgotten="сегодня, 10:12"),
}
"""By a short name."""
