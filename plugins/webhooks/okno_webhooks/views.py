"""The declared contexts of the pages of webhooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.api import PageContext
from okno.api.themes import ChipView, ErrorLink, FieldView, OptionView, StateView


@dataclass(frozen=True, kw_only=True)
class HookLine:
    """A webhook in the list."""

    id: int
    title: str
    host: str
    state: StateView
    facts: tuple[str, ...]  # what it tells, when it was heard of last, what waits
    why: str = ""  # why the server has stopped it


@dataclass(frozen=True, kw_only=True)
class HooksPage(PageContext):
    """All webhooks."""

    template: ClassVar[str] = "x/webhooks/hooks.html"
    rows: tuple[HookLine, ...]
    deleted: tuple[HookLine, ...]  # those that can be taken back
    full: str = ""  # why there can be no more


@dataclass(frozen=True, kw_only=True)
class HookPage(PageContext):
    """One webhook: a new one, or as it is, in a form."""

    template: ClassVar[str] = "x/webhooks/hook.html"
    id: int  # 0 for a new one
    title: str
    version: int
    fields: tuple[FieldView, ...]
    scope: tuple[FieldView, ...]  # teams and services, when there is something to choose
    scope_open: bool
    active: FieldView
    headers: tuple[tuple[FieldView, FieldView], ...]  # name and value
    headers_error: str
    errors: tuple[ErrorLink, ...]
    eyes: str  # with whose rights it acts
    state: StateView | None = None
    notes: tuple[str, ...] = ()  # what to know before it is saved
    why: str = ""  # why the server has stopped it
    overlap: str = ""  # until when the secret before is good, too; "" when there is none


@dataclass(frozen=True, kw_only=True)
class SecretPage(PageContext):
    """The secret of a webhook, shown once."""

    template: ClassVar[str] = "x/webhooks/secret.html"
    id: int
    title: str
    secret: str
    fresh: bool  # the webhook is new, too
    overlap: str = ""  # until when the one before is good


@dataclass(frozen=True, kw_only=True)
class DeliveryLine:
    """A delivery in the log."""

    id: int
    key: str
    kind: str
    number: str  # of its request, for who sees that; else ""
    state: StateView
    facts: tuple[str, ...]
    error: str  # what went wrong, in words
    answer: str  # the first letters of the answer, for who sees the request
    hidden: bool  # there is an answer that the reader may not see
    can_replay: bool
    iso: str
    time: str


@dataclass(frozen=True, kw_only=True)
class LogPage(PageContext):
    """The deliveries of a webhook."""

    template: ClassVar[str] = "x/webhooks/log.html"
    id: int
    title: str
    lead: str
    why: str
    tabs: tuple[ChipView, ...]
    action: str  # where the forms are sent, with the filter of the list
    rows: tuple[DeliveryLine, ...]
    filtered: bool
    next_href: str
    periods: tuple[OptionView, ...]  # for what was given up
    failed: bool  # there is something that was given up
    notice: str = ""
