"""Writing and reading facts.

`position` is what makes catching up safe. Ids are given out when a row is written, but transactions commit in
another order: a reader that remembers "the last id" misses a fact whose transaction was slower. So each fact carries
the number of its transaction on PostgreSQL (a reader starts below the oldest one that still runs) and its own id on
SQLite, where writers are alone anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from okno.clock import now_us
from okno.db import dialect, dump_json, execute, fetch, fetch_value, in_list, in_tx
from okno.db.wake import bell
from okno.events.event import Event, Fact
from okno.events.origin import rule_at_work
from okno.events.registry import listeners_of, witnesses

Story = Sequence[Fact]

_POSITION = {
    "postgres": "pg_current_xact_id()::text::bigint",
    "sqlite": "(SELECT coalesce(max(id), 0) + 1 FROM event)",
}
HORIZON = {
    "postgres": "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS position",
    "sqlite": "SELECT coalesce(max(id), 0) + 1 AS position FROM event",
}
"""The position below which every fact is visible by now; what is at or above it may still be joined by others."""
_COLUMNS = "id, stream, stream_id, kind, actor_id, at, payload, topics"


async def record(event: Event, topics: Iterable[str] = ()) -> int:
    """Writes a fact and its deliveries in the current transaction, before its witnesses; the commit wakes everybody.

    `topics` are the names under which browsers may hear of it, such as "ticket:10427". Returns the id.
    """
    if not in_tx():
        raise RuntimeError("a fact is written in the transaction of its change")
    at = now_us()
    heard = tuple(sorted(set(topics)))
    payload = event.payload()
    if rule := rule_at_work():
        payload["rule"] = rule
    event_id = await fetch_value(
        "INSERT INTO event (stream, stream_id, kind, actor_id, at, payload, topics, position)"
        f" VALUES ($1, $2, $3, $4, $5, $6, $7, {_POSITION[dialect()]}) RETURNING id",
        event.stream,
        event.stream_id,
        event.kind(),
        event.actor_id,
        at,
        dump_json(payload),
        dump_json(heard),
    )
    heard_by = [found.name for found in listeners_of(event.kind())]
    if heard_by:
        places = ", ".join(f"($1, ${n}, $2, $3, $4, 0, 0)" for n in range(5, 5 + len(heard_by)))
        await execute(
            "INSERT INTO delivery (event_id, listener, stream, stream_id, next_at, lease_until, attempts)"
            f" VALUES {places}",
            event_id,
            event.stream,
            event.stream_id,
            at,
            *heard_by,
        )
    fact = Fact(event_id, event.stream, event.stream_id, event.kind(), event.actor_id, at, payload, heard)
    for see in witnesses():
        await see(event, fact)
    await bell.ring(f"e{event_id}")
    return int(event_id)


async def read_stream(stream: str, stream_id: int, limit: int = 1000) -> Story:
    """The facts of one stream, oldest first: the last `limit` of them."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM event WHERE stream = $1 AND stream_id = $2 ORDER BY id DESC LIMIT $3",
        stream,
        stream_id,
        limit,
    )
    return [Fact.of(row) for row in reversed(rows)]


async def read_stream_after(stream: str, stream_id: int, *, after: int, limit: int) -> Story:
    """Facts of one stream that come after the one with the id `after`, oldest first: the first `limit` of them."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM event WHERE stream = $1 AND stream_id = $2 AND id > $3 ORDER BY id LIMIT $4",
        stream,
        stream_id,
        after,
        limit,
    )
    return [Fact.of(row) for row in rows]


async def has_fact(stream: str, stream_id: int, event: type[Event]) -> bool:
    """Whether a stream has a fact of this kind."""
    found = await fetch_value(
        "SELECT id FROM event WHERE stream = $1 AND stream_id = $2 AND kind = $3 ORDER BY id DESC LIMIT 1",
        stream,
        stream_id,
        event.kind(),
    )
    return found is not None


async def read_facts(ids: Sequence[int]) -> Story:
    """The facts with these ids that are committed, in the order of ids."""
    places, args = in_list(ids)
    return [
        Fact.of(row) for row in await fetch(f"SELECT {_COLUMNS} FROM event WHERE id IN {places} ORDER BY id", *args)
    ]


async def horizon() -> int:
    """The position from which a reader must look again to miss nothing that is not visible yet."""
    return int(await fetch_value(HORIZON[dialect()]))
