"""Facts about webhooks. `stream_id` is the webhook; where it goes and its keys are never among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.api import Event


@dataclass(frozen=True, kw_only=True)
class HookMade(Event):
    """Somebody has made a webhook, which acts with his rights."""

    stream: ClassVar[str] = "x_webhooks"
    audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class HookChanged(Event):
    """Somebody has changed a webhook: `fields` names what. From now on it acts with his rights."""

    stream: ClassVar[str] = "x_webhooks"
    audited: ClassVar[bool] = True
    fields: tuple[str, ...]
    from_owner_id: int


@dataclass(frozen=True, kw_only=True)
class HookDeleted(Event):
    """Somebody has deleted a webhook, which can be taken back for a day, or has taken that back (`restored`)."""

    stream: ClassVar[str] = "x_webhooks"
    audited: ClassVar[bool] = True
    restored: bool = False


@dataclass(frozen=True, kw_only=True)
class HookPaused(Event):
    """The server has stopped a webhook: `why` is owner_left, owner_right, gone or failing."""

    stream: ClassVar[str] = "x_webhooks"
    audited: ClassVar[bool] = True
    why: str


@dataclass(frozen=True, kw_only=True)
class SecretRotated(Event):
    """A webhook has a new secret beside its old one, or has let go of the old one (`ended`)."""

    stream: ClassVar[str] = "x_webhooks"
    audited: ClassVar[bool] = True
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class DeliveriesReplayed(Event):
    """Somebody has had `count` deliveries of a webhook sent again."""

    stream: ClassVar[str] = "x_webhooks"
    audited: ClassVar[bool] = True
    count: int
