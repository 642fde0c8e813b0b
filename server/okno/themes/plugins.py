"""The declared contexts of plugins: what is there, in which state, with which settings, and what it would leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.contexts import Page
from okno.themes.parts import ErrorLink, FieldView, StateView


@dataclass(frozen=True, kw_only=True)
class AddedView:
    """One thing that a plugin adds."""

    title: str
    name: str = ""  # as the program calls it: a path, a key, the name of a table
    line: str = ""  # «снова сегодня, 10:20»
    href: str = ""  # of a page that can be opened


@dataclass(frozen=True, kw_only=True)
class AddedGroup:
    """Things of one sort that a plugin adds."""

    title: str  # «Страницы»
    rows: tuple[AddedView, ...]


@dataclass(frozen=True, kw_only=True)
class PluginView:
    """A plugin with its state."""

    name: str
    href: str
    title: str
    version: str
    state: StateView
    text: str  # one sentence: what it is for, or why it does not run
    advice: str = ""  # what to do about it
    icon: str = "puzzle"
    hot: bool = False  # it needs a person
    can_enable: bool = False
    can_disable: bool = False
    settings_href: str = ""  # "" when it has none
    adds: tuple[AddedGroup, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AdminPluginsPage(Page):
    """Every plugin that is found, those that need a person first."""

    template: ClassVar[str] = "admin-plugins.html"
    rows: tuple[PluginView, ...]
    summary: str = ""  # «Работают 3 из 4»
    off: str = ""  # why none or only some are looked at: the server was started so


@dataclass(frozen=True, kw_only=True)
class PluginFailureView:
    """Failures of one sort."""

    what: str  # where in the plugin: the name of a hook, a job, a page
    facts: tuple[str, ...]  # «4 раза», «последний раз сегодня, 10:12»
    error: str  # class of the error, never its text
    place: str = ""  # «hooks.py:41»


@dataclass(frozen=True, kw_only=True)
class HealthLine:
    """What a plugin says about itself."""

    text: str
    well: bool = True


@dataclass(frozen=True, kw_only=True)
class AdminPluginPage(Page):
    """One plugin. POST saves its settings (`version`, `fields`); POST .../enable and .../disable switch it."""

    template: ClassVar[str] = "admin-plugin.html"
    plugin: PluginView
    summary: str  # what it is for
    facts: tuple[tuple[str, str], ...]  # name, version, licence ...: label and value
    health: tuple[HealthLine, ...] = ()
    failures: tuple[PluginFailureView, ...] = ()
    waits: tuple[str, ...] = ()  # «2 события ждут доставки», «1 задание не выполнено»
    waits_href: str = ""  # where they are dealt with; "" for who may not
    fields: tuple[FieldView, ...] = ()
    version: int = 0
    errors: tuple[ErrorLink, ...] = ()
    data_href: str = ""  # removal of its data; "" while it may not be removed
    data_note: str = ""  # why not, or that it keeps it


@dataclass(frozen=True, kw_only=True)
class DataView:
    """Something that would be removed, and how much of it there is."""

    title: str
    count: str


@dataclass(frozen=True, kw_only=True)
class AdminPluginDataPage(Page):
    """What the removal of a plugin's data takes away. POST `name` (typed once more) removes it."""

    template: ClassVar[str] = "admin-plugin-data.html"
    name: str
    title: str
    rows: tuple[DataView, ...]
    fields: tuple[FieldView, ...]  # the name, to be typed
    errors: tuple[ErrorLink, ...] = ()
    refused: str = ""  # why it can't be removed now
