"""Samples of the pages of plugins."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.contexts import ErrorLink, FieldView, OptionView, Page, StateView
from okno.themes.plugins import (
    AddedGroup,
    AddedView,
    AdminPluginDataPage,
    AdminPluginPage,
    AdminPluginsPage,
    DataView,
    HealthLine,
    PluginFailureView,
    PluginView,
)

RUNS = PluginView(
    name="visits",
    href="/admin/plugins/visits",
    title="Пропуска",
    version="1.0.3",
    state=StateView(kind="done", icon="st-done", word="Работает"),
    text="Заказ пропусков для гостей.",
    icon="id-card",
    can_disable=True,
    settings_href="/admin/plugins/visits#settings",
    adds=(
        AddedGroup(
            title="Страницы", rows=(AddedView(title="/x/visits/today", href="/x/visits/today", line="нужно право"),)
        ),
        AddedGroup(title="Задания", rows=(AddedView(title="Уборка", name="x.visits.tidy", line="снова в 11:20"),)),
    ),
)
STOPPED = replace(
    RUNS,
    name="rooms",
    href="/admin/plugins/rooms",
    title="Переговорные",
    state=StateView(kind="late", icon="st-late", word="Остановлено"),
    text="Сервер выключил его: сбой за сбоем, ValueError (health).",
    advice="Всё остальное работает.",
    icon="puzzle",
    hot=True,
    can_enable=True,
    can_disable=False,
    settings_href="",
    adds=(),
)
PLUGINS = AdminPluginsPage(rows=(STOPPED, RUNS), summary="работают 1 из 2")
PLUGIN = AdminPluginPage(
    plugin=RUNS,
    summary="Заказ пропусков для гостей.",
    facts=(("Имя", "visits"), ("Версия", "1.0.3"), ("Папка", "/srv/okno/lib/python3.13/site-packages/okno_visits")),
    health=(HealthLine(text="Ящик: отвечает"), HealthLine(text="Турникет: не отвечает", well=False)),
    failures=(
        PluginFailureView(
            what="health", facts=("4 раза", "последний раз в 10:12"), error="OSError", place="hooks.py:41"
        ),
    ),
    waits=("2 задания не выполнены",),
    waits_href="/admin/failures",
    fields=(
        FieldView(kind="number", name="s.days", label="Дни", value="7", help="От 1 до 60. Обычно: 7.", short=True),
        FieldView(kind="secret", name="s.token", label="Ключ", help="Задано и не показывается.", optional=True),
        FieldView(kind="yes", name="s.clear.token", label="Убрать: Ключ"),
        FieldView(
            kind="choice",
            name="s.mood",
            label="Тон",
            options=(OptionView(value="calm", label="Тихо", selected=True), OptionView(value="loud", label="Громко")),
        ),
        FieldView(kind="long", name="s.hosts", label="Узлы", value="one.test\ntwo.test", optional=True),
    ),
    version=3,
    data_href="/admin/plugins/visits/data",
    data_note="Данные останутся, пока вы их не удалите.",
)
DATA = AdminPluginDataPage(
    name="visits",
    title="Пропуска",
    rows=(DataView(title="Таблица x_visits_pass", count="1 204 строки"), DataView(title="Настройки", count="3")),
    fields=(FieldView(kind="text", name="name", label="Имя расширения", help="Введите visits.", short=True),),
)
PLUGIN_PAGES: dict[str, tuple[Page, str]] = {
    "plugins": (PLUGINS, "plugins"),
    "plugins.empty": (AdminPluginsPage(rows=()), "plugins"),
    "plugins.off": (AdminPluginsPage(rows=(), off="Сервер запущен без расширений."), "plugins"),
    "plugin": (PLUGIN, "plugins"),
    "plugin.stopped": (replace(PLUGIN, plugin=STOPPED, fields=(), health=(), data_href="", data_note=""), "plugins"),
    "plugin.refused": (replace(PLUGIN, errors=(ErrorLink(href="#f-s-days", text="Дни: не больше 60"),)), "plugins"),
    "plugin-data": (DATA, "plugins"),
    "plugin-data.running": (replace(DATA, rows=(), fields=(), refused="Сначала выключите расширение."), "plugins"),
    "plugin-data.refused": (replace(DATA, errors=(ErrorLink(href="#f-name", text="Введите visits"),)), "plugins"),
}
"""Every page of plugins with its states, by a short name, and the section of the menu."""
