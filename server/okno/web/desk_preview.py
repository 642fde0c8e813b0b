"""A ticket beside the list: what is ordered, the last words, and the next thing to do."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute

from okno.access import may
from okno.clock import now_us
from okno.http import page
from okno.people import contacts_of, get_many
from okno.settings import Settings
from okno.teams import get as get_team
from okno.themes.desk_pages import PreviewPage
from okno.tickets import Sight, Ticket, get
from okno.tickets.segments import segments
from okno.tickets.story import timeline
from okno.tickets.visible import is_staff
from okno.web.agent_page import KINDS, PRIORITIES
from okno.web.away import Away
from okno.web.clockview import large_clock_view
from okno.web.faces import person_view, state_view
from okno.web.ordered import Ordered
from okno.web.shell import Screen
from okno.web.story import Storyteller

WORDS = 3
"""How many of the last words are shown."""


class Preview(Screen):
    """The pane beside the list. What it shows is not read by that: opening it is."""

    section = "desk"
    ticket: Ticket

    async def load(self) -> None:
        """Finds the ticket as its staff sees it."""
        self.ticket, seen = await get(self.actor, str(self.params["number"]))
        self.works_here = seen is Sight.STAFF and is_staff(self.actor, self.ticket)
        self.seen = seen

    async def context(self) -> PreviewPage:
        """The pane."""
        ticket, t = self.ticket, self.t
        people = await get_many((ticket.assignee_id, ticket.customer_id))
        away = await Away.of(people, t, self.settings.time_zone)
        ordered = await Ordered.read(ticket, self.seen, t)
        now = now_us()
        clock = large_clock_view(ticket, await segments(ticket, now), t, now=now)
        entries = await timeline(ticket, self.seen, history=False, actor=self.actor)
        told = await Storyteller(ticket, self.actor.id, self.seen, t).tell(entries, "all")
        said = [one for one in told if one.kind == "message"]
        faces = {key: person_view(one, away=away.words(key)) for key, one in people.items()}
        team = await get_team(ticket.team_id)
        # As on the page of the ticket: how to reach somebody is for those who work for him.
        reach = await contacts_of(ticket.customer_id) if self.seen is Sight.STAFF else ()
        return PreviewPage(
            number=ticket.id,
            subject=ticket.subject,
            href=f"/tickets/{ticket.number}",
            version=ticket.version,
            state=state_view(ticket, t.locale),
            line=" · ".join(part for part in self._line(ordered.title) if part),
            clock=clock,
            requester=person_view(
                people[ticket.customer_id], reach=reach, away=away.words(ticket.customer_id), marked=True
            ),
            team=team.name(t.locale) if team is not None else "",
            assignee=faces.get(ticket.assignee_id) if ticket.assignee_id is not None else None,
            text=ticket.text,
            answers=await ordered.answers(),
            files=ordered.loose_files(),
            said=tuple(said[-WORDS:]),
            more=max(len(said) - WORDS, 0),
            can_take=ticket.open and ticket.assignee_id is None and self._may("ticket.assign", "ticket.handle"),
            can_reply=self._may("ticket.handle") and ticket.merged_into_id is None,
            can_assign=ticket.open and self._may("ticket.assign"),
            back=f"/desk/{team.key}" if team is not None else "/desk",
            live=f"staff:{ticket.number}" if self.works_here else "",
        )

    def _line(self, service: str) -> Sequence[str]:
        """What sort of work it is; how urgent it was judged is the staff's."""
        say, ticket = self.t.say, self.ticket
        kind = say(KINDS[ticket.kind]) if ticket.kind in KINDS else ticket.kind
        return (kind, service, say(PRIORITIES[ticket.priority_name]) if self.seen is Sight.STAFF else "")

    def _may(self, *rights: str) -> bool:
        return self.works_here and all(may(self.actor, right, team_id=self.ticket.team_id) for right in rights)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of the pane."""
    return [page("/desk/preview/{number}", Preview, needs="desk.open", methods=("GET",))]
