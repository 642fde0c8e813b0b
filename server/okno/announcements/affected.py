"""“Me too”: who has said so of an outage hears when it is over, and no ticket is needed."""

from __future__ import annotations

from okno.access import Actor
from okno.announcements.announcement import NEWS, Announcement
from okno.announcements.events import AffectedChanged
from okno.announcements.reading import get
from okno.catalog import registry
from okno.clock import now_us
from okno.db import execute, tx
from okno.errors import Refused
from okno.events import record
from okno.teams import by_key
from okno.text import N_


async def me_too(actor: Actor, number: str | int) -> None:
    """Says that the actor has it too; once is enough. Raises NotFound, Refused for news and for what is over."""
    async with tx():
        found = await get(actor, number)
        if found.kind == NEWS or found.stage(now_us()) != "now":
            raise Refused(N_("This is not going on now."))
        made = await execute(
            "INSERT INTO announcement_affected (announcement_id, person_id, at) VALUES ($1, $2, $3)"
            " ON CONFLICT DO NOTHING",
            found.id,
            actor.id,
            now_us(),
        )
        if made:
            await _record(actor, found, affected=True)


async def not_me(actor: Actor, number: str | int) -> None:
    """Takes it back. Raises NotFound."""
    async with tx():
        found = await get(actor, number)
        sql = "DELETE FROM announcement_affected WHERE announcement_id = $1 AND person_id = $2"
        if await execute(sql, found.id, actor.id):
            await _record(actor, found, affected=False)


async def _record(actor: Actor, one: Announcement, *, affected: bool) -> None:
    # To the teams that can mend it, not to everybody: five hundred pages need not follow each of five hundred people.
    keys = {service.team for key in one.services if (service := registry.service(key)) is not None}
    found = [await by_key(key) for key in sorted(keys)]
    topics = [f"person:{actor.id}", *(f"team:{team.id}" for team in found if team is not None)]
    await record(AffectedChanged(stream_id=one.id, actor_id=actor.id, affected=affected), topics)
