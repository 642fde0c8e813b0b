"""The frame of a page at the desk, for those that are no list of tickets."""

from __future__ import annotations

from dataclasses import dataclass

from okno.themes.contexts import Page
from okno.themes.parts import SideGroup


@dataclass(frozen=True, kw_only=True)
class DeskContext(Page):
    """What a page inside the desk needs for its side; its template extends desk-frame.html."""

    title: str
    side: tuple[SideGroup, ...]
    queue: str = "all"  # where the search for tickets looks
    q: str = ""
    live: str = ""  # topics that the side depends on
