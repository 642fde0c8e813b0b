"""Parts of a ticket's page for its life: who follows it, who does not hear, what it was, what comes after it."""

from __future__ import annotations

from dataclasses import dataclass

from okno.themes.parts import AnswerView, FieldView, PersonView


@dataclass(frozen=True, kw_only=True)
class WatcherView:
    """Somebody who follows a ticket."""

    person: PersonView
    can_remove: bool = False


@dataclass(frozen=True, kw_only=True)
class WatchPanel:
    """Who follows a ticket. Posts to /tickets/{n}/watchers: `who`; to /tickets/{n}/watchers/remove: `who` = id.

    `who` = "me" is oneself.
    """

    people: tuple[WatcherView, ...] = ()
    follows: bool = False  # whoever looks follows it
    can_follow: bool = False
    field: FieldView | None = None  # for a colleague; None: none can be added
    open: bool = False  # the form was refused, or is asked for
    note: str = ""  # what following means here


@dataclass(frozen=True, kw_only=True)
class UnheardView:
    """Somebody who was named in a comment and does not read it."""

    id: int
    line: str  # «Егор Чужой не видит эту заявку.»
    can_add: bool = False  # as a watcher: POST /tickets/{n}/watchers `who` = id


@dataclass(frozen=True, kw_only=True)
class PastFormView:
    """What the ticket was before: a former service with its answers."""

    title: str  # «Телефон, до 17 ноября, 10:12»
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True, kw_only=True)
class FollowUpView:
    """Ordering anew from a closed ticket. Posts to /tickets/{n}/follow-up: `text`, `once`."""

    line: str  # why it is not opened again
    once: str
    text: str = ""
    error: str = ""
