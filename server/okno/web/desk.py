"""The desk: a queue of tickets, grouped by the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import may
from okno.announcements import PUBLISH
from okno.catalog import registry
from okno.clock import from_us, now_us
from okno.errors import Forbidden, NotFound
from okno.http import Page, page
from okno.http.cursor import decode, encode
from okno.people import Person, get_many
from okno.settings import Settings
from okno.teams import Team
from okno.text import N_, Phrase, one_line, pick
from okno.themes.contexts import ChipView, DeskPage, PersonView, RowGroup, RowView, SideGroup, SideItem
from okno.tickets import Ticket, reading
from okno.tickets.reading import PAGE, Wish
from okno.tickets.story import last_moves
from okno.web.away import Away
from okno.web.bulletin import troubles
from okno.web.clockview import clock_view, kind_of
from okno.web.desk_counts import Queues, shown_count
from okno.web.faces import person_view, state_view
from okno.web.notices import unread_of
from okno.web.shell import Screen

GROUPS: Mapping[str, Phrase] = {
    "late": N_("Overdue"),
    "burn": N_("Burning"),
    "today": N_("Today"),
    "later": N_("Tomorrow and later"),
    "pause": N_("On hold"),
    "done": N_("Done"),
}
CHIPS: Mapping[str, Phrase] = {
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
LONGEST_QUERY = 100


async def first_queue(current: Page) -> Response:
    """Goes to the first queue of the agent; whoever is none learns how one becomes one."""
    if not may(current.actor, "desk.open"):
        raise Forbidden(N_("The desk is for those who do the work. An administrator gives the role “Agent”."))
    queues = await Queues.of(current.actor, current.t.locale)
    return current.redirect(f"/desk/{queues.teams[0].key}" if queues.teams else "/desk/mine")


class Desk(Screen):
    """A queue: one's own tickets, those of all one's teams, or those of one team."""

    section = "desk"

    async def load(self) -> None:
        """Finds the queue among those of the agent."""
        self.key = str(self.params["queue"])
        self.queues = await Queues.of(self.actor, self.t.locale)
        self.team: Team | None = self.queues.team(self.key)
        if self.team is None and self.key not in ("mine", "all"):
            raise NotFound(N_("There is no such queue, or you may not see it."))
        self.filter = self.query.get("filter", "") if self.query.get("filter") in CHIPS else "all"
        self.q = one_line(self.query.get("q", ""), LONGEST_QUERY)

    @property
    def queue(self) -> str | int:
        """The queue as reading knows it."""
        return self.team.id if self.team is not None else self.key

    async def context(self) -> DeskPage:
        """A page of the queue."""
        cursor = self.query.get("cursor", "")
        wish = Wish(
            queue=self.queue,
            # A search finds what is closed too, unless a filter says otherwise.
            filter="any" if self.q and self.filter == "all" else self.filter,
            q=self.q,
            sort="updated" if self.filter == "closed" else "due",
            after=tuple(decode(cursor, int, int)) if cursor else None,
        )
        found = await reading.page(self.actor, wish)
        numbers = await reading.filter_counts(self.actor, self.queue) if self.queues.teams else {}
        whole = found.next is None and not cursor
        teams = " ".join(f"team:{team.id}" for team in ([self.team] if self.team is not None else self.queues.teams))
        return DeskPage(
            queue=self.key,
            title=self._title(),
            count=shown_count(self.queues.count(self.queue)),
            side=(*self.queues.side(self.t, self.key, hot=numbers.get("overdue", 0) > 0), *self._led()),
            chips=self._chips(numbers),
            groups=await self._groups(found.items, numbers, whole=whole),
            next_href=self._href(cursor=encode(*found.next)) if found.next is not None else "",
            empty=self._empty(),
            empty_href=self._drop(),
            empty_link=self._drop_word() if self._drop() else "",
            q=self.q,
            found=self._found(len(found.items), whole=whole),
            drop_href=self._drop() if self.q else "",
            wider_href=f"/desk/all?{urlencode({'q': self.q})}" if self.q and self.key != "all" else "",
            bulletins=await troubles(self.actor, self.t),
            can_publish=may(self.actor, PUBLISH),
            live=f"{teams} person:{self.actor.id}".strip(),
        )

    def _led(self) -> tuple[SideGroup, ...]:
        """The way to the members and lines of this team, for whoever leads it."""
        if self.team is None or self.team.id not in self.actor.teams_with("team.lead"):
            return ()
        label = self.t.say(N_("Members and lines"))
        return (SideGroup(items=(SideItem(href=f"/desk/{self.team.key}/team", label=label, icon="users"),)),)

    def _title(self) -> str:
        if self.team is not None:
            return self.team.name(self.t.locale)
        return self.t.say(N_("My tickets") if self.key == "mine" else N_("All my teams"))

    def _empty(self) -> str:
        if self.q:
            return self.t.say(N_("Nothing found for “%(q)s”.", q=self.q))
        if not self.queues.teams:
            return self.t.say(N_("You are in no team yet. An administrator adds people to teams."))
        return self.t.say(NOTHING[self.filter])

    def _drop(self) -> str:
        """The address without the last condition: the search, then the filter; empty when there is none."""
        if self.q:
            return self._href(q="")
        return f"/desk/{self.key}" if self.filter != "all" else ""

    def _drop_word(self) -> str:
        return self.t.say(N_("Drop the search") if self.q else N_("Drop the filter"))

    def _found(self, n: int, *, whole: bool) -> str:
        """How many were found; of a list that goes on only that there are more than these."""
        if not self.q:
            return ""
        return self.t.say(N_("Found %(n)s", n=str(n) if whole else f"{PAGE}+"))

    def _href(self, **change: str) -> str:
        wanted = {"filter": "" if self.filter == "all" else self.filter, "q": self.q, **change}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"/desk/{self.key}" + (f"?{query}" if query else "")

    def _chips(self, numbers: Mapping[str, int]) -> tuple[ChipView, ...]:
        tones = {"overdue": "late"}
        return tuple(
            ChipView(
                href=self._href(filter="" if name == "all" else name),
                label=self.t.say(label),
                # The numbers are those of the queue, not of what was found in it.
                count=shown_count(numbers[name]) if numbers.get(name) and not self.q else "",
                current=name == self.filter,
                tone=tones.get(name, "") if numbers.get(name) else "",
            )
            for name, label in CHIPS.items()
            if not (name == "nobody" and self.key == "mine")
        )

    async def _groups(
        self, tickets: Sequence[Ticket], numbers: Mapping[str, int], *, whole: bool
    ) -> tuple[RowGroup, ...]:
        now = now_us()
        grouped: dict[str, list[Ticket]] = {}
        for ticket in tickets:
            grouped.setdefault(self._group(ticket, now), []).append(ticket)
        rows = await self._rows(tickets, now)
        return tuple(
            RowGroup(
                kind=kind,
                title=self.t.say(title),
                count=self._count(kind, len(grouped[kind]), numbers, whole=whole),
                rows=tuple(rows[ticket.id] for ticket in grouped[kind]),
            )
            for kind, title in GROUPS.items()
            if kind in grouped
        )

    def _count(self, kind: str, shown: int, numbers: Mapping[str, int], *, whole: bool) -> str:
        """How many there are in all, when that is known."""
        if whole:
            return str(shown)
        return shown_count(numbers["overdue"]) if kind == "late" and self.filter == "all" and not self.q else ""

    def _group(self, ticket: Ticket, now: int) -> str:
        kind = kind_of(ticket, now)
        if kind in ("none", "done"):
            return "done"
        if kind != "fine":
            return kind
        today = self.t.local(from_us(now)).date()
        return "today" if self.t.local(from_us(ticket.due_sort)).date() <= today else "later"

    async def _rows(self, tickets: Sequence[Ticket], now: int) -> dict[int, RowView]:
        people = await get_many(one for ticket in tickets for one in (ticket.assignee_id, ticket.customer_id))
        stands = await last_moves([ticket.id for ticket in tickets if ticket.running_since is None])
        unread = await unread_of(self.actor.id, [ticket.id for ticket in tickets])
        away = await Away.of((ticket.assignee_id for ticket in tickets), self.t, self.settings.time_zone)
        return {
            ticket.id: RowView(
                number=ticket.id,
                href=f"/tickets/{ticket.number}",
                subject=ticket.subject,
                line=await self._line(ticket, people),
                state=state_view(ticket, self.t.locale),
                clock=clock_view(ticket, self.t, now=now, paused_at=stands.get(ticket.id)),
                assignee=self._assignee(ticket, people, away),
                unread=ticket.id in unread,
                version=ticket.version,
                can_take=ticket.open
                and ticket.assignee_id is None
                and may(self.actor, "ticket.assign", team_id=ticket.team_id)
                and may(self.actor, "ticket.handle", team_id=ticket.team_id),
            )
            for ticket in tickets
        }

    def _assignee(self, ticket: Ticket, people: Mapping[int, Person], away: Away) -> PersonView | None:
        person = people.get(ticket.assignee_id) if ticket.assignee_id is not None else None
        return person_view(person, away=away.words(person.id)) if person is not None else None

    async def _line(self, ticket: Ticket, people: Mapping[int, Person]) -> str:
        service = await registry.service_item(ticket.service_item_id)
        title = pick(service.title, self.t.locale) if service is not None else ""
        customer = people.get(ticket.customer_id)
        who = ", ".join(part for part in (customer.name, customer.department) if part) if customer is not None else ""
        return " · ".join(part for part in (who, title) if part)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of the desk."""
    return [
        page("/desk", first_queue, needs="ticket.own", methods=("GET",)),
        page("/desk/{queue}", Desk, needs="desk.open", methods=("GET",)),
    ]
