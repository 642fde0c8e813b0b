"""The form of a person: making one, and changing one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from okno.access import Actor, actor_of, all_roles, may, roles_of, set_roles
from okno.access.authority import require_leading
from okno.access.granting import require_another_administrator
from okno.access.guard import may_manage, require_manages
from okno.access.roles import ADMINISTRATOR, EVERYBODY
from okno.db import tx
from okno.errors import Conflict, Invalid
from okno.http import Page, one_time, passwords
from okno.http.forms import texts
from okno.i18n import LOCALES
from okno.people import (
    Person,
    change,
    contacts_of,
    create,
    groups_of,
    hold,
    required,
    set_groups,
    set_skills,
    skills_of,
)
from okno.people.contacts import MAIL, PHONE, Given
from okno.people.groups import known_groups
from okno.people.search import departments
from okno.people.skills import known_skills, split
from okno.teams import all_teams, get_many as get_teams, join, leave, place_of, teams_of
from okno.text import N_, Phrase, pick
from okno.themes.contexts import FieldView
from okno.web import contact_rows
from okno.web.form_input import Inputs, person_of

TEXTS = ("name", "title", "department", "place")
KINDS = (MAIL, PHONE)
LOST = N_(
    "Somebody has changed this person meanwhile. Open the page anew to see it, or save again to keep what stands here."
)
_LANGUAGES = {"ru": "Русский", "en": "English"}


@dataclass(frozen=True)
class Powers:
    """What whoever fills in the form may change of a person."""

    roles: bool
    teams: bool
    keys: bool
    """What opens the account or lets another act in his name: mails, phones, manager, whether he may sign in."""

    @classmethod
    async def of(cls, actor: Actor, person: Person | None = None) -> Powers:
        """Over a person; over a new one when it is left out."""
        keys = person is None or may_manage(actor, await actor_of(person))
        return cls(may(actor, "role.grant"), may(actor, "teams.manage"), keys)


@dataclass(frozen=True)
class PersonForm:
    """What the form holds: texts by field, contacts by kind, roles, keys of teams, whether he may sign in."""

    values: Mapping[str, str]
    roles: Collection[str] = ()
    teams: Collection[str] = ()
    active: bool = True
    vip: bool = False
    reached: Mapping[str, Given] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    """Fields that a directory decides: they are shown and not asked."""

    @classmethod
    def empty(cls) -> PersonForm:
        """The form of a new person."""
        return cls({"locale": "ru"})

    @classmethod
    async def of(cls, person: Person) -> PersonForm:
        """The form of a known person."""
        roles, teams = await roles_of(person.id), await get_teams(await teams_of(person.id))
        values = {name: str(getattr(person, name)) for name in (*TEXTS, "locale")}
        values["manager"] = str(person.manager_id) if person.manager_id is not None else ""
        values["skills"] = ", ".join(await skills_of(person.id))
        values["groups"] = ", ".join(await groups_of(person.id))
        found = await contacts_of(person.id)
        keys = [team.key for team in teams.values()]
        reached = {kind: contact_rows.stored(found, kind) for kind in KINDS}
        return cls(values, roles, keys, person.active, person.vip, reached)

    @property
    def mark(self) -> str:
        """A word that differs as soon as anything in the form does."""
        reached = [(kind, [tuple(one) for one in self.reached.get(kind, ())]) for kind in KINDS]
        held = (sorted(self.values.items()), sorted(self.roles), sorted(self.teams), self.active, self.vip, reached)
        return sha256(repr(held).encode()).hexdigest()[:16]

    @classmethod
    def sent(cls, current: Page) -> PersonForm:
        """The form as it was sent."""
        names = ("login", *TEXTS, "locale", "manager", "manager.text", "skills", "groups")
        return cls(
            {name: current.text(name) for name in names},
            texts(current.form, "role"),
            texts(current.form, "team"),
            current.text("active") == "1",
            current.text("vip") == "1",
            {kind: contact_rows.sent(current, kind) for kind in KINDS},
        )

    def decided(self, stored: PersonForm, outside: frozenset[str]) -> PersonForm:
        """The same with what is stored in the fields that a directory decides, whatever was sent for them."""
        values = {name: stored.values[name] for name in outside & stored.values.keys()}
        reached = {kind: stored.reached[kind] for kind in outside & stored.reached.keys()}
        return replace(self, values={**self.values, **values}, reached={**self.reached, **reached}, outside=outside)

    async def fields(self, current: Page, powers: Powers, *, new: bool) -> tuple[FieldView, ...]:
        """The fields with what they hold and why they were refused."""
        found = await self._fields(current, powers, new=new)
        return tuple(_shown(one) if one.name.removesuffix(".rows") in self.outside else one for one in found)

    async def _fields(self, current: Page, powers: Powers, *, new: bool) -> tuple[FieldView, ...]:
        made = Inputs(current.t, self.values, current.errors)
        login = made.field("text", "login", N_("Login"), help_=N_("Latin letters, digits, dots and hyphens."))
        active = made.field("yes", "active", N_("May sign in"))
        vip = made.field(
            "yes", "vip", N_("Important person"), help_=N_("Policies may promise more. Only the staff sees the mark.")
        )
        spoken = (self.values.get("locale", "ru"),)
        locale = made.options("list", "locale", N_("Language"), _LANGUAGES.items(), spoken)
        return (
            *((login,) if new else ()),
            made.field("text", "name", N_("First and last name")),
            made.field("text", "title", N_("Position"), optional=True),
            made.field("text", "department", N_("Department"), optional=True, hints=await departments()),
            made.field("text", "place", N_("Place"), help_=N_("Office, floor and room."), optional=True),
            await self._manager(made, powers),
            *(() if new else (locale,)),
            *(self._reached(made, kind, powers) for kind in KINDS),
            made.field(
                "text",
                "skills",
                N_("Skills"),
                help_=N_("Separated by commas. People are found by them."),
                optional=True,
                hints=await known_skills(),
                several=True,
            ),
            made.field(
                "text",
                "groups",
                N_("Groups"),
                help_=N_("Separated by commas. Some services are only for members of a group."),
                optional=True,
                hints=await known_groups(),
                several=True,
            ),
            _ticked(vip, self.vip),
            await self._roles(made, powers),
            await self._teams(made, powers),
            *((locale,) if new else (_ticked(active, self.active),) if powers.keys else ()),
        )

    async def _manager(self, made: Inputs, powers: Powers) -> FieldView:
        field = await made.person("manager", N_("Manager"), optional=True, gone=True)
        return field if powers.keys else made.fixed("manager", N_("Manager"), field.value_text or "—")

    def _reached(self, made: Inputs, kind: str, powers: Powers) -> FieldView:
        given = self.reached.get(kind, ())
        if powers.keys:
            return contact_rows.field_of(kind, given, made.t, made.errors)
        return made.fixed(f"{kind}.rows", contact_rows.TITLES[kind], ", ".join(value for value, _ in given) or "—")

    async def _roles(self, made: Inputs, powers: Powers) -> FieldView:
        roles = [
            (one.key, pick(one.title, made.t.locale)) for one in (await all_roles()).values() if one.key != EVERYBODY
        ]
        return _ticks(made, "role", N_("Roles"), roles, self.roles, free=powers.roles)

    async def _teams(self, made: Inputs, powers: Powers) -> FieldView:
        teams = [(team.key, team.name(made.t.locale)) for team in await all_teams()]
        return _ticks(made, "team", N_("Teams"), teams, self.teams, free=powers.teams)

    async def create(self, current: Page) -> int:
        """Enters the person and returns his id. Raises Invalid by field."""
        checked = await self._checked(current)
        async with tx():
            person_id = await create(
                login=self.values["login"],
                actor_id=current.actor.id,
                phone_region=current.settings.phone_region,
                reached=self.reached,
                **checked,  # type: ignore[arg-type]
            )
            await self._join(person_id, current, await Powers.of(current.actor))
        return person_id

    async def save(self, person: Person, current: Page) -> None:
        """Changes the person; each change is a fact.

        Raises Invalid by field, Refused for the last administrator, Forbidden for the keys of who may more, Conflict
        when the form says which state was seen (`seen`, a mark) and it is another one by now.
        """
        powers = await Powers.of(current.actor, person)
        if not powers.keys and any(name.partition(".")[0] in (*KINDS, "manager", "active") for name in current.form):
            await require_manages(current.actor, person)
        checked = await self._checked(current, person if powers.keys else None)
        if not powers.keys:
            checked["manager_id"] = person.manager_id
        active = self.active if powers.keys else person.active
        if person.id == current.actor.id and not active:
            raise Invalid({"active": N_("You cannot switch yourself off. Ask another administrator.")})
        if checked["manager_id"] == person.id:
            raise Invalid({"manager": N_("Nobody is his own manager. Choose somebody else.")})
        async with tx():
            if not active or (powers.roles and ADMINISTRATOR not in self.roles):
                await require_another_administrator(person.id)
            stored = await PersonForm.of(await hold(person.id))
            if "seen" in current.form and current.text("seen") != stored.mark:
                raise Conflict(LOST)
            await change(
                person.id,
                checked | {"active": active},
                actor_id=current.actor.id,
                phone_region=current.settings.phone_region,
                reached=self.reached if powers.keys else None,
            )
            await self._join(person.id, current, powers)
            if not active:
                await passwords.shut_out(person.id, actor_id=current.actor.id)
            if (await required(person.id)).mail != person.mail:
                # A letter that went to a wrong address opens nothing any more.
                await one_time.end(person.id, *passwords.LINKS)

    async def _checked(self, current: Page, known: Person | None = None) -> dict[str, str | int | bool | None]:
        manager: int | Phrase | None
        same = known is not None and self.values["manager"] == str(known.manager_id or "")
        if known is not None and same and (known.manager_id is not None or "manager" in self.outside):
            # He may have left by now: that is no reason to refuse the rest.
            manager = known.manager_id
        else:
            manager = await person_of(current, "manager", N_("Choose one person from the list."))
        if isinstance(manager, Phrase):
            raise Invalid({"manager": manager})
        values: dict[str, str | int | bool | None] = {name: self.values[name] for name in TEXTS}
        locale = self.values["locale"]
        return values | {"vip": self.vip, "locale": locale if locale in LOCALES else "ru", "manager_id": manager}

    async def _join(self, person_id: int, current: Page, powers: Powers) -> None:
        """Skills, roles and teams as the form has them; whoever leads a team goes on leading it."""
        await set_skills(person_id, split(self.values["skills"]), actor_id=current.actor.id)
        await set_groups(person_id, split(self.values["groups"]), actor_id=current.actor.id)
        if powers.roles:
            known = await all_roles()
            await set_roles(person_id, [key for key in self.roles if key in known], actor_id=current.actor.id)
        if not powers.teams:
            return
        present = set(await teams_of(person_id))
        for team in await all_teams():
            if team.key in self.teams and team.id not in present:
                await join(team.id, person_id, actor_id=current.actor.id)
            elif team.key not in self.teams and team.id in present:
                place = await place_of(team.id, person_id)
                if place is not None and place.lead:
                    await require_leading(current.actor)
                await leave(team.id, person_id, actor_id=current.actor.id)


def _ticks(
    made: Inputs,
    name: str,
    label: Phrase,
    options: Sequence[tuple[str, str]],
    chosen: Collection[str],
    *,
    free: bool,
) -> FieldView:
    """Ticks for who may change them, else the words of what is chosen."""
    if free:
        return made.options("many", name, label, options, chosen)
    return made.fixed(name, label, ", ".join(word for key, word in options if key in chosen) or "—")


def _shown(field: FieldView) -> FieldView:
    """The field as it is shown where nobody changes it."""
    rows = ", ".join(row.value for row in field.rows if row.value)
    return FieldView(
        kind="fixed", name=field.name, label=field.label, value=rows or field.value_text or field.value or "—"
    )


def _ticked(field: FieldView, on: bool) -> FieldView:
    return replace(field, value="1" if on else "")
