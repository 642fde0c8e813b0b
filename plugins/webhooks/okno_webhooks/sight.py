"""What a webhook may tell: what its owner sees, and of confidential teams only those that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.api import Actor, may
from okno.api.people import Person, actors_of
from okno.api.teams import get_many as get_teams
from okno.api.tickets import Sight, Ticket, load, sight
from okno_webhooks.draft import may_choose
from okno_webhooks.hook import OWNER_LEFT, OWNER_RIGHT, Hook
from okno_webhooks.kinds import Kind
from okno_webhooks.pausing import RIGHT


def wants(hook: Hook, ticket: Ticket) -> bool:
    """Whether a request is among those that a webhook is about."""
    return (not hook.teams or ticket.team_id in hook.teams) and (not hook.services or ticket.service in hook.services)


def hindrance(owner: Person | None, actor: Actor | None) -> str:
    """Why a webhook of this owner must stop; "" when it need not."""
    if owner is None or not owner.active or actor is None:
        return OWNER_LEFT
    return "" if may(actor, RIGHT) else OWNER_RIGHT


async def tells(hook: Hook, actor: Actor, ticket: Ticket, kind: Kind, data: Mapping[str, Any]) -> bool:
    """Whether a webhook may tell this of a request now, with the rights of its owner."""
    seen = await sight(actor, ticket)
    if seen is None or (kind.staff and seen is not Sight.STAFF):
        return False
    concerned = {ticket.team_id, data.get("team_id") or ticket.team_id}
    for other in {data.get("from_id"), data.get("into_id")} - {None, ticket.id}:
        linked = await load(str(other))
        if await sight(actor, linked) is not Sight.STAFF:
            return False
        concerned.add(linked.team_id)
    for team in (await get_teams(concerned)).values():
        if team.confidential and not (team.id in hook.teams and may_choose(actor, team) and seen is Sight.STAFF):
            return False
    return True


async def actors(people: Mapping[int, Person]) -> dict[int, Actor]:
    """The actors of those who are still here."""
    return await actors_of(one for one in people.values() if one.active)
