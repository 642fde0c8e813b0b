"""Merging a ticket into another one: what will happen, the deed, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import may
from okno.errors import Invalid, NotFound
from okno.http import page
from okno.people import get as get_person
from okno.settings import Settings
from okno.teams import get_many as teams_of
from okno.text import N_, Phrase
from okno.themes.joining import MergePage
from okno.tickets import Ticket, store, task_store
from okno.tickets.merge import merge, refusal, unmerge
from okno.tickets.visible import is_staff
from okno.tickets.watch import watchers
from okno.web.beside_panel import mini
from okno.web.work_screen import WorkScreen, number_in


class Merge(WorkScreen):
    """What merging would do, and the button that does it."""

    goal: Ticket | None = None

    async def load(self) -> None:
        """Finds both tickets; one that this person does not see is none."""
        await super().load()
        self.typed = self.text("into") or self.query.get("into", "")
        number = number_in(self.typed)
        self.goal = await self._named(number) if number else None

    async def _named(self, number: str) -> Ticket | None:
        try:
            found = await store.load(number)
        except NotFound:
            return None
        works = is_staff(self.actor, found) and may(self.actor, "ticket.handle", team_id=found.team_id)
        return found if works and found.id != self.ticket.id else None

    async def act(self) -> Response:
        """Merges; the page of what goes on says so and leads back."""
        if self.goal is None:
            raise Invalid({"into": self._no_goal()})
        merged = await merge(self.actor, self.ticket.id, self.goal.id, version=self.version)
        said = self.t.say(N_("Request %(number)s goes on here", number=merged.number))
        return self.go(f"/tickets/{self.goal.number}", said, href=self.address, link=self.t.say(N_("Open it")))

    async def context(self) -> MergePage:
        """The two, and what happens to them."""
        if self.problem is not None:
            await self.load()
        goal, locale = self.goal, self.t.locale
        why = await self._refusal(goal) if goal is not None else None
        back = goal is not None and await self._refusal(goal, back=True) is None
        return MergePage(
            number=self.ticket.id,
            version=self.ticket.version,
            source=mini(self.ticket, locale),
            goal=mini(goal, locale) if goal is not None else None,
            into=self.typed,
            effects=await self._effects(goal) if goal is not None and why is None else (),
            error=self.t.say(self._no_goal()) if self.typed and goal is None else "",
            refusal=self._why(why),
            back=mini(goal, locale) if goal is not None and back else None,
        )

    def _no_goal(self) -> Phrase:
        return N_("Name a request of the same person that you work on too, by its number.")

    def _why(self, phrase: Phrase | None) -> str:
        if phrase is not None:
            return self.t.say(phrase)
        return self.notice if self.problem is not None and not self.errors else ""

    async def _refusal(self, goal: Ticket, *, back: bool = False) -> Phrase | None:
        one, other = (goal, self.ticket) if back else (self.ticket, goal)
        if one.merged_into_id is not None:
            return N_("Request %(number)s is merged already.", number=one.number)
        return await refusal(one, other)

    async def _effects(self, goal: Ticket) -> tuple[str, ...]:
        """What happens, the most important first."""
        here, there = self.ticket.number, goal.number
        told = [
            N_("Request %(here)s ends, and its number leads to %(there)s.", here=here, there=there),
            N_("Its words and files stand in the story of %(there)s, marked with its number.", there=there),
            *await self._teams(goal),
            *await self._readers(goal),
        ]
        if any(not one.over for one in await task_store.tasks_of(self.ticket.id)):
            told.append(N_("Its tasks that are not done yet are cancelled."))
        person = await get_person(self.ticket.customer_id)
        told.append(N_("%(name)s is told.", name=person.name if person is not None else "—"))
        told.append(N_("It can be taken back at any time: “Separate” on the page of %(here)s.", here=here))
        return tuple(self.t.say(one) for one in told)

    async def _teams(self, goal: Ticket) -> list[Phrase]:
        if goal.team_id == self.ticket.team_id:
            return []
        teams = await teams_of((goal.team_id, self.ticket.team_id))
        names = {key: team.name(self.t.locale) for key, team in teams.items()}
        return [
            N_(
                "The team “%(other)s” reads them too; notes of the team “%(own)s” stay its own.",
                other=names[goal.team_id],
                own=names[self.ticket.team_id],
            )
        ]

    async def _readers(self, goal: Ticket) -> list[Phrase]:
        names = [one.name for one in await watchers(self.ticket.id)]
        if not names:
            return []
        return [N_("Those who follow it will read %(there)s: %(names)s.", there=goal.number, names=", ".join(names))]


class Unmerge(WorkScreen):
    """Makes a merged ticket one of its own again."""

    async def act(self) -> Response:
        """Done at once: it can be merged anew."""
        await unmerge(self.actor, self.ticket.id)
        return self.go(
            self.address, self.t.say(N_("Request %(number)s is one of its own again", number=self.ticket.number))
        )

    async def context(self) -> Response:
        """A refusal is told on the page of the ticket."""
        return self.go(self.address, self.notice)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of merging."""
    return [
        page("/tickets/{number}/merge", Merge, needs="ticket.own"),
        page("/tickets/{number}/unmerge", Unmerge, needs="ticket.own", methods=("POST",)),
    ]
