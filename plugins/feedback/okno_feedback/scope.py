"""Whose marks somebody may see: those of the teams in which he has the right, of a confidential one as its member."""

from __future__ import annotations

from collections.abc import Sequence

from okno.api import Actor
from okno.api.teams import Team, all_teams, get_many

RIGHT = "feedback.report"


async def teams_of(actor: Actor) -> list[Team]:
    """The teams whose marks the actor sees, in the order of their keys."""
    found = (await get_many(actor.teams_with(RIGHT))).values()
    return sorted((team for team in found if not team.confidential or team.id in actor.teams), key=lambda one: one.key)


async def open_to(actor: Actor) -> Sequence[int]:
    """The teams of which the actor may know who was helped badly: all that are not confidential, and his own."""
    return [team.id for team in await all_teams() if not team.confidential or team.id in actor.teams]
