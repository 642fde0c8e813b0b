"""REST: who I am, who works here, whose number this is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from okno import people, teams
from okno.access import may
from okno.errors import NotSignedIn
from okno.http import cursor as codec
from okno.http.rest import Call, Model, endpoint
from okno.people import Person
from okno.people.callers import callers
from okno.people.contacts import MAIL, PHONE
from okno.rest.shapes import ListQuery, Moment, Names, moment

WITHHELD = ("", "anonymous", "private", "restricted", "unavailable", "withheld")
"""What telephone exchanges send instead of a number that its owner hides."""


GROUPS = "people.manage"
"""The right to know in which groups others are."""


class ContactView(Model):
    """A mail address or a telephone. `label`: work, mobile, internal, home or other."""

    label: str
    value: str


class PersonView(Model):
    """A person of the company. An empty text is not known; `mail` and `phone` are the first ones."""

    id: int
    login: str
    name: str
    mail: str
    phone: str
    mails: list[ContactView]
    phones: list[ContactView]
    title: str
    department: str
    place: str
    skills: list[str]
    groups: list[str] | None = Field(description="Groups that services are for; null for whoever may not know them.")
    vip: bool | None = Field(description="Marked as important; null for whoever may not know it.")
    manager: str | None = Field(description="Login.")
    absent_until: Moment | None = Field(description="When an absent person is back; null for who is here.")
    substitute: str | None = Field(description="Login of whoever stands in for an absent person.")


class PersonList(Model):
    """A page of persons, by name."""

    items: list[PersonView]
    next_cursor: str | None


class MeView(PersonView):
    """The person of this token, with what he may."""

    locale: str
    time_zone: str
    roles: list[str]
    rights: list[str] = Field(description="Those that hold everywhere.")
    team_rights: list[str] = Field(description="Those that hold in some team.")
    in_teams: dict[str, list[str]] = Field(description="Those that hold in each team, by its key.")
    teams: list[str]


class LookupView(Model):
    """Whose number it is: of one person, of several, of nobody known, or hidden by the caller."""

    match: Literal["exact", "several", "unknown", "withheld"]
    people: list[PersonView]


class PeopleQuery(ListQuery):
    """What persons are wanted."""

    q: str = Field(
        "",
        max_length=200,
        description="Beginnings of words of the name, login, mails, title, department, skills, or digits of a phone.",
    )


class LookupQuery(Model):
    """A number, in any spelling; empty or “anonymous” when it is withheld."""

    phone: str = Field(max_length=60)


async def me(call: Call) -> MeView:
    """Who I am"""
    person = call.visit.person
    if person is None:
        raise NotSignedIn
    [seen] = await views([person], groups=True, marks=may(call.actor, GROUPS))
    known = await teams.get_many({*call.actor.teams, *call.actor.team_rights})
    return MeView(
        **vars(seen),
        locale=call.visit.locale,
        time_zone=call.t.zone,
        roles=sorted(call.actor.roles),
        rights=sorted(call.actor.rights),
        team_rights=sorted({right for own in call.actor.team_rights.values() for right in own}),
        in_teams={known[team].key: sorted(own) for team, own in call.actor.team_rights.items() if team in known},
        teams=sorted(known[team].key for team in call.actor.teams if team in known),
    )


async def list_people(call: Call) -> PersonList:
    """Persons of the company"""
    query: PeopleQuery = call.query
    after = None
    if query.cursor:
        name, person_id = codec.decode(query.cursor, str, int)
        after = (name, person_id)
    wanted = people.Wanted(query.q, active=True, reach=True, region=call.settings.phone_region)
    found, more = await people.page(wanted, after=after, limit=query.size)
    return PersonList(
        items=await views(found, groups=may(call.actor, GROUPS)),
        next_cursor=codec.encode(*more) if more is not None else None,
    )


async def lookup(call: Call) -> LookupView:
    """Whose telephone number this is"""
    query: LookupQuery = call.query
    if query.phone.strip().casefold() in WITHHELD:
        return LookupView(match="withheld", people=[])
    ids = await callers(query.phone, call.settings.phone_region)
    found = await people.get_many(ids)
    match: Literal["exact", "several", "unknown"] = "several" if len(found) > 1 else "exact" if found else "unknown"
    return LookupView(match=match, people=await views(found.values(), groups=may(call.actor, GROUPS)))


async def views(persons: Iterable[Person], *, groups: bool, marks: bool | None = None) -> list[PersonView]:
    """The persons with all that is known of them, with their groups and marks if wished; a few queries, however many.

    Marks go with the groups where nothing else is said: a person himself knows his groups and not his mark.
    """
    marks = groups if marks is None else marks
    given = list(persons)
    ids = [one.id for one in given]
    reached, skills = await people.contacts_of_many(ids), await people.skills_of_many(ids)
    absences = await people.away(ids)
    belong = await people.groups_of_many(ids) if groups else {}
    names = await Names.of([*(one.manager_id for one in given), *(one.substitute_id for one in absences.values())])
    return [
        PersonView(
            **{name: getattr(one, name) for name in _PLAIN},
            mails=_contacts(reached.get(one.id, ()), MAIL),
            phones=_contacts(reached.get(one.id, ()), PHONE),
            skills=skills.get(one.id, []),
            groups=belong.get(one.id, []) if groups else None,
            vip=one.vip if marks else None,
            manager=names.person(one.manager_id),
            absent_until=moment(absences[one.id].ends_at) if one.id in absences else None,
            substitute=names.person(absences[one.id].substitute_id) if one.id in absences else None,
        )
        for one in given
    ]


_PLAIN = ("id", "login", "name", "mail", "phone", "title", "department", "place")


def _contacts(found: Iterable[people.Contact], kind: str) -> list[ContactView]:
    return [ContactView(label=one.label, value=one.value) for one in found if one.kind == kind]


ENDPOINTS = (
    endpoint("GET", "/me", me, needs="ticket.own", answer=MeView),
    endpoint("GET", "/people", list_people, needs="people.see", query=PeopleQuery, answer=PersonList),
    endpoint("GET", "/people/lookup", lookup, needs="people.see", query=LookupQuery, answer=LookupView),
)
