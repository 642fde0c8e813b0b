"""What a delivery says: composed once, kept as text, the same bytes each time it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.api import Fact, dump_json, from_us, utc
from okno.api.outbound import own_url
from okno.api.people import get as get_person
from okno.api.teams import get_many as get_teams
from okno.api.tickets import Ticket
from okno_webhooks.hook import IDS, PERSON, Hook
from okno_webhooks.kinds import PING, Kind


async def compose(hook: Hook, fact: Fact, kind: Kind, ticket: Ticket, data: Mapping[str, Any]) -> str:
    """The body for one webhook: a fact about a request as that is now."""
    told = {
        "id": str(fact.id),
        "event": kind.name,
        "at": utc(from_us(fact.at)),
        "actor_id": fact.actor_id,
        "ticket": await _ticket(hook, ticket),
        "data": await _plain(data),
    }
    return dump_json(told)


def ping(hook: Hook, key: str, at: int) -> str:
    """The body of a test."""
    return dump_json({"id": key, "event": PING, "at": utc(from_us(at)), "data": {"webhook": hook.id}})


async def _ticket(hook: Hook, ticket: Ticket) -> dict[str, Any]:
    told: dict[str, Any] = {"number": ticket.number, "url": own_url(f"/tickets/{ticket.number}")}
    if hook.level == IDS:
        return told
    team = (await get_teams([ticket.team_id])).get(ticket.team_id)
    told |= {
        "subject": ticket.subject,
        "service": ticket.service,
        "kind": ticket.kind,
        "state": ticket.state,
        "team": team.key if team is not None else None,
        "priority": ticket.priority_name,
        "created_at": utc(from_us(ticket.created_at)),
    }
    if hook.level == PERSON:
        person = await get_person(ticket.customer_id)
        told["requester"] = {"id": ticket.customer_id, "name": person.name if person is not None else None}
    return told


async def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Ids of teams and requests as others know them: by key and number; instants as text."""
    told = dict(data)
    if told.get("team_id") is not None:
        teams = await get_teams([told["team_id"]])
        told["team"] = teams[told["team_id"]].key if told["team_id"] in teams else None
    told.pop("team_id", None)
    for name, plain in (("from_id", "from"), ("into_id", "into")):
        if name in told:
            told[plain] = str(told.pop(name))
    if told.get("due") is not None:
        told["due"] = utc(from_us(told["due"]))
    return told
