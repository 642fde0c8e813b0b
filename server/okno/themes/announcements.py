"""The declared contexts of announcements and outages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.bulletin import AnnouncementView
from okno.themes.contexts import Page
from okno.themes.parts import ErrorLink, FieldView


@dataclass(frozen=True, kw_only=True)
class AnnouncementsPage(Page):
    """All that a person may know of: now, planned, of the last 30 days."""

    template: ClassVar[str] = "announcements.html"
    now: tuple[AnnouncementView, ...]
    planned: tuple[AnnouncementView, ...]
    past: tuple[AnnouncementView, ...]
    can_publish: bool = False
    live: str = ""  # "announcements person:5"


@dataclass(frozen=True, kw_only=True)
class AnnouncementPage(Page):
    """One announcement. Posts `on` = 1 or 0 to /announcements/{id}/me-too, nothing to .../end."""

    template: ClassVar[str] = "announcement.html"
    one: AnnouncementView
    author: str  # «Опубликовала Вера Малинина, сегодня, 13:48»
    version: int
    can_end: bool = False
    notice: str = ""  # a refusal in one sentence
    live: str = ""


@dataclass(frozen=True, kw_only=True)
class AnnouncementFormPage(Page):
    """A new announcement or a changed one. Posts `fields` and `version` to `action`."""

    template: ClassVar[str] = "announcement-form.html"
    action: str
    fields: tuple[FieldView, ...]
    services: FieldView  # ticks, in a part that opens
    departments: FieldView
    errors: tuple[ErrorLink, ...] = ()
    version: int = 0  # 0: it is new
    title: str = ""  # of the one that is changed
    back_href: str = "/announcements"
    zone: str = ""  # «Москва»: whose time the fields are in
    once: str = ""
