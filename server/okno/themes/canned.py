"""A canned reply as the reply box offers it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CannedView:
    """A canned reply. Its link opens the page with the words in the box; with a script they are put in there."""

    key: str
    href: str
    title: str  # «Когда забрать»
    text: str  # ready to be sent
