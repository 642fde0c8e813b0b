"""REST: when somebody is away and who stands in."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from okno import people
from okno.access.absence import may_enter_absence
from okno.clock import from_us
from okno.errors import Invalid, NotFound
from okno.http.rest import Answer, Call, Model, endpoint
from okno.people.absence import Absence, add, cancel, of_person
from okno.rest.shapes import Body, Moment, Names
from okno.text import N_


class AbsenceView(Model):
    """A time in which a person is away."""

    id: int
    starts: str = Field(description="First day, as 2026-12-01.")
    ends: str = Field(description="Last day.")
    starts_at: Moment
    ends_at: Moment = Field(description="When the person is back.")
    substitute: str | None = Field(description="Login of whoever stands in.")


class NewAbsence(Body):
    """Days in the time zone of the person, both included."""

    starts: str = Field(max_length=10, description="First day, as 2026-12-01.")
    ends: str = Field(max_length=10, description="Last day.")
    substitute: str | None = Field(None, max_length=128, description="Login or id of whoever stands in.")


async def list_absences(call: Call) -> list[AbsenceView]:
    """Absences of a person that last or are to come"""
    person = await _person(call)
    return await _views(call, await of_person(person.id))


async def new_absence(call: Call) -> object:
    """Enter an absence"""
    person = await _person(call)
    body: NewAbsence = call.body
    days = {name: _day(getattr(body, name)) for name in ("starts", "ends")}
    starts, ends = days["starts"], days["ends"]
    if starts is None or ends is None:
        raise Invalid({name: N_("Write a day, as 2026-12-25.") for name, day in days.items() if day is None})

    async def work() -> Answer:
        absence_id = await add(
            person.id,
            starts,
            ends,
            substitute_id=await _substitute(body.substitute),
            zone=call.settings.time_zone,
            actor_id=call.actor.id,
        )
        made = [one for one in await of_person(person.id) if one.id == absence_id]
        [view] = await _views(call, made)
        return Answer(view, 201, f"/api/v1/people/{person.login}/absences")

    return await call.idempotent(work)


async def cancel_absence(call: Call) -> None:
    """Cancel an absence; one that lasts ends now"""
    person = await _person(call)
    number = str(call.params["absence"])
    known = number.isascii() and number.isdigit() and len(number) < 19
    await cancel(person.id, int(number) if known else 0, actor_id=call.actor.id)


async def _person(call: Call) -> people.Person:
    """The person of the path; for whoever may not enter his absences there is none."""
    found = await people.find(str(call.params["person"]))
    if found is None or not await may_enter_absence(call.actor, found.id):
        raise NotFound(N_("There is no such person."))
    return found


async def _substitute(reference: str | None) -> int | None:
    if not reference:
        return None
    found = await people.find(reference)
    if found is None:
        raise Invalid({"substitute": N_("There is no such person.")})
    return found.id


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _views(call: Call, absences: list[Absence]) -> list[AbsenceView]:
    names = await Names.of(one.substitute_id for one in absences)
    zone = call.settings.time_zone
    return [
        AbsenceView(
            id=one.id,
            starts=one.first(zone).isoformat(),
            ends=one.last(zone).isoformat(),
            starts_at=from_us(one.starts_at),
            ends_at=from_us(one.ends_at),
            substitute=names.person(one.substitute_id),
        )
        for one in absences
    ]


_PATH = "/people/{person}/absences"
ENDPOINTS = (
    endpoint("GET", _PATH, list_absences, needs="profile.edit", answer=list[AbsenceView]),
    endpoint("POST", _PATH, new_absence, needs="profile.edit", body=NewAbsence, answer=AbsenceView, status=201),
    endpoint("DELETE", _PATH + "/{absence}", cancel_absence, needs="profile.edit", status=204),
)
