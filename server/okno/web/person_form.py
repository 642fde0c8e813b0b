"""The form of a person: making one, and changing one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from okno.access import all_roles, set_roles
from okno.access.roles import EVERYBODY
from okno.db import tx
from okno.errors import Invalid
from okno.http import Page, sessions
from okno.http.forms import texts
from okno.i18n import LOCALES
from okno.people import Person, change, create
from okno.teams import all_teams, join, leave, teams_of
from okno.text import N_, Phrase, pick
from okno.themes.contexts import FieldView
from okno.web.form_input import Inputs, person_of

TEXTS = ("name", "mail", "phone", "title", "department", "place")
_LANGUAGES = {"ru": "Русский", "en": "English"}


@dataclass(frozen=True)
class PersonForm:
    """What the form holds: texts by field, roles, keys of teams, whether he may sign in."""

    values: Mapping[str, str]
    roles: Collection[str]
    teams: Collection[str]
    active: bool = True

    @classmethod
    def empty(cls) -> PersonForm:
        """The form of a new person."""
        return cls({"locale": "ru"}, (), ())

    @classmethod
    def of(cls, person: Person, roles: Collection[str], teams: Collection[str]) -> PersonForm:
        """The form of a known person."""
        values = {name: str(getattr(person, name)) for name in (*TEXTS, "locale")}
        values["manager"] = str(person.manager_id) if person.manager_id is not None else ""
        return cls(values, roles, teams, person.active)

    @classmethod
    def sent(cls, current: Page) -> PersonForm:
        """The form as it was sent."""
        names = ("login", *TEXTS, "locale", "manager", "manager.text")
        return cls(
            {name: current.text(name) for name in names},
            texts(current.form, "role"),
            texts(current.form, "team"),
            current.text("active") == "1",
        )

    async def fields(self, current: Page, *, new: bool) -> tuple[FieldView, ...]:
        """The fields with what they hold and why they were refused."""
        made = Inputs(current.t, self.values, current.errors)
        locale = current.t.locale
        login = made.field("text", "login", N_("Login"), help_=N_("Latin letters, digits, dots and hyphens."))
        roles = [(role.key, pick(role.title, locale)) for role in (await all_roles()).values() if role.key != EVERYBODY]
        teams = [(team.key, team.name(locale)) for team in await all_teams()]
        active = made.field("yes", "active", N_("May sign in"))
        return (
            *((login,) if new else ()),
            made.field("text", "name", N_("First and last name")),
            made.field("mail", "mail", N_("Mail address"), optional=True),
            made.field("phone", "phone", N_("Phone"), optional=True),
            made.field("text", "title", N_("Position"), optional=True),
            made.field("text", "department", N_("Department"), optional=True),
            made.field("text", "place", N_("Place"), help_=N_("Office, floor and room."), optional=True),
            await made.person("manager", N_("Manager"), optional=True),
            made.options("list", "locale", N_("Language"), _LANGUAGES.items(), (self.values.get("locale", "ru"),)),
            made.options("many", "role", N_("Roles"), roles, self.roles),
            made.options("many", "team", N_("Teams"), teams, self.teams),
            *(() if new else (_ticked(active, self.active),)),
        )

    async def create(self, current: Page) -> int:
        """Enters the person and returns his id. Raises Invalid by field."""
        checked = await self._checked(current)
        async with tx():
            person_id = await create(
                login=self.values["login"],
                actor_id=current.actor.id,
                phone_region=current.settings.phone_region,
                **checked,  # type: ignore[arg-type]
            )
            await self._join(person_id, current)
        return person_id

    async def save(self, person: Person, current: Page) -> None:
        """Changes the person; each change is a fact. Raises Invalid by field, Refused for the last administrator."""
        checked = await self._checked(current)
        if person.id == current.actor.id and not self.active:
            raise Invalid({"active": N_("You cannot switch yourself off. Ask another administrator.")})
        if checked["manager_id"] == person.id:
            raise Invalid({"manager": N_("Nobody is his own manager. Choose somebody else.")})
        async with tx():
            await change(
                person.id,
                checked | {"active": self.active},
                actor_id=current.actor.id,
                phone_region=current.settings.phone_region,
            )
            await self._join(person.id, current)
            if not self.active:
                # Switched on again he signs in anew.
                await sessions.destroy_all(person.id)

    async def _checked(self, current: Page) -> dict[str, str | int | bool | None]:
        manager = await person_of(current, "manager", N_("Choose one person from the list."))
        if isinstance(manager, Phrase):
            raise Invalid({"manager": manager})
        values: dict[str, str | int | bool | None] = {name: self.values[name] for name in TEXTS}
        locale = self.values["locale"]
        return values | {"locale": locale if locale in LOCALES else "ru", "manager_id": manager}

    async def _join(self, person_id: int, current: Page) -> None:
        """Roles and teams as the form has them; whoever leads a team goes on leading it."""
        known = await all_roles()
        await set_roles(person_id, [key for key in self.roles if key in known], actor_id=current.actor.id)
        present = set(await teams_of(person_id))
        for team in await all_teams():
            if team.key in self.teams and team.id not in present:
                await join(team.id, person_id, actor_id=current.actor.id)
            elif team.key not in self.teams and team.id in present:
                await leave(team.id, person_id, actor_id=current.actor.id)


def _ticked(field: FieldView, on: bool) -> FieldView:
    return FieldView(kind=field.kind, name=field.name, label=field.label, error=field.error, value="1" if on else "")
