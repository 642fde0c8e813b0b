"""REST: the audit, for programs that watch it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from okno import people, teams
from okno.audit import GROUPS, Entry, Wanted, page
from okno.audit.groups import OTHER
from okno.clock import to_us
from okno.errors import Invalid
from okno.http import cursor as codec
from okno.http.rest import Call, Model, endpoint
from okno.rest.shapes import ListQuery, Moment, Names
from okno.text import N_

TOLD = frozenset(
    {
        "role", "given", "taken", "given_in_all_teams", "taken_in_all_teams", "line", "withheld", "lead", "fields",
        "first", "second", "unknown", "step", "last", "by", "token_id", "work", "group",
    }
)  # fmt: skip
"""What of the details of facts is given: what is not named here may lead to what the reader does not see."""


class AuditEntryView(Model):
    """One audited fact."""

    id: int
    at: Moment
    kind: str
    group: str = Field(description="One of the groups of the query.")
    actor: str | None = Field(description="Login of who did it; null: the server or its command line.")
    person: str | None = Field(description="Login of the person that it is about.")
    team: str | None = Field(description="Key of the team that it is about.")
    via: str = Field(description="page, rest, token, cli, job; empty when it is not known.")
    address: str
    reason: str
    details: dict[str, Any] = Field(description="What belongs to its kind: names of roles and rights, never texts.")


class AuditList(Model):
    """A page of the audit, the newest first."""

    items: list[AuditEntryView]
    next_cursor: str | None


class AuditQuery(ListQuery):
    """Which facts are wanted."""

    actor: str = Field("", max_length=128, description="Who did it: login or id.")
    person: str = Field("", max_length=128, description="About whom it is: login or id.")
    team: str = Field("", max_length=128, description="About which team it is: key.")
    group: str = Field("", max_length=32, description=f"One of {', '.join((*GROUPS, OTHER))}.")
    kind: str = Field("", max_length=64, description="Name of the fact, such as RoleGranted.")
    since: datetime | None = Field(None, description="Not before this moment.")
    until: datetime | None = Field(None, description="Before this moment.")


async def list_audit(call: Call) -> AuditList:
    """Who did what"""
    query: AuditQuery = call.query
    wanted = await _wanted(query)
    before = query.after_id() or None
    entries, more = await page(wanted, before=before, limit=query.size)
    names = await Names.of(
        {one for entry in entries for one in (entry.actor_id, entry.person_id)}, {entry.team_id for entry in entries}
    )
    return AuditList(
        items=[_view(entry, names) for entry in entries],
        next_cursor=codec.encode(more) if more is not None else None,
    )


async def _wanted(query: AuditQuery) -> Wanted:
    if query.group not in ("", *GROUPS, OTHER):
        raise Invalid({"group": N_("One of these is expected: %(known)s.", known=", ".join((*GROUPS, OTHER)))})
    team = await teams.by_key(query.team) if query.team else None
    if query.team and team is None:
        raise Invalid({"team": N_("There is no such team.")})
    return Wanted(
        group=query.group,
        kinds=(query.kind,) if query.kind else (),
        by_id=await _person("actor", query.actor),
        person_id=await _person("person", query.person),
        team_id=team.id if team is not None else None,
        since=_us("since", query.since),
        until=_us("until", query.until),
    )


async def _person(name: str, text: str) -> int | None:
    """The id of a person by login or id, whether or not he is still here."""
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    found = await people.get(number) if number is not None else await people.by_login(text)
    if found is None:
        raise Invalid({name: N_("There is no such person.")})
    return found.id


def _us(name: str, moment: datetime | None) -> int | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise Invalid({name: N_("Write the moment with its zone: 2026-11-30T09:00:00Z.")})
    return to_us(moment)


def _view(entry: Entry, names: Names) -> AuditEntryView:
    return AuditEntryView(
        id=entry.event_id,
        at=entry.moment,
        kind=entry.kind,
        group=entry.group,
        actor=names.person(entry.actor_id),
        person=names.person(entry.person_id),
        team=names.team(entry.team_id),
        via=entry.via,
        address=entry.address,
        reason=entry.reason,
        details=_details(entry.payload),
    )


def _details(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name in TOLD}


ENDPOINTS = (endpoint("GET", "/audit", list_audit, needs="audit.see", query=AuditQuery, answer=AuditList),)
