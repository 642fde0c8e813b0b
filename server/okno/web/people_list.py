"""The list of people for administrators: what is searched for, how it is narrowed, a page of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from okno.access import Role, all_roles
from okno.access.grants import holding, roles_of_many
from okno.access.roles import EVERYBODY
from okno.http import Page
from okno.http.cursor import decode, encode
from okno.people import Person, Wanted, page
from okno.people.search import Subset, count, departments
from okno.teams import Team, all_teams, get_many as get_teams, teams_of_many, within
from okno.text import N_, Phrase, one_line, pick, plural
from okno.themes.contexts import ChipView, FieldView, OptionView, PersonRow
from okno.web.away import Away
from okno.web.faces import person_view, up

ADDRESS = "/admin/people"
LONGEST = 100
SHOWS: Mapping[str, Phrase] = {
    "": N_("Everybody"),
    "working": N_("Work here"),
    "away": N_("Away now"),
    "off": N_("Switched off"),
}
_WISHES = ("q", "role", "team", "department", "show")


@dataclass(frozen=True)
class PeopleList:
    """The list as the address asks for it."""

    current: Page
    wishes: Mapping[str, str]
    wanted: Wanted

    @classmethod
    async def asked(cls, current: Page) -> PeopleList:
        """Reads the query; what is not known there is left out."""
        wishes = {name: one_line(current.query.get(name, ""), LONGEST) for name in _WISHES}
        wishes["department"] = one_line(current.query.get("department", ""))
        known = {"show": SHOWS, "role": await all_roles()}
        wishes |= {name: "" for name, values in known.items() if wishes[name] not in values}
        team = next((one for one in await all_teams() if one.key == wishes["team"]), None)
        wishes["team"] = team.key if team is not None else ""
        among: list[Subset] = []
        if wishes["role"] and wishes["role"] != EVERYBODY:
            among.append(holding(wishes["role"]))
        if team is not None:
            among.append(within(team.id))
        show = wishes["show"]
        wanted = Wanted(
            q=wishes["q"],
            active={"working": True, "away": True, "off": False}.get(show),
            away=True if show == "away" else None,
            department=wishes["department"],
            among=tuple(among),
            reach=True,
            region=current.settings.phone_region,
        )
        return cls(current, wishes, wanted)

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for."""
        return any(self.wishes.values())

    def address(self, **other: str) -> str:
        """The address of this list with some wishes changed."""
        wishes = {name: value for name, value in {**self.wishes, **other}.items() if value}
        return f"{ADDRESS}?{urlencode(wishes)}" if wishes else ADDRESS

    async def found(self) -> str:
        """How many there are in all, in words."""
        return self.current.t.say(plural("%(n)s person", "%(n)s people", await count(self.wanted)))

    def chips(self) -> tuple[ChipView, ...]:
        """Everybody, or those of one state."""
        return tuple(
            ChipView(href=self.address(show=show), label=self.current.t.say(word), current=show == self.wishes["show"])
            for show, word in SHOWS.items()
        )

    async def filters(self) -> tuple[FieldView, ...]:
        """Role, team and department, each with a first option that takes all."""
        locale = self.current.t.locale
        roles = [(one.key, pick(one.title, locale)) for one in (await all_roles()).values() if one.key != EVERYBODY]
        teams = [(one.key, one.name(locale)) for one in await all_teams()]
        places = [(one, one) for one in await departments()]
        return (
            self._filter("role", N_("Role"), N_("Any role"), roles),
            self._filter("team", N_("Team"), N_("Any team"), teams),
            self._filter("department", N_("Department"), N_("Any department"), places),
        )

    def _filter(self, name: str, label: Phrase, every: Phrase, options: Sequence[tuple[str, str]]) -> FieldView:
        say, chosen = self.current.t.say, self.wishes[name]
        return FieldView(
            kind="list",
            name=name,
            label=say(label),
            options=tuple(
                OptionView(value=value, label=word, selected=value == chosen)
                for value, word in (("", say(every)), *options)
            ),
        )

    async def rows(self) -> tuple[tuple[PersonRow, ...], str]:
        """A page of the list, and the address of the next one or "". A few queries, whatever the number of people."""
        cursor = self.current.query.get("cursor", "") if self.current.problem is None else ""
        after = tuple(decode(cursor, str, int)) if cursor else None
        people, following = await page(self.wanted, after=after)
        ids = [one.id for one in people]
        memberships = await teams_of_many(ids)
        teams = await get_teams(key for keys in memberships.values() for key in keys)
        held, known = await roles_of_many(ids), await all_roles()
        away = await Away.of(ids, self.current.t, self.current.settings.time_zone)
        rows = tuple(
            self._row(
                one,
                [known[key] for key in held[one.id]],
                [teams[key] for key in memberships.get(one.id, ()) if key in teams],
                away,
            )
            for one in people
        )
        return rows, self.address(cursor=encode(*following)) if following is not None else ""

    def _row(self, person: Person, held: Sequence[Role], teams: Sequence[Team], away: Away) -> PersonRow:
        locale = self.current.t.locale
        roles = [pick(role.title, locale) for role in held]
        return PersonRow(
            person=person_view(person, href=f"{ADDRESS}/{person.id}", away=away.words(person.id)),
            login=person.login,
            # What everybody is goes without saying where there is more to say.
            roles=up(", ".join(roles[1:] or roles).lower()),
            teams=", ".join(team.name(locale) for team in teams),
            department=person.department,
            active=person.active,
        )
