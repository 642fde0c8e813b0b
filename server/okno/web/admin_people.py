"""Administration of people: who is in the company, with which roles, in which teams."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import all_roles, may
from okno.access.absence import may_enter_absence
from okno.access.grants import grants_of
from okno.errors import Conflict
from okno.http import page, passwords
from okno.people import Person, contacts_of, second_factor
from okno.people.hooks import PersonSource
from okno.people.person import FORGOTTEN
from okno.people.personal import forgotten_at
from okno.people.sources import source_of
from okno.settings import Settings
from okno.teams import get_many as get_teams
from okno.text import N_, one_line, pick
from okno.themes.contexts import AdminPeoplePage, AdminPersonPage, ChipView
from okno.themes.slots import PERSON, Subject
from okno.web.away import Away
from okno.web.contact_rows import with_rows
from okno.web.door import person_at, require_keys
from okno.web.faces import error_links, person_view
from okno.web.people_list import PeopleList
from okno.web.person_form import PersonForm, Powers
from okno.web.shell import Screen

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
        asked = await PeopleList.asked(self)
        rows, next_href = await asked.rows()
        form = PersonForm.empty() if self.problem is None else PersonForm.sent(self)
        fields, errors = await form.fields(self, await Powers.of(self.actor), new=True), self.errors
        return AdminPeoplePage(
            q=asked.wishes["q"],
            rows=rows,
            found=await asked.found(),
            filters=await asked.filters(),
            chips=asked.chips(),
            show=asked.wishes["show"],
            narrowed=asked.narrowed,
            fields=fields,
            errors=error_links(
                with_rows(fields), errors, self.notice if self.problem is not None and not errors else ""
            ),
            creating=self.problem is not None,
            next_href=next_href,
        )


class OnePerson(Screen):
    """One person and what he may do."""

    section = "people"
    target: Person
    secret = ""

    async def load(self) -> None:
        """Finds the person."""
        self.target = await person_at(self)

    async def act(self) -> Response | None:
        """Saves the form."""
        form = PersonForm.sent(self)
        if (source := await source_of(self.target.id)) is not None:
            form = form.decided(await PersonForm.of(self.target), source.fields)
        await form.save(self.target, self)
        return self.go(f"/admin/people/{self.target.id}", self.t.say(N_("The changes are saved")))

    async def context(self) -> AdminPersonPage:
        """The page of the person."""
        target, errors = self.target, self.errors
        stored = await PersonForm.of(target)
        form = PersonForm.sent(self) if self.problem is not None else stored
        source = await source_of(target.id)
        if source is not None:
            form = form.decided(stored, source.fields)
        # What changed while the form was refused for another reason is not passed over unseen.
        again = self.problem is not None and not isinstance(self.problem, Conflict)
        powers, forgotten = await Powers.of(self.actor, target), await forgotten_at(target.id) is not None
        fields = await form.fields(self, powers, new=False) if not forgotten else ()
        keys = powers.keys and not forgotten and target.id != self.actor.id
        away = await Away.of([target.id], self.t, self.settings.time_zone)
        return AdminPersonPage(
            slots_about=Subject(PERSON, target.id, target.login),
            person=person_view(
                target,
                href=f"/admin/people/{target.id}",
                reach=await contacts_of(target.id),
                away=away.words(target.id),
            ),
            login=target.login,
            seen=self.text("seen") if again else stored.mark,
            fields=fields,
            errors=error_links(
                with_rows(fields), errors, self.notice if self.problem is not None and not errors else ""
            ),
            secret=self.secret,
            active=target.active,
            can_password=keys,
            second_factor=keys and may(self.actor, "session.manage") and await second_factor.is_on(target.id),
            can_absence=target.active and await may_enter_absence(self.actor, target.id),
            can_erase=may(self.actor, "person.erase"),
            explain_href=f"/admin/access/{target.id}" if may(self.actor, "access.see") else "",
            guarded=self._guarded(powers, forgotten=forgotten),
            source=self._from(source) if not forgotten else "",
            team_roles=await self._team_roles(),
        )

    def _guarded(self, powers: Powers, *, forgotten: bool) -> str:
        """Why not all of the page can be changed."""
        if forgotten:
            return self.t.say(FORGOTTEN)
        if powers.keys:
            return ""
        return self.t.say(N_("This person has rights that you have not: somebody with all of them changes the rest."))

    def _from(self, source: PersonSource | None) -> str:
        """Where the fields come from that nobody changes here."""
        if source is None or not source.fields:
            return ""
        return self.t.say(
            N_("What can’t be changed here comes from “%(source)s”. Change it there.", source=source.title)
        )

    async def _team_roles(self) -> tuple[ChipView, ...]:
        """The roles that the person has in one team only: they are given on the page of the team."""
        grants = [one for one in await grants_of(self.target.id) if one.team_id is not None]
        teams, roles = await get_teams(one.team_id for one in grants), await all_roles()
        return tuple(
            ChipView(
                href=f"/admin/teams/{teams[one.team_id].key}",
                label=self.t.say(
                    N_(
                        "%(role)s in the team “%(team)s”",
                        role=pick(roles[one.role].title, self.t.locale),
                        team=teams[one.team_id].name(self.t.locale),
                    )
                ),
            )
            for one in grants
            if one.team_id in teams and teams[one.team_id].active and one.role in roles
        )


class NewPassword(OnePerson):
    """A new password, shown once; whoever knew the old one is out."""

    async def act(self) -> None:
        """Makes it."""
        await require_keys(self, self.target)
        password = new_password()
        await passwords.replace(self.target.id, password, actor_id=self.actor.id)
        self.secret = password


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of people."""
    return [
        page("/admin/people", People, needs="people.manage"),
        page("/admin/people/{person}", OnePerson, needs="people.manage"),
        page("/admin/people/{person}/password", NewPassword, needs="people.manage"),
    ]
