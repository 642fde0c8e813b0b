"""REST: who I am, who works here, whose number this is."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from okno import people, teams
from okno.errors import NotSignedIn
from okno.http import cursor as codec
from okno.http.rest import Call, Model, endpoint
from okno.people import Person
from okno.rest.shapes import ListQuery

WITHHELD = ("", "anonymous", "private", "restricted", "unavailable", "withheld")
"""What telephone exchanges send instead of a number that its owner hides."""


class PersonView(Model):
    """A person of the company. An empty text is not known."""

    id: int
    login: str
    name: str
    mail: str
    phone: str
    title: str
    department: str
    place: str


class PersonList(Model):
    """A page of persons, by name."""

    items: list[PersonView]
    next_cursor: str | None


class MeView(PersonView):
    """The person of this token, with what he may."""

    manager: str | None = Field(description="Login.")
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

    q: str = Field("", max_length=200, description="Beginnings of words of the name, login, mail, title, department.")


class LookupQuery(Model):
    """A number, in any spelling; empty or “anonymous” when it is withheld."""

    phone: str = Field(max_length=60)


async def me(call: Call) -> MeView:
    """Who I am"""
    person = call.visit.person
    if person is None:
        raise NotSignedIn
    manager = await people.get(person.manager_id) if person.manager_id is not None else None
    known = await teams.get_many({*call.actor.teams, *call.actor.team_rights})
    return MeView(
        **_fields(person),
        manager=manager.login if manager is not None else None,
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
    found, more = await people.page(query.q, after=after, limit=query.size, active_only=True)
    return PersonList(
        items=[PersonView(**_fields(one)) for one in found],
        next_cursor=codec.encode(*more) if more is not None else None,
    )


async def lookup(call: Call) -> LookupView:
    """Whose telephone number this is"""
    query: LookupQuery = call.query
    if query.phone.strip().casefold() in WITHHELD:
        return LookupView(match="withheld", people=[])
    ids = await people.by_number(query.phone, call.settings.phone_region)
    found = await people.get_many(ids)
    match: Literal["exact", "several", "unknown"] = "several" if len(found) > 1 else "exact" if found else "unknown"
    return LookupView(match=match, people=[PersonView(**_fields(one)) for one in found.values()])


def _fields(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in PersonView.model_fields}


ENDPOINTS = (
    endpoint("GET", "/me", me, needs="ticket.own", answer=MeView),
    endpoint("GET", "/people", list_people, needs="people.see", query=PeopleQuery, answer=PersonList),
    endpoint("GET", "/people/lookup", lookup, needs="people.see", query=LookupQuery, answer=LookupView),
)
