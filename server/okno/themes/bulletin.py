"""An announcement as pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from okno.themes.parts import ServiceLine


@dataclass(frozen=True, kw_only=True)
class AnnouncementView:
    """An announcement in words: on the portal, beside a form, in the desk, on its own page."""

    id: int
    href: str  # "/announcements/7"
    kind: str  # "outage" | "works" | "news"
    word: str  # «Сбой», «Работы», «Новость»
    stage: str  # "planned" | "now" | "past"
    icon: str
    title: str
    when: str  # «Исправим сегодня до 14:00», «21 ноября с 8:00 до 12:00»
    text: str = ""  # plain, with line breaks
    line: str = ""  # the beginning of the text, on one line
    posted: str = ""  # «сегодня, 13:48»: published or last changed
    iso: str = ""
    can_say: bool = False  # «У меня тоже» can be said or taken back
    affected: bool = False  # this person has said it
    count: str = ""  # «у 12 человек», "" for whom it is not
    services: tuple[ServiceLine, ...] = ()  # those that this person has
    departments: str = ""  # for whom it is, "" everybody
    edit_href: str = ""  # for who may change it
