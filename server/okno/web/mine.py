"""One's own requests, open and closed."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute

from okno.http import page
from okno.http.cursor import decode, encode
from okno.settings import Settings
from okno.text import N_
from okno.themes.contexts import ChipView, MinePage
from okno.tickets import reading
from okno.web.desk_counts import shown_count
from okno.web.requests import mine_rows
from okno.web.shell import Screen


class Mine(Screen):
    """What the person ordered, or what was ordered for him."""

    section = "mine"

    async def context(self) -> MinePage:
        """A page of the list."""
        closed = self.query.get("show") == "closed"
        cursor = self.query.get("cursor", "")
        after = tuple(decode(cursor, int, int)) if cursor else None
        found = await reading.mine(self.actor, closed=closed, after=after)
        show = "closed" if closed else "open"
        following = f"/tickets?show={show}&cursor={encode(*found.next)}" if found.next is not None else ""
        say = self.t.say
        count = shown_count(await reading.open_count(self.actor))
        return MinePage(
            show=show,
            rows=await mine_rows(found.items, self.actor, self.t),
            chips=(
                ChipView(href="/tickets", label=say(N_("Open")), count=count, current=not closed),
                ChipView(href="/tickets?show=closed", label=say(N_("Closed ones")), current=closed),
            ),
            next_href=following,
            live=f"person:{self.actor.id}",
        )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of the list."""
    return [page("/tickets", Mine, needs="ticket.own", methods=("GET",))]
