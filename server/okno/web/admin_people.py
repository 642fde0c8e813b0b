"""Administration of people: who is in the company, with which roles, in which teams."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import Role, all_roles, roles_of
from okno.access.grants import roles_of_many
from okno.errors import NotFound
from okno.http import page, sessions
from okno.http.cursor import decode, encode
from okno.people import Person, get as get_person, page as people_page, set_password
from okno.settings import Settings
from okno.teams import Team, get_many as get_teams, teams_of
from okno.text import N_, one_line, pick
from okno.themes.contexts import AdminPeoplePage, AdminPersonPage, PersonRow
from okno.web.faces import error_links, person_view, up
from okno.web.person_form import PersonForm
from okno.web.shell import Screen

LONGEST = 100
# Without letters and digits that are mistaken for one another when read aloud or written down.
_ALPHABET = "abcdefghkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def new_password() -> str:
    """A random password that can be read aloud: sixteen characters in four groups, 78 bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


class People(Screen):
    """The list, with the form of a new person."""

    section = "people"

    async def act(self) -> Response:
        """Enters a person and goes to his page."""
        form = PersonForm.sent(self)
        person_id = await form.create(self)
        name = one_line(form.values["name"])
        return self.go(
            f"/admin/people/{person_id}", self.t.say(N_("%(name)s is added. Make a password now", name=name))
        )

    async def context(self) -> AdminPeoplePage:
        """A page of the list."""
        q, cursor = one_line(self.query.get("q", ""), LONGEST), self.query.get("cursor", "")
        after = tuple(decode(cursor, str, int)) if cursor and self.problem is None else None
        people, following = await people_page(q, after=after)
        form = PersonForm.empty() if self.problem is None else PersonForm.sent(self)
        fields, errors = await form.fields(self, new=True), self.errors
        wanted = {
            name: value for name, value in (("q", q), ("cursor", encode(*following) if following else "")) if value
        }
        return AdminPeoplePage(
            q=q,
            rows=await self._rows(people),
            fields=fields,
            errors=error_links(fields, errors, self.notice if self.problem is not None and not errors else ""),
            creating=self.problem is not None,
            next_href=f"/admin/people?{urlencode(wanted)}" if following is not None else "",
        )

    async def _rows(self, people: Sequence[Person]) -> tuple[PersonRow, ...]:
        memberships = {one.id: await teams_of(one.id) for one in people}
        teams = await get_teams(key for keys in memberships.values() for key in keys)
        held, known = await roles_of_many(one.id for one in people), await all_roles()
        return tuple(self._row(one, [known[key] for key in held[one.id]], memberships[one.id], teams) for one in people)

    def _row(
        self, person: Person, held: Iterable[Role], team_ids: Iterable[int], teams: Mapping[int, Team]
    ) -> PersonRow:
        locale = self.t.locale
        roles = [pick(role.title, locale) for role in held]
        # What everybody is goes without saying where there is more to say.
        return PersonRow(
            person=person_view(person, href=f"/admin/people/{person.id}"),
            login=person.login,
            roles=up(", ".join(roles[1:] or roles).lower()),
            teams=", ".join(teams[key].name(locale) for key in team_ids if key in teams),
            active=person.active,
        )


class OnePerson(Screen):
    """One person and what he may do."""

    section = "people"
    target: Person
    secret = ""

    async def load(self) -> None:
        """Finds the person."""
        number = str(self.params["person"])
        found = await get_person(int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
        if found is None:
            raise NotFound(N_("There is no such person."))
        self.target = found

    async def act(self) -> Response | None:
        """Saves the form."""
        await PersonForm.sent(self).save(self.target, self)
        return self.go(f"/admin/people/{self.target.id}", self.t.say(N_("The changes are saved")))

    async def context(self) -> AdminPersonPage:
        """The page of the person."""
        form = PersonForm.sent(self) if self.problem is not None else await self._stored()
        fields, errors = await form.fields(self, new=False), self.errors
        return AdminPersonPage(
            person=person_view(self.target, href=f"/admin/people/{self.target.id}", reach=True),
            login=self.target.login,
            fields=fields,
            errors=error_links(fields, errors, self.notice if self.problem is not None and not errors else ""),
            secret=self.secret,
        )

    async def _stored(self) -> PersonForm:
        teams = await get_teams(await teams_of(self.target.id))
        return PersonForm.of(self.target, await roles_of(self.target.id), [team.key for team in teams.values()])


class NewPassword(OnePerson):
    """A new password, shown once; whoever knew the old one is out."""

    async def act(self) -> None:
        """Makes it."""
        password = new_password()
        await set_password(self.target.id, password, actor_id=self.actor.id)
        own = self.visit.session.id_hash if self.visit.session is not None else ""
        await sessions.destroy_all(self.target.id, but=own)
        self.secret = password


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of people."""
    return [
        page("/admin/people", People, needs="people.manage"),
        page("/admin/people/{person}", OnePerson, needs="people.manage"),
        page("/admin/people/{person}/password", NewPassword, needs="people.manage"),
    ]
