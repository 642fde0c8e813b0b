"""Facts of telling people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticesWritten(Event):
    """There are new notices about the ticket `stream_id`; the topics say for whom."""

    stream: ClassVar[str] = "notice"
    about: int


@dataclass(frozen=True, kw_only=True)
class NoticesChosen(Event):
    """The person `stream_id` wants other notices than before: `changed` has groups with channels, or names of times."""

    stream: ClassVar[str] = "notice_choice"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NoticesTried(Event):
    """The person `stream_id` has had a notice sent to himself."""

    stream: ClassVar[str] = "notice_choice"


@dataclass(frozen=True, kw_only=True)
class DeviceSubscribed(Event):
    """A device of the person `stream_id` shows his notices."""

    stream: ClassVar[str] = "notice_choice"
    device: int


@dataclass(frozen=True, kw_only=True)
class DeviceRemoved(Event):
    """A device of the person `stream_id` shows them no more. `gone`: its push service said that it is not there."""

    stream: ClassVar[str] = "notice_choice"
    device: int
    gone: bool = False
