"""Who may enter the absence of whom."""

from __future__ import annotations

from okno.access.actor import Actor, may
from okno.teams import teams_of


async def may_enter_absence(actor: Actor, person_id: int) -> bool:
    """Everybody his own, whoever has `absence.manage` anybody's, a team lead those of the members of his team."""
    if actor.id == person_id or may(actor, "absence.manage"):
        return True
    led = actor.teams_with("team.lead")
    return bool(led) and not led.isdisjoint(await teams_of(person_id))
