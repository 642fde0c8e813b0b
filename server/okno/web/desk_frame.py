"""Pages at the desk that are no list of tickets, such as those of plugins: they stand beside the queues."""

from __future__ import annotations

from typing import TypedDict

from okno.themes.parts import SideGroup
from okno.web.desk_counts import Queues
from okno.web.shell import Screen


class Frame(TypedDict):
    """What a DeskContext has besides what is its own."""

    title: str
    side: tuple[SideGroup, ...]
    live: str


class DeskScreen(Screen):
    """A page at the desk. Its context is a DeskContext: `Report(**await self.frame(title), ...)`."""

    async def frame(self, title: str) -> Frame:
        """The title of the page and the queues beside it."""
        queues = await Queues.of(self.actor, self.t.locale)
        live = " ".join([*(f"team:{team.id}" for team in queues.teams), f"person:{self.actor.id}"])
        return Frame(title=title, side=queues.side(self.t), live=live)
