"""Facts about announcements. Their words stay out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class AnnouncementPublished(Event):
    """An announcement can be read; `sort` is its kind."""

    stream: ClassVar[str] = "announcement"
    audited: ClassVar[bool] = True
    sort: str


@dataclass(frozen=True, kw_only=True)
class AnnouncementChanged(Event):
    """Some properties of an announcement have changed; `fields` names them."""

    stream: ClassVar[str] = "announcement"
    audited: ClassVar[bool] = True
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AnnouncementEnded(Event):
    """What an announcement told of is over; by itself when nobody has ended it."""

    stream: ClassVar[str] = "announcement"
    audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class AffectedChanged(Event):
    """Somebody has said of an outage that he has it too, or has it no more."""

    stream: ClassVar[str] = "announcement"
    affected: bool
