"""Pages."""

from __future__ import annotations

from okno.http import Guarded, Show
from okno.live import Hub
from okno.settings import Settings

show: Show | None = None


def routes(settings: Settings, hub: Hub) -> list[Guarded]:
    """All pages."""
    return []
