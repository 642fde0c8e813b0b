"""The rows of a list of the desk, in groups by the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from okno.access import Actor, may
from okno.catalog import registry
from okno.catalog.model import Service
from okno.clock import from_us, now_us
from okno.i18n import Translator
from okno.people import Person, get_many
from okno.teams import get_many as get_teams
from okno.text import N_, Phrase, pick
from okno.themes.contexts import PersonView, RowGroup, RowView
from okno.tickets import Ticket, reply_drafts
from okno.tickets.story import last_moves
from okno.web.away import Away
from okno.web.clockview import clock_view, kind_of
from okno.web.desk_columns import Seen, cells, chosen_ones, named_in, title_of
from okno.web.faces import person_view, state_view
from okno.web.notices import unread_of

GROUPS: Mapping[str, Phrase] = {
    "late": N_("Overdue"),
    "burn": N_("Burning"),
    "today": N_("Today"),
    "later": N_("Tomorrow and later"),
    "pause": N_("On hold"),
    "done": N_("Done"),
}
FLAT = "flat"
"""The one group of a list that does not go by the clock; it has no head."""


class Rows:
    """Makes rows of tickets for one reader, with the columns that he has chosen; `known` are services that he knows."""

    def __init__(
        self, actor: Actor, t: Translator, zone: str, columns: Sequence[str], known: Mapping[str, Service]
    ) -> None:
        self.actor = actor
        self.t = t
        self.zone = zone
        self.columns = columns
        self.titles = {key: title_of(key, t, known) for key in chosen_ones(columns)}
        self.now = now_us()

    async def groups(
        self, tickets: Sequence[Ticket], *, by_clock: bool, late: str, whole: bool
    ) -> tuple[RowGroup, ...]:
        """The rows under their heads. `late` counts what is overdue in all; `whole`: there are no further pages."""
        rows = await self.views(tickets)
        if not by_clock:
            listed = tuple(rows[one.id] for one in tickets)
            return (RowGroup(kind=FLAT, title="", count="", rows=listed),) if listed else ()
        grouped: dict[str, list[Ticket]] = {}
        for ticket in tickets:
            grouped.setdefault(self.group(ticket), []).append(ticket)
        return tuple(
            RowGroup(
                kind=kind,
                title=self.t.say(title),
                count=str(len(grouped[kind])) if whole else late if kind == "late" else "",
                rows=tuple(rows[ticket.id] for ticket in grouped[kind]),
            )
            for kind, title in GROUPS.items()
            if kind in grouped
        )

    def group(self, ticket: Ticket) -> str:
        """Under which head a ticket stands."""
        kind = kind_of(ticket, self.now)
        if kind in ("none", "done"):
            return "done"
        if kind != "fine":
            return kind
        today = self.t.local(from_us(self.now)).date()
        return "today" if self.t.local(from_us(ticket.due_sort)).date() <= today else "later"

    async def views(self, tickets: Sequence[Ticket]) -> dict[int, RowView]:
        """The rows by number; whatever they show is read for all of them together."""
        taking_part = {one for ticket in tickets for one in (ticket.assignee_id, ticket.customer_id)}
        people = await get_many(taking_part | named_in(tickets, self.columns))
        stands = await last_moves([ticket.id for ticket in tickets if ticket.running_since is None])
        unread = await unread_of(self.actor.id, [ticket.id for ticket in tickets])
        away = await Away.of((ticket.assignee_id for ticket in tickets), self.t, self.zone)
        seen = await self._seen(tickets, people)
        begun = await reply_drafts.begun(self.actor.id, [ticket.id for ticket in tickets])
        return {
            ticket.id: RowView(
                number=ticket.id,
                href=f"/tickets/{ticket.number}",
                subject=ticket.subject,
                line=self._line(ticket, seen),
                state=state_view(ticket, self.t.locale),
                clock=clock_view(ticket, self.t, now=self.now, paused_at=stands.get(ticket.id)),
                assignee=self._assignee(ticket, people, away),
                unread=ticket.id in unread,
                version=ticket.version,
                can_take=self._can_take(ticket),
                begun=ticket.id in begun,
                cells=await cells(ticket, self.columns, seen),
                vip=ticket.customer_id in people and people[ticket.customer_id].vip,
            )
            for ticket in tickets
        }

    async def _seen(self, tickets: Sequence[Ticket], people: Mapping[int, Person]) -> Seen:
        services = {}
        for key in {ticket.service_item_id for ticket in tickets}:
            service = await registry.service_item(key)
            if service is not None:
                services[key] = service
        teams = await get_teams({ticket.team_id for ticket in tickets}) if "team" in self.columns else {}
        return Seen(self.t, self.now, people, teams, services, self.titles)

    def _can_take(self, ticket: Ticket) -> bool:
        able = all(may(self.actor, right, team_id=ticket.team_id) for right in ("ticket.assign", "ticket.handle"))
        return ticket.open and ticket.assignee_id is None and able

    def _assignee(self, ticket: Ticket, people: Mapping[int, Person], away: Away) -> PersonView | None:
        person = people.get(ticket.assignee_id) if ticket.assignee_id is not None else None
        return person_view(person, away=away.words(person.id)) if person is not None else None

    def _line(self, ticket: Ticket, seen: Seen) -> str:
        """Who ordered what; a column of its own says it better."""
        customer = seen.people.get(ticket.customer_id)
        service = seen.services.get(ticket.service_item_id)
        who = [] if customer is None or "customer" in self.columns else [customer.name]
        if customer is not None and "department" not in self.columns:
            who.append(customer.department)
        what = pick(service.title, self.t.locale) if service is not None and "service" not in self.columns else ""
        return " · ".join(part for part in (", ".join(one for one in who if one), what) if part)
