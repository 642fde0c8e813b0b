"""The declared contexts of the pages that link, merge and split tickets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.contexts import Page
from okno.themes.parts import ErrorLink, FieldView, MiniRow, OptionView


@dataclass(frozen=True, kw_only=True)
class LinksPage(Page):
    """Looking for a ticket to link with. GET ?q=&kind=; posts `kind` and `to` (a number) to the same address."""

    template: ClassVar[str] = "links.html"
    number: int
    subject: str
    kinds: tuple[OptionView, ...]
    q: str = ""  # what is searched for
    rows: tuple[MiniRow, ...] = ()  # found, at most 20
    error: str = ""  # why it was refused


@dataclass(frozen=True, kw_only=True)
class MergePage(Page):
    """What a merge would do. GET ?into= shows it; posts `into` and `version` to the same address."""

    template: ClassVar[str] = "merge.html"
    number: int
    version: int
    source: MiniRow
    goal: MiniRow | None = None  # None: it is to be named first
    into: str = ""  # what was typed
    effects: tuple[str, ...] = ()  # what happens, in sentences
    error: str = ""  # the number can't be meant
    refusal: str = ""  # why these two can't be one, with advice
    back: MiniRow | None = None  # the other way round is possible: what would go on then


@dataclass(frozen=True, kw_only=True)
class SplitPage(Page):
    """What becomes a ticket of its own. Posts `fields` and `comment` to the same address."""

    template: ClassVar[str] = "split.html"
    number: int
    subject: str
    customer: str  # for whom it is ordered
    fields: tuple[FieldView, ...]  # service, subject, text
    once: str  # the key of this very form: sent twice, it orders once
    comment: str = ""  # id of the message whose words these are
    files: int = 0  # of that message, which go along
    errors: tuple[ErrorLink, ...] = ()
