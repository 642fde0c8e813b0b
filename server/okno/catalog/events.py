"""Facts about the catalog."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from okno.events import Event

Doing = Literal["saved", "removed", "renewed", "discarded", "published"]


@dataclass(frozen=True, kw_only=True)
class CatalogApplied(Event):
    """A new revision of the catalog is in force; `stream_id` is its number."""

    stream: ClassVar[str] = "catalog"
    audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class CatalogDrafted(Event):
    """Somebody did something with the draft of an item (`kind/key`); `stream_id` is that of the draft."""

    stream: ClassVar[str] = "catalog_draft"
    item: str
    doing: Doing


@dataclass(frozen=True, kw_only=True)
class ServiceOwnerSet(Event):
    """A service has another owner, or none; `service` is its key."""

    stream: ClassVar[str] = "catalog"
    audited: ClassVar[bool] = True
    service: str
    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class FavouriteChanged(Event):
    """A person keeps a service at hand, or does no more."""

    stream: ClassVar[str] = "favourite"
    service: str
    kept: bool
