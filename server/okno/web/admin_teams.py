"""Administration of teams: the catalog declares them, here people are put in."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.errors import Invalid, NotFound
from okno.http import page
from okno.settings import Settings
from okno.teams import Team, all_teams, by_key, join, leads, leave, members
from okno.text import N_, Phrase, plural
from okno.themes.contexts import AdminTeamPage, AdminTeamsPage, MemberView, TeamRow
from okno.tickets.reading import counts
from okno.web.desk_counts import shown_count
from okno.web.faces import error_links, person_view
from okno.web.form_input import Inputs, person_of
from okno.web.shell import Screen


class Teams(Screen):
    """All teams."""

    section = "teams"

    async def context(self) -> AdminTeamsPage:
        """The list; open tickets are counted only where this person may know."""
        numbers = await counts(self.actor)
        return AdminTeamsPage(rows=tuple([await self._row(team, numbers.get(team.id)) for team in await all_teams()]))

    async def _row(self, team: Team, opened: int | None) -> TeamRow:
        people = await members(team.id)
        chiefs = set(await leads(team.id))
        return TeamRow(
            key=team.key,
            href=f"/admin/teams/{team.key}",
            title=team.name(self.t.locale),
            members=self.t.say(plural("%(n)s person", "%(n)s people", len(people)) if people else N_("nobody")),
            lead=", ".join(one.name for one in people if one.id in chiefs),
            open=shown_count(opened) if opened is not None else "",
        )


class OneTeam(Screen):
    """One team and its members."""

    section = "teams"
    team: Team

    async def load(self) -> None:
        """Finds the team."""
        found = await by_key(str(self.params["team"]))
        if found is None or not found.active:
            raise NotFound(N_("There is no such team."))
        self.team = found

    async def act(self) -> Response:
        """Puts a person in or out, or changes whether he leads."""
        person_id = await person_of(self, "person", N_("Choose one person from the list."))
        if person_id is None or isinstance(person_id, Phrase):
            raise Invalid({"person": person_id if person_id is not None else N_("Write whom to add.")})
        await self._do(self.text("act"), person_id)
        return self.redirect(f"/admin/teams/{self.team.key}")

    async def _do(self, act: str, person_id: int) -> None:
        inside = {one.id for one in await members(self.team.id)}
        if act == "add":
            if person_id in inside:
                raise Invalid({"person": N_("This person is in the team already.")})
            await join(self.team.id, person_id, actor_id=self.actor.id)
        elif act == "remove":
            await leave(self.team.id, person_id, actor_id=self.actor.id)
        elif act in ("lead", "unlead") and person_id in inside:
            await join(self.team.id, person_id, lead=act == "lead", actor_id=self.actor.id)

    async def context(self) -> AdminTeamPage:
        """The members, and whom to add."""
        chiefs = set(await leads(self.team.id))
        typed = {name: self.text(name) for name in ("person", "person.text")} if self.problem is not None else {}
        field = await Inputs(self.t, typed, self.errors).person(
            "person", N_("Whom to add"), help_=N_("Begin to write a name, a login or a mail address.")
        )
        return AdminTeamPage(
            key=self.team.key,
            title=self.team.name(self.t.locale),
            members=tuple(
                MemberView(person=person_view(one, href=f"/admin/people/{one.id}"), lead=one.id in chiefs)
                for one in await members(self.team.id)
            ),
            field=field,
            errors=error_links(
                (field,), self.errors, self.notice if self.problem is not None and not self.errors else ""
            ),
        )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of teams."""
    return [
        page("/admin/teams", Teams, needs="teams.manage", methods=("GET",)),
        page("/admin/teams/{team}", OneTeam, needs="teams.manage"),
    ]
