"""Samples of what plugins add to pages of the core, by the pages that they are added to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from okno.themes.contexts import AdminEntry, Page, Shell
from okno.themes.menus import MenuLink, Menus
from okno.themes.overview import ReportView
from okno.themes.search import OtherHit

MENUS = Menus(
    top=(MenuLink(href="/x/canteen", label="Столовая"), MenuLink(href="/x/bus", label="Развозка", current=True)),
    desk=(MenuLink(href="/x/feedback/report", label="Оценки", icon="star"),),
    profile=(MenuLink(href="/x/canteen/mine", label="Мои обеды", icon="tag"),),
)
SECTION = AdminEntry(section="/x/feedback/report", href="/x/feedback/report", label="Оценки", group="Расширения")
ADDED: Mapping[str, Mapping[str, Any]] = {
    "portal": {},
    "desk": {},
    "profile.agent": {},
    "people": {},
    "person": {"source": "То, что здесь нельзя изменить, приходит из «Каталог». Изменить это можно там."},
    "sign-in": {"methods": (MenuLink(href="/x/directory/door?next=%2F", label="Войти: Каталог", icon="key-round"),)},
    "overview": {"reports": (ReportView(href="/x/feedback/report", title="Оценки", summary="Что думают о работе"),)},
    "search.empty": {
        "empty": "",
        "kind": "calls.calls",
        "others": (OtherHit(href="/x/calls/5", title="Звонок", line="вчера, 12:40"), OtherHit(href="/x", title="Ещё")),
        "others_title": "Звонки",
    },
}


def plugged(pages: Mapping[str, tuple[Page, Shell]]) -> dict[str, tuple[Page, Shell]]:
    """The samples of `pages` with what plugins add."""
    found = {}
    for name, more in ADDED.items():
        page, shell = pages[name]
        admin = (*shell.admin, SECTION) if shell.admin else ()
        menus = MENUS if shell.person is not None else shell.menus
        found[f"{name}.plugged"] = (replace(page, **more), replace(shell, menus=menus, admin=admin))
    return found
