"""Services that a person keeps at hand."""

from __future__ import annotations

from typing import Any

from okno.catalog.events import FavouriteChanged
from okno.clock import now_us
from okno.db import execute, fetch, fetch_value, tx
from okno.errors import Refused
from okno.events import record
from okno.people.personal import Erasure, holder, told
from okno.text import N_

MOST = 50
"""How many a person may keep."""


async def favourites_of(person_id: int) -> list[str]:
    """The keys of what a person keeps, the latest first; some of it may not exist for him any more."""
    rows = await fetch("SELECT service FROM favourite WHERE person_id = $1 ORDER BY at DESC, id DESC", person_id)
    return [row["service"] for row in rows]


async def keep(person_id: int, service: str) -> None:
    """Keeps a service at hand; one that is kept stays. Raises Refused for too many."""
    async with tx():
        own = "SELECT count(*) AS n FROM favourite WHERE person_id = $1 AND service <> $2"
        if int(await fetch_value(own, person_id, service)) >= MOST:
            raise Refused(N_("At most %(n)s favourites. Take the star from one that you do not need.", n=MOST))
        made = await execute(
            "INSERT INTO favourite (person_id, service, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            person_id,
            service,
            now_us(),
        )
        if made:
            await _record(person_id, service, kept=True)


async def drop(person_id: int, service: str) -> None:
    """Keeps it no more."""
    async with tx():
        gone = await execute("DELETE FROM favourite WHERE person_id = $1 AND service = $2", person_id, service)
        if gone:
            await _record(person_id, service, kept=False)


async def _record(person_id: int, service: str, *, kept: bool) -> None:
    event = FavouriteChanged(stream_id=person_id, actor_id=person_id, service=service, kept=kept)
    await record(event, [f"person:{person_id}"])


# Personal data -------------------------------------------------------------------------------------------------


async def export(person_id: int) -> list[dict[str, Any]]:
    """What he keeps, since when."""
    rows = await fetch("SELECT service, at FROM favourite WHERE person_id = $1 ORDER BY id", person_id)
    return told(rows, times=("at",))


async def forget(erasure: Erasure) -> None:
    """It all goes."""
    await execute("DELETE FROM favourite WHERE person_id = $1", erasure.person.id)


holder("favourites", export=export, forget=forget)
