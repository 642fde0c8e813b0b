"""Facts about the catalog."""

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class CatalogApplied(Event):
    """A new revision of the catalog is in force; `stream_id` is its number."""

    stream: ClassVar[str] = "catalog"
    audited: ClassVar[bool] = True
