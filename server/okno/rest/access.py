"""REST: why a person may or may not do something."""

from __future__ import annotations

from pydantic import Field

from okno import people, teams
from okno.access.explain import Verdict, asked, explain
from okno.errors import NotFound
from okno.http.rest import Call, Model, endpoint
from okno.text import N_


class ReasonView(Model):
    """One ground: it gives the right, or it does not although one might think so."""

    gives: bool
    text: str
    role: str | None = Field(description="Key of the role that it follows from.")
    why: str | None = Field(description="everyone, granted, granted_here, leading or everywhere.")


class ExplainView(Model):
    """Whether a person has a right, and why."""

    person: str = Field(description="Login.")
    right: str
    team: str | None
    holds: bool
    text: str
    reasons: list[ReasonView]
    would: list[str] = Field(description="Keys of the roles that would give it.")


class ExplainQuery(Model):
    """Who is asked about: a login or an id; which right; in which team, by its key."""

    person: str = Field(max_length=128)
    right: str = Field(max_length=64)
    team: str = Field("", max_length=64)


async def explained(call: Call) -> ExplainView:
    """Why a person has a right or has not"""
    query: ExplainQuery = call.query
    person = await _person(query.person)
    team = await teams.by_key(query.team) if query.team else None
    if query.team and (team is None or not team.active):
        raise NotFound(N_("There is no such team."))
    verdict = await explain(person, asked(query.right, team), team, call.t)
    return ExplainView(
        person=person.login,
        right=query.right,
        team=team.key if team is not None else None,
        holds=verdict.holds,
        text=verdict.text,
        reasons=_reasons(verdict),
        would=[role.key for role in verdict.would],
    )


async def _person(reference: str) -> people.Person:
    """Active or not: why somebody may nothing any more is a question too."""
    text = reference.strip()
    is_id = text.isascii() and text.isdigit() and len(text) < 19
    found = await people.get(int(text)) if is_id else await people.by_login(text)
    if found is None:
        raise NotFound(N_("There is no such person."))
    return found


def _reasons(verdict: Verdict) -> list[ReasonView]:
    return [
        ReasonView(
            gives=one.gives,
            text=one.text,
            role=one.ground.role.key if one.ground is not None else None,
            why=one.ground.why if one.ground is not None else None,
        )
        for one in verdict.reasons
    ]


ENDPOINTS = (endpoint("GET", "/access/explain", explained, needs="access.see", query=ExplainQuery, answer=ExplainView),)
