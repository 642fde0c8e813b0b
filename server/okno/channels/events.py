"""Facts about messages: by ids and keys, never a word of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Event):
    """A message that came in has become a ticket, or words in one. `stream_id` is the message."""

    stream: ClassVar[str] = "channel"
    channel: str
    ticket_id: int
    comment_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    """A message has been handed over to its channel. `stream_id` is the outgoing message."""

    stream: ClassVar[str] = "channel"
    channel: str
    ticket_id: int | None = None
    comment_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class MessageFailed(Event):
    """A message waits for a person. `direction` is in or out; `reason` is one of okno.channels.reasons."""

    stream: ClassVar[str] = "channel"
    channel: str
    direction: str
    reason: str
    ticket_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class MessageReleased(Event):
    """An administrator lets a message that was held go on, or has it tried again."""

    stream: ClassVar[str] = "channel"
    audited: ClassVar[bool] = True
    channel: str
    direction: str


@dataclass(frozen=True, kw_only=True)
class MessageDropped(Event):
    """An administrator throws a message away that was held or had failed."""

    stream: ClassVar[str] = "channel"
    audited: ClassVar[bool] = True
    channel: str
    direction: str
