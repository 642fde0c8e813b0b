"""Ratings over REST: those of one's teams, and giving one's own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from okno.api import N_, Answer, Call, Model, NotFound, Refused, context_of, endpoint, from_us, utc
from okno.api.people import get_many
from okno.api.teams import get as get_team
from okno.api.tickets import get as get_ticket
from okno_feedback import invitation, rating, report, scope, words
from okno_feedback.rating import Rating

PAGE = 50


class RatingOut(Model):
    """A mark. `person` is the login of the customer, null when he was forgotten."""

    id: int
    ticket: str
    team: str
    service: str
    stars: int
    text: str
    reasons: list[str]
    person: str | None
    at: str


class RatingList(Model):
    """A page of marks, the newest first."""

    items: list[RatingOut]
    next_cursor: str | None


class RatingIn(Model):
    """A mark as the customer of a request gives it."""

    ticket: Annotated[str, Field(max_length=32)]
    stars: Annotated[int, Field(ge=1, le=5)]
    text: Annotated[str, Field(max_length=rating.TEXT_LIMIT)] = ""
    reasons: Annotated[list[str], Field(max_length=12)] = []


class Wanted(Model):
    """Which marks are asked for."""

    cursor: Annotated[str | None, Field(pattern="^[0-9]{1,18}$")] = None
    team: str | None = None
    service: str | None = None
    stars: Annotated[int | None, Field(ge=1, le=5)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = PAGE


async def ratings(call: Call) -> RatingList:
    """The marks of the teams in which one may see them, the newest first, of the last 24 months."""
    query: Wanted = call.query
    teams = {team.id: team for team in await scope.teams_of(call.actor)}
    chosen = [key for key, team in teams.items() if query.team in (None, team.key)]
    wish = words.Wish(
        span=report.Span(teams=chosen, service=query.service or "", period=report.PERIODS[-1]),
        stars=query.stars or 0,
        before=int(query.cursor) if query.cursor is not None else None,
        limit=query.limit,
    )
    found, before = await words.page(wish)
    people = await get_many(one.person_id for one in found)
    logins = {key: person.login for key, person in people.items()}
    items = [_out(one, teams[one.team_id].key, logins.get(one.person_id or 0)) for one in found]
    return RatingList(items=items, next_cursor=str(before) if before is not None else None)


async def give(call: Call) -> object:
    """Gives a mark to what was done for oneself, or changes it for a day."""

    async def work() -> object:
        body: RatingIn = call.body
        ticket, _ = await get_ticket(call.actor, body.ticket)
        if ticket.customer_id != call.actor.id:
            raise NotFound
        found = await invitation.of_ticket(ticket.id, call.actor.id)
        if found is None:
            raise Refused(N_("This request cannot be rated: it is not done, or the time for that is over."))
        wish = rating.Wish(
            stars=str(body.stars), text=body.text, reasons=body.reasons, answers=await _answers(found.id)
        )
        settings = context_of("feedback").settings
        kept = await rating.give(found, wish, actor_id=call.actor.id, settings=settings)
        team = await get_team(kept.team_id)
        people = await get_many([call.actor.id])
        return Answer(_out(kept, team.key if team is not None else "", people[call.actor.id].login), 201)

    return await call.idempotent(work)


async def _answers(invitation_id: int) -> dict[int, str]:
    """What was answered in the form stays as it is."""
    given = await rating.of_invitation(invitation_id)
    return await rating.answers_of(given.id) if given is not None else {}


def _out(one: Rating, team: str, login: str | None) -> RatingOut:
    return RatingOut(
        id=one.id,
        ticket=str(one.ticket_id),
        team=team,
        service=one.service,
        stars=one.stars,
        text=one.text,
        reasons=list(one.reasons),
        person=login,
        at=utc(from_us(one.at)),
    )


ENDPOINTS = [
    endpoint("GET", "/x/feedback/ratings", ratings, needs=scope.RIGHT, query=Wanted, answer=RatingList),
    endpoint("POST", "/x/feedback/ratings", give, needs="ticket.own", body=RatingIn, answer=RatingOut, status=201),
]
