"""The desk: a queue of tickets, narrowed, ordered and shown as its reader likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import may
from okno.announcements import PUBLISH
from okno.catalog.shelf import Shelf
from okno.errors import Forbidden, Invalid, NotFound
from okno.http import Page, page
from okno.http.cursor import decode, encode
from okno.people import preferences
from okno.settings import Settings
from okno.teams import Team
from okno.text import N_, Phrase
from okno.themes.contexts import ChipView, DeskPage, SideGroup, SideItem
from okno.themes.desk_parts import GoneRow
from okno.tickets import Ticket, reading
from okno.tickets.reading import PAGE, Wish
from okno.tickets.sorting import SORTS, Key
from okno.web import desk_columns
from okno.web.bulletin import troubles
from okno.web.desk_address import CHIPS, Address
from okno.web.desk_conditions import Conditions
from okno.web.desk_counts import Queues, shown_count
from okno.web.desk_gone import gone_rows, rows_of
from okno.web.desk_lists import Lists
from okno.web.desk_rows import Rows
from okno.web.desk_tools import Place, Tools
from okno.web.resting import line_groups, rest_view
from okno.web.shell import Screen

WORDS: Mapping[str, Phrase] = {
    "all": N_("All"),
    "nobody": N_("Nobody’s"),
    "overdue": N_("Overdue"),
    "waiting": N_("Waiting"),
    "done": N_("Done"),
    "closed": N_("Closed ones"),
}
NOTHING: Mapping[str, Phrase] = {
    "all": N_("There is no work here. New tickets appear by themselves."),
    "nobody": N_("Every ticket has its assignee."),
    "overdue": N_("Nothing is overdue."),
    "waiting": N_("Nobody is waited for."),
    "done": N_("Nothing waits for its requester’s word."),
    "closed": N_("Nothing has been closed yet."),
}
PREFERENCES = "desk."
PREVIEW = "desk.preview"


async def first_queue(current: Page) -> Response:
    """Goes to the first queue of the agent; whoever is none learns how one becomes one."""
    if not may(current.actor, "desk.open"):
        raise Forbidden(N_("The desk is for those who do the work. An administrator gives the role “Agent”."))
    queues = await Queues.of(current.actor, current.t.locale)
    return current.redirect(f"/desk/{queues.teams[0].key}" if queues.teams else "/desk/mine")


def columns_key(queue: str | int) -> str:
    """The preference with the columns of a queue; that of a team goes by its id."""
    return f"desk.columns.{queue}"


class Desk(Screen):
    """A queue: one's own tickets, those of all one's teams, or those of one team."""

    section = "desk"

    async def load(self) -> None:
        """Finds the queue among those of the agent."""
        self.key = str(self.params["queue"])
        self.address = Address.of(self.key, self.request.query_params.multi_items())
        # A condition that is only just sent from its form gets its readable address first.
        self.moved = await Conditions.sent(self.address, self.request.query_params)
        narrowed = None if self.address.plain or self.address.saved else self.address.wish("all")
        self.queues = await Queues.of(self.actor, self.t.locale, narrowed, self._filters)
        self.team: Team | None = self.queues.team(self.key)
        if self.team is None and self.key not in ("mine", "all"):
            raise NotFound(N_("There is no such queue, or you may not see it."))

    @property
    def queue(self) -> str | int:
        """The queue as reading knows it."""
        return self.team.id if self.team is not None else self.key

    async def context(self) -> DeskPage | Response:
        """A page of the queue."""
        if self.moved is not None:
            return self.redirect(self.moved.href())
        address = self.address
        liked = await preferences.get_all(self.actor.id, PREFERENCES)
        columns = desk_columns.sound(liked.get(columns_key(self.queue)))
        cursor = self.query.get("cursor", "")
        found = await reading.page(self.actor, address.wish(self.queue, after=self._after(cursor)))
        # How many each filter holds under the search and the conditions of now.
        numbers = self.queues.beside
        lists = await Lists.of(self.actor, self.queues.teams)
        whole = found.next is None and not cursor
        late = shown_count(numbers["overdue"]) if numbers and address.filter == "all" and not address.whole else ""
        shelf = await Shelf.for_work(self.actor.id, {team.key for team in self.queues.teams})
        rows = Rows(self.actor, self.t, self.settings.time_zone, columns, shelf.services)
        place = Place(self, address, self.queues, self.team, lists, shelf.services)
        tools = Tools(place, columns, preview=bool(liked.get(PREVIEW, True)))
        return DeskPage(
            queue=self.key,
            title=self._title(lists),
            count=self._count(numbers, len(found.items), whole=whole),
            side=await self._side(lists, hot=numbers.get("overdue", 0) > 0),
            chips=self._chips(numbers),
            groups=await rows.groups(found.items, by_clock=address.by_clock, late=late, whole=whole),
            next_href=address.href(("cursor", encode(address.order, *found.next))) if found.next is not None else "",
            empty=self._empty(),
            empty_href=self._drop(),
            empty_link=self._drop_word() if self._drop() else "",
            q=address.q,
            found=self._found(len(found.items), whole=whole),
            drop_href=self._drop() if address.q else "",
            wider_href=address.href(queue="all", saved="") if address.q and self.key != "all" else "",
            bulletins=await troubles(self.actor, self.t),
            can_publish=may(self.actor, PUBLISH),
            live=self.topics,
            here=address.href(),
            rest=await rest_view(self.actor, self.team, self.t, self.settings.time_zone),
            tools=await tools.view(await self._gone(found.items)),
        )

    async def _gone(self, listed: Sequence[Ticket]) -> tuple[GoneRow, ...]:
        """What has become of rows of the open page that the list holds no more; further pages hold theirs still."""
        missing = rows_of(self.request) - {one.id for one in listed}
        if not missing:
            return ()
        wish = replace(self.address.wish(self.queue, limit=reading.LARGEST_PAGE), ids=tuple(missing))
        still = {one.id for one in (await reading.page(self.actor, wish)).items}
        return await gone_rows(self, sorted(missing - still))

    @property
    def topics(self) -> str:
        """What the page depends on."""
        teams = [self.team] if self.team is not None else self.queues.teams
        return " ".join([*(f"team:{team.id}" for team in teams), f"person:{self.actor.id}"])

    def _after(self, cursor: str) -> Key | None:
        if not cursor:
            return None
        order = self.address.order
        by, key, number = decode(cursor, str, SORTS[order].kind, int)
        if by != order:
            raise Invalid(
                {"cursor": N_("This cursor belongs to another order of the list. Start from the first page.")}
            )
        return key, number

    def _filters(self, teams: Sequence[Team]) -> Mapping[str, Wish]:
        """What is counted for the filters of this queue, if it is one of the agent's."""
        queues: dict[str, str | int] = {"mine": "mine", "all": "all", **{team.key: team.id for team in teams}}
        if self.key not in queues:
            return {}
        queue = queues[self.key]
        return reading.to_count_filters(queue, self.address.wish(queue))

    # Words -------------------------------------------------------------------------------------------------------

    def _title(self, lists: Lists) -> str:
        named = lists.title(self.address.saved, self.t)
        if named:
            return named
        if self.team is not None:
            return self.team.name(self.t.locale)
        return self.t.say(N_("My tickets") if self.key == "mine" else N_("All my teams"))

    def _count(self, numbers: Mapping[str, int], shown: int, *, whole: bool) -> str:
        """How many the list holds; of one that goes on and is not counted, that there are more than these."""
        if not self.address.whole and self.address.filter in numbers:
            return shown_count(numbers[self.address.filter])
        return str(shown) if whole else f"{PAGE}+"

    async def _side(self, lists: Lists, *, hot: bool) -> tuple[SideGroup, ...]:
        saved = self.address.saved if lists.title(self.address.saved, self.t) else ""
        narrowed = None if self.address.plain or self.address.saved else lambda key: self.address.href(queue=key)
        queues = self.queues.side(self.t, "" if saved else self.key, hot=hot and not saved, narrowed=narrowed)
        lines = await line_groups(self.actor, self.team, self.t, self.address)
        return (*queues, *lines, *lists.side(self.t, saved), *self._led())

    def _led(self) -> tuple[SideGroup, ...]:
        """The ways to the board and to the members and lines of this team, for whoever leads it."""
        if self.team is None or self.team.id not in self.actor.teams_with("team.lead"):
            return ()
        here = f"/desk/{self.team.key}"
        board = SideItem(href=f"{here}/board", label=self.t.say(N_("Board")), icon="layout-grid")
        team = SideItem(href=f"{here}/team", label=self.t.say(N_("Members and lines")), icon="users")
        return (SideGroup(items=(board, team)),)

    def _chips(self, numbers: Mapping[str, int]) -> tuple[ChipView, ...]:
        tones = {"overdue": "late"}
        return tuple(
            ChipView(
                href=self.address.href(filter=name),
                label=self.t.say(WORDS[name]),
                count=shown_count(numbers[name]) if numbers.get(name) and not self._uncounted(name) else "",
                current=name == self.address.filter,
                tone=tones.get(name, "") if numbers.get(name) else "",
            )
            for name in CHIPS
            if not (name == "nobody" and self.key == "mine")
        )

    def _uncounted(self, name: str) -> bool:
        """What is over is found by a search, but not counted beside what is open."""
        return name == "all" and self.address.whole

    def _empty(self) -> str:
        if self.address.q:
            return self.t.say(N_("Nothing found for “%(q)s”.", q=self.address.q))
        if not self.queues.teams:
            return self.t.say(N_("You are in no team yet. An administrator adds people to teams."))
        if self.address.criteria:
            return self.t.say(N_("Nothing meets these conditions."))
        return self.t.say(NOTHING[self.address.filter])

    def _drop(self) -> str:
        """The address without the last thing that narrows it: the search, a condition, the filter; "" without any."""
        address = self.address
        if address.q:
            return address.href(q="")
        if address.criteria:
            return address.without(len(address.criteria) - 1).href()
        return address.href(filter="all") if address.filter != "all" else ""

    def _drop_word(self) -> str:
        if self.address.q:
            return self.t.say(N_("Drop the search"))
        return self.t.say(N_("Drop the last condition") if self.address.criteria else N_("Drop the filter"))

    def _found(self, n: int, *, whole: bool) -> str:
        """How many were found; of a list that goes on only that there are more than these."""
        if not self.address.q:
            return ""
        return self.t.say(N_("Found %(n)s", n=str(n) if whole else f"{PAGE}+"))


class View(Desk):
    """How a person likes this queue: its columns, and whether a ticket is shown beside it."""

    async def act(self) -> Response:
        """Keeps what was chosen."""
        if self.text("preview"):
            await preferences.put(self.actor.id, PREVIEW, None if self.text("preview") == "on" else False)
        if self.text("columns") == "usual":
            await preferences.put(self.actor.id, columns_key(self.queue), None)
        elif self.text("columns"):
            ticked = [one for one in self.form.getlist("column") if isinstance(one, str)]
            await preferences.put(self.actor.id, columns_key(self.queue), list(desk_columns.from_form(ticked)))
        return self.redirect(self.text("next", f"/desk/{self.key}"))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of the desk."""
    return [
        page("/desk", first_queue, needs="ticket.own", methods=("GET",)),
        page("/desk/{queue}", Desk, needs="desk.open", methods=("GET",)),
        page("/desk/{queue}/view", View, needs="desk.open", methods=("POST",)),
    ]
