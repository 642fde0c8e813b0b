"""What live pushes need of facts: where they stand in the order of commits and who hears of them, nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.db import Row, dialect, fetch, fetch_one, in_list, load_json
from okno.events.log import HORIZON


@dataclass(frozen=True, slots=True)
class Trace:
    """A fact without what it says. `position` is explained in `okno.events.log`."""

    id: int
    position: int
    stream: str
    kind: str
    topics: tuple[str, ...]


_COLUMNS = "id, position, stream, kind, topics"


async def traces_of(ids: Sequence[int]) -> list[Trace]:
    """The facts with these ids that are committed, in the order of ids."""
    places, args = in_list(ids)
    return [_trace(row) for row in await fetch(f"SELECT {_COLUMNS} FROM event WHERE id IN {places} ORDER BY id", *args)]


async def traces_since(position: int, limit: int) -> tuple[list[Trace], int]:
    """Facts at or after a position that a horizon was earlier, and the horizon now.

    They are all that came since, and perhaps some twice. Both are of one snapshot: a fact at or above that horizon
    stands beside an older transaction that still runs, and not beside a moment between two reads.
    """
    # Ordered as the index is: in the order of ids a database may walk through all facts there are.
    rows = await fetch(
        f"SELECT h.position AS horizon, e.* FROM ({HORIZON[dialect()]}) h LEFT JOIN (SELECT {_COLUMNS} FROM event"
        " WHERE position >= $1 ORDER BY position, id LIMIT $2) e ON true",
        position,
        limit,
    )
    found = sorted((_trace(row) for row in rows if row["id"] is not None), key=lambda trace: trace.id)
    return found, int(rows[0]["horizon"])


async def last_id() -> int:
    """The highest id of a fact; 0 when there is none."""
    row = await fetch_one("SELECT coalesce(max(id), 0) AS id FROM event")
    return int(row["id"]) if row is not None else 0


async def position_at(event_id: int) -> int:
    """The position of the first fact from this id on; 0 when there is none."""
    row = await fetch_one("SELECT position FROM event WHERE id >= $1 ORDER BY id LIMIT 1", event_id)
    return int(row["position"]) if row is not None else 0


def _trace(row: Row) -> Trace:
    return Trace(row["id"], row["position"], row["stream"], row["kind"], tuple(load_json(row["topics"])))
