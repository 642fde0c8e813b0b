"""The page of one's own canned replies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.contexts import ErrorLink, FieldView, Page


@dataclass(frozen=True, kw_only=True)
class OwnReplyView:
    """One reply. Posts `act` = up | down | delete to `action`; its words are changed at `href`."""

    id: int
    title: str
    begins: str  # how its words begin
    href: str  # opens its form
    action: str
    first: bool = False
    last: bool = False


@dataclass(frozen=True, kw_only=True)
class VariableView:
    """A variable and what becomes of it."""

    name: str  # "{name}"
    meaning: str


@dataclass(frozen=True, kw_only=True)
class OwnRepliesPage(Page):
    """All of them, with the form of a new or of a chosen one (posts `title`, `text` to `action`)."""

    template: ClassVar[str] = "own-replies.html"
    rows: tuple[OwnReplyView, ...]
    fields: tuple[FieldView, ...]
    variables: tuple[VariableView, ...]
    action: str = "/profile/replies"
    editing: str = ""  # the title of the reply whose form it is, "" for a new one
    open: bool = False  # the form is open
    errors: tuple[ErrorLink, ...] = ()
    gone_title: str = ""  # what was just deleted; the form posts it back
    gone_text: str = ""
    back_href: str = ""  # the ticket that somebody came from
    back_label: str = ""
    number: str = ""  # of that ticket
