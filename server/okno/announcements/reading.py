"""Reading announcements: one, those of now, the planned ones, the past ones; each through the one predicate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from okno.access import Actor
from okno.announcements.announcement import COLUMNS, KINDS, NEWS, Announcement, Reader, from_row
from okno.clock import now_us
from okno.db import fetch, fetch_one, in_list
from okno.errors import NotFound
from okno.text import N_

MOST = 200
"""How many a list looks at: nobody reads more, and the older ones are gone from the lists by themselves."""
PAST_DAYS = 30
_DAY_US = 24 * 3600 * 1_000_000
STAGES = ("now", "planned", "past")


async def get(actor: Actor, number: str | int) -> Announcement:
    """The announcement; NotFound for what there is not and for what is not for the actor."""
    found = await load(number)
    if found is None or not (await Reader.of(actor)).sees(found):
        raise missing()
    return found


def missing() -> NotFound:
    """The one answer for what does not exist and for what one may not know of."""
    return NotFound(N_("There is no such announcement, or it is not for you."))


async def load(number: str | int) -> Announcement | None:
    """The announcement, whoever asks."""
    text = str(number)
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        return None
    row = await fetch_one(f"SELECT {COLUMNS} FROM announcement WHERE id = $1", int(text))
    return from_row(row) if row is not None else None


async def staged(actor: Actor, stage: str) -> list[Announcement]:
    """What an actor may know of what is going on now, what is planned, or what was over in the last 30 days.

    The gravest first, of one kind the newest; what is planned by its beginning, what is past by its end.
    """
    rows = await _rows(stage)
    if not rows:
        return []
    reader = await Reader.of(actor)
    return [one for one in rows if reader.sees(one)]


async def current(actor: Actor) -> list[Announcement]:
    """What is going on now, for the actor."""
    return await staged(actor, "now")


def beside(announcements: Iterable[Announcement], service: str) -> list[Announcement]:
    """What is known of this very service, without news."""
    return [one for one in announcements if service in one.services and one.kind != NEWS]


async def _rows(stage: str) -> Sequence[Announcement]:
    now = now_us()
    going = "ended_at IS NULL AND (ends_at IS NULL OR ends_at > $1)"
    where = {
        "now": f"{going} AND starts_at <= $1 ORDER BY starts_at DESC, id DESC",
        "planned": f"{going} AND starts_at > $1 ORDER BY starts_at, id",
        "past": "coalesce(ended_at, ends_at) <= $1 AND coalesce(ended_at, ends_at) > $2"
        " ORDER BY coalesce(ended_at, ends_at) DESC, id DESC",
    }[stage]
    # The instant is an argument: in the text it would make a new statement of each request.
    args = (now, now - PAST_DAYS * _DAY_US) if stage == "past" else (now,)
    rows = await fetch(f"SELECT {COLUMNS} FROM announcement WHERE {where} LIMIT {MOST}", *args)
    found = [from_row(row) for row in rows]
    return sorted(found, key=lambda one: KINDS.index(one.kind)) if stage == "now" else found


async def affected_by(person_id: int, ids: Iterable[int]) -> set[int]:
    """Those of the announcements of which the person has said: me too."""
    places, args = in_list(sorted(set(ids)), start=2)
    sql = f"SELECT announcement_id FROM announcement_affected WHERE person_id = $1 AND announcement_id IN {places}"
    return {row["announcement_id"] for row in await fetch(sql, person_id, *args)}


async def affected_counts(ids: Iterable[int]) -> dict[int, int]:
    """How many people have said so of each; none are left out."""
    places, args = in_list(sorted(set(ids)))
    rows = await fetch(
        "SELECT announcement_id, count(*) AS n FROM announcement_affected"
        f" WHERE announcement_id IN {places} GROUP BY announcement_id",
        *args,
    )
    return {row["announcement_id"]: int(row["n"]) for row in rows}


async def affected_people(announcement_id: int) -> list[int]:
    """The ids of who has said so, in the order in which they did."""
    sql = "SELECT person_id FROM announcement_affected WHERE announcement_id = $1 ORDER BY id"
    return [row["person_id"] for row in await fetch(sql, announcement_id)]
