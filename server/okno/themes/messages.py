"""The declared context of messages of channels that wait for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.contexts import Page
from okno.themes.parts import ChipView


@dataclass(frozen=True, kw_only=True)
class HeldView:
    """A message that failed or is held. Nothing of what it says."""

    id: int
    icon: str
    title: str  # «Письма, hr: ivan@example.com»
    why: str  # the reason in a sentence
    facts: tuple[str, ...]  # «сегодня, 10:12», «14 КБ», «3 попытки»
    error: str = ""  # class of the error, never its text
    number: str = ""  # of its request, for who sees it
    waits: bool = False  # it goes on by itself
    can_release: bool = False


@dataclass(frozen=True, kw_only=True)
class AdminMessagesPage(Page):
    """Messages that wait. GET ?way=in|out&before=; POST `way`, `id`, `act` = release | retry | drop."""

    template: ClassVar[str] = "admin-messages.html"
    way: str  # "in" | "out"
    ways: tuple[ChipView, ...]
    rows: tuple[HeldView, ...]
    next_href: str = ""
