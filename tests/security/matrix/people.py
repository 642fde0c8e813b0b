"""The people of the matrix, as they are made: with roles and teams, not with rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.applications import Starlette

from okno import access, people
from okno.access import Actor, lines
from okno.http import tokens
from tests.company import hire, make_confidential, team_id
from tests.security.matrix.truth import BY_TOKEN, DEPARTMENT, FOREIGN, IT, OF_DEPARTMENT, PARTS, SECRET, WHO
from tests.security.visitor import Visitor


@dataclass(frozen=True)
class Place:
    """The place of somebody in the company."""

    role: str = ""
    team: str = ""
    lead: bool = False
    line: int = 0
    role_in: str = ""


PLACES: Mapping[str, Place] = {
    "gone": Place("agent", IT),
    "gone_token": Place("agent", IT),
    "stranger": Place(),
    "requester": Place(),
    "agent": Place("agent", IT),
    "first_line": Place("agent", IT, line=1),
    "lead": Place(team=IT, lead=True),
    "other": Place("agent", FOREIGN),
    "operator": Place("operator", IT),
    "owner": Place("catalog_owner"),
    "manager": Place("manager", role_in=IT),
    "manager_elsewhere": Place("manager", role_in=FOREIGN),
    "auditor": Place("auditor"),
    "admin": Place("administrator"),
    "emergency": Place("administrator"),
    "hr": Place("agent", SECRET),
    "orders_here": Place("agent", IT),
    "narrow": Place("agent", IT),
    "approver": Place(),
    "watcher": Place(),
    "tasked": Place("agent", PARTS),
    # Those of whom the matrix asks nothing: who does the work, and who has ordered what is strange to most.
    "keeper": Place("agent", IT),
    "keeper_elsewhere": Place("agent", FOREIGN),
    "keeper_hr": Place("agent", SECRET),
    "author": Place(),
}
WITHHELD = ("ticket.finish", "ticket.close", "ticket.history")
"""What line 1 of the team may not."""


async def hire_everybody() -> dict[str, Actor]:
    """Everybody with his place, as he is now."""
    await make_confidential(SECRET)
    await lines.withhold(await team_id(IT), 1, WITHHELD, actor_id=None)
    hired = {
        who: await hire(
            who.replace("_", "-"), f"Человек {who}", role=place.role, team=place.team, lead=place.lead,
            line=place.line, role_in=place.role_in,
        )
        for who, place in PLACES.items()
    }  # fmt: skip
    for actor in hired.values():
        await people.change(actor.id, {"mail": f"p{actor.id}@example.test"}, actor_id=None)
    # Whose orders are no business of others works beside them: what is popular there must not tell of them.
    for who in (*OF_DEPARTMENT, "author"):
        await people.change(hired[who].id, {"department": DEPARTMENT}, actor_id=None)
    return {who: await access.actor_of(await people.required(actor.id)) for who, actor in hired.items()}


async def enter_everybody(app: Starlette, actors: Mapping[str, Actor]) -> dict[str, Visitor]:
    """Everybody at a browser, or with his token; who is gone was switched off after he had come in."""
    visitors = {who: await enter(app, actors, who) for who in WHO}
    for who in ("gone", "gone_token"):
        await people.change(actors[who].id, {"active": False}, actor_id=None)
    return visitors


async def enter(app: Starlette, actors: Mapping[str, Actor], who: str) -> Visitor:
    """One of them."""
    if who not in actors:
        return Visitor(app)
    # Addresses of their own: attempts are counted by address too.
    visitor = Visitor(app, actors[who].id, address=f"192.0.2.{10 + WHO.index(who)}")
    if who not in BY_TOKEN:
        await visitor.enter()
        return visitor
    rights = ["ticket.own", "ticket.see"] if who == "narrow" else None
    visitor.token = await tokens.issue(actors[who].id, who, rights=rights)
    return visitor
