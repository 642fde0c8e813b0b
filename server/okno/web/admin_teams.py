"""Administration of teams: the catalog declares them, here people get their places, lines and roles in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import all_roles, grant, may, revoke
from okno.access.authority import require_leading
from okno.access.lines import withhold
from okno.access.wording import LINE_NAMES
from okno.db import tx
from okno.errors import Forbidden, Invalid, NotFound
from okno.http import page
from okno.http.forms import texts
from okno.people import get_many
from okno.settings import Settings
from okno.teams import Team, all_teams, by_key, join, leading, leave, place_of, set_away, sizes
from okno.teams.membership import LINES
from okno.text import N_, Phrase, pick, plural, sort_key
from okno.themes.admin import AdminTeamPage, AdminTeamsPage, TeamRowView
from okno.tickets.reading import counts
from okno.web.desk_counts import shown_count
from okno.web.form_input import person_of
from okno.web.shell import Screen
from okno.web.team_view import TeamView

GIVE = "role.grant"


class Teams(Screen):
    """All teams."""

    section = "teams"

    async def context(self) -> AdminTeamsPage:
        """The list; open tickets are counted only where this person may know."""
        numbers, inside, chiefs = await counts(self.actor), await sizes(), await self._chiefs()
        return AdminTeamsPage(
            rows=tuple(
                self._row(team, inside.get(team.id, 0), chiefs.get(team.id, ()), numbers.get(team.id))
                for team in await all_teams()
            )
        )

    async def _chiefs(self) -> Mapping[int | None, Sequence[str]]:
        """The names of those who lead each team, in their order."""
        pairs = await leading()
        people = await get_many(person_id for person_id, _ in pairs)
        found: dict[int | None, list[str]] = {}
        for person_id, team_id in sorted(pairs, key=lambda pair: sort_key(people[pair[0]].name)):
            found.setdefault(team_id, []).append(people[person_id].name)
        return found

    def _row(self, team: Team, inside: int, chiefs: Sequence[str], opened: int | None) -> TeamRowView:
        return TeamRowView(
            key=team.key,
            href=f"/admin/teams/{team.key}",
            title=team.name(self.t.locale),
            members=self.t.say(plural("%(n)s person", "%(n)s people", inside) if inside else N_("nobody")),
            lead=", ".join(chiefs),
            open=shown_count(opened) if opened is not None else "",
            confidential=team.confidential,
        )


class OneTeam(Screen):
    """One team: its members with their lines, the roles in it, and what each line may not."""

    section = "teams"
    team: Team

    @property
    def here(self) -> str:
        """The address of this page."""
        return f"/admin/teams/{self.team.key}"

    @property
    def landing(self) -> str:
        """Where this person is after what he did."""
        return self.here

    async def load(self) -> None:
        """Finds the team."""
        self.team = await self.found(str(self.params["team"]))

    async def found(self, key: str) -> Team:
        """The working team with this key."""
        found = await by_key(key)
        if found is None or not found.active:
            raise NotFound(N_("There is no such team."))
        return found

    async def act(self) -> Response:
        """Does what one of the forms asks for."""
        doing = self.text("act")
        if doing == "withhold":
            said = await self._withhold()
        elif doing in ("grant", "revoke"):
            said = await self._give(doing)
        else:
            async with tx():
                said = await self._place(doing)
        return self.go(self.landing, self.t.say(said))

    async def _withhold(self) -> Phrase:
        line = _number(self.text("line"))
        await withhold(self.team.id, line, texts(self.form, "withheld"), actor_id=self.actor.id)
        return N_("Saved: %(line)s", line=LINE_NAMES[line])

    async def _give(self, doing: str) -> Phrase:
        if not may(self.actor, GIVE):
            raise Forbidden
        person_id = await self._person("holder", N_("Write whom to give the role."))
        role = (await all_roles()).get(self.text("role"))
        if role is None:
            raise Invalid({"role": N_("Choose a role from the list.")})
        title = pick(role.title, self.t.locale)
        if doing == "grant":
            await grant(person_id, role.key, team_id=self.team.id, actor_id=self.actor.id)
            return N_("The role “%(role)s” is given in this team", role=title)
        await revoke(person_id, role.key, team_id=self.team.id, actor_id=self.actor.id)
        return N_("The role “%(role)s” is taken in this team", role=title)

    async def _place(self, doing: str) -> Phrase:
        person_id = await self._person("person", N_("Write whom to add."), active=doing == "add")
        place = await place_of(self.team.id, person_id, hold=True)
        if doing == "add":
            if place is not None:
                raise Invalid({"person": N_("This person is in the team already.")})
            await join(self.team.id, person_id, actor_id=self.actor.id)
            return N_("Added to the team")
        if place is None:
            raise Invalid({"person": N_("This person is not in the team.")})
        if doing == "remove":
            if place.lead:
                await require_leading(self.actor)
            await leave(self.team.id, person_id, actor_id=self.actor.id)
            return N_("Removed from the team")
        if doing == "line":
            line = _number(self.text("line"))
            await join(self.team.id, person_id, lead=place.lead, line=line, actor_id=self.actor.id)
            return N_("Saved: %(line)s", line=LINE_NAMES[line])
        if doing in ("rest", "work"):
            await set_away(self.team.id, person_id, away=doing == "rest", actor_id=self.actor.id)
            return N_("The server gives no new work now") if doing == "rest" else N_("The server gives work again")
        if doing not in ("lead", "unlead"):
            raise Invalid({"act": N_("Choose what to do.")})
        await require_leading(self.actor)
        await join(self.team.id, person_id, lead=doing == "lead", line=place.line, actor_id=self.actor.id)
        return N_("Leads the team now") if doing == "lead" else N_("Does not lead the team any more")

    async def _person(self, name: str, empty: Phrase, *, active: bool = True) -> int:
        typed = self.text(name)
        if not active and typed.isascii() and typed.isdigit() and len(typed) < 19:
            return int(typed)
        person_id = await person_of(self, name, N_("Choose one person from the list."))
        if person_id is None or isinstance(person_id, Phrase):
            raise Invalid({name: person_id if person_id is not None else empty})
        return person_id

    async def context(self) -> AdminTeamPage:
        """The page of the team."""
        return await TeamView(self, self.team).page(
            action=self.here, back=("/admin/teams", N_("Teams")), gives=may(self.actor, GIVE)
        )


class OwnTeam(OneTeam):
    """The same for whoever leads this team, reached from the desk."""

    section = "desk"

    @property
    def here(self) -> str:
        """The address of this page."""
        return f"/desk/{self.team.key}/team"

    @property
    def landing(self) -> str:
        """On this page, unless he has just ended to lead."""
        himself = self.text("person") == str(self.actor.id) and self.text("act") in ("unlead", "remove")
        return "/desk" if himself else self.here

    async def load(self) -> None:
        """Finds the team among those that this person leads; others do not exist for him."""
        found = await by_key(str(self.params["queue"]))
        if found is None or not found.active or found.id not in self.actor.teams_with("team.lead"):
            raise NotFound(N_("There is no such team."))
        self.team, self.team_id = found, found.id

    async def context(self) -> AdminTeamPage:
        """The page of the team."""
        name = self.team.name(self.t.locale)
        return await TeamView(self, self.team).page(
            action=self.here, back=(f"/desk/{self.team.key}", name), gives=may(self.actor, GIVE)
        )


def _number(text: str) -> int:
    if text not in {str(line) for line in LINES}:
        raise Invalid({"line": N_("A line is a number from 1 to 4.")})
    return int(text)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of teams."""
    return [
        page("/admin/teams", Teams, needs="teams.manage", methods=("GET",)),
        page("/admin/teams/{team}", OneTeam, needs="teams.manage"),
        page("/desk/{queue}/team", OwnTeam, needs="team.lead"),
    ]
