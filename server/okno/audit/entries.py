"""Reading the audit: the newest first, narrowed, in pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from okno.audit.groups import GROUPS, OTHER, group_of
from okno.clock import from_us
from okno.db import Row, fetch, in_list, load_json

PAGE = 50
PIECE = 500
"""How many rows are read at once while a file is written."""


@dataclass(frozen=True)
class Entry:
    """One audited fact. `payload` holds ids and enumerated values; `team_id` and `person_id` tell about whom it is."""

    event_id: int
    moment: datetime
    actor_id: int | None
    stream: str
    stream_id: int
    kind: str
    person_id: int | None
    team_id: int | None
    via: str
    address: str
    reason: str
    payload: Mapping[str, Any]

    @property
    def group(self) -> str:
        """The group of its kind; `other` for kinds of plugins."""
        return group_of(self.kind)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which facts are asked for; what is not given does not narrow.

    `kinds` are names of facts, `group` a key of GROUPS or `other`; `since` and `until` are microseconds UTC, the
    second one is not part of the time any more.
    """

    group: str = ""
    kinds: tuple[str, ...] = ()
    by_id: int | None = None
    person_id: int | None = None
    team_id: int | None = None
    since: int | None = None
    until: int | None = None


async def page(wanted: Wanted, *, before: int | None = None, limit: int = PAGE) -> tuple[list[Entry], int | None]:
    """The newest facts below the id `before`, and the id to go on below, or None at the end."""
    where, args = _where(wanted, before)
    rows = await fetch(
        "SELECT a.event_id, a.at, a.actor_id, a.stream, a.stream_id, a.kind, a.person_id, a.team_id, a.via, a.address,"
        " a.reason, e.payload FROM audit a LEFT JOIN event e ON e.id = a.event_id"
        f" WHERE {' AND '.join(where)} ORDER BY a.event_id DESC LIMIT ${len(args) + 1}",
        *args,
        limit + 1,
    )
    found = [_entry(row) for row in rows[:limit]]
    return found, found[-1].event_id if len(rows) > limit else None


async def pieces(wanted: Wanted, *, most: int) -> AsyncIterator[Sequence[Entry]]:
    """The newest `most` facts, piece by piece: no more than one piece is held at a time."""
    left, before = most, None
    while left > 0:
        found, before = await page(wanted, before=before, limit=min(PIECE, left))
        if found:
            yield found
        if before is None:
            return
        left -= len(found)


def _where(wanted: Wanted, before: int | None) -> tuple[list[str], list[object]]:
    where, args = ["1 = 1"], list[object]()
    bounds = (
        ("a.actor_id =", wanted.by_id),
        ("a.person_id =", wanted.person_id),
        ("a.team_id =", wanted.team_id),
        ("a.at >=", wanted.since),
        ("a.at <", wanted.until),
        ("a.event_id <", before),
    )
    for condition, value in bounds:
        if value is not None:
            args.append(value)
            where.append(f"{condition} ${len(args)}")
    if wanted.kinds:
        _among(where, args, "IN", wanted.kinds)
    if wanted.group == OTHER:
        _among(where, args, "NOT IN", sorted(set().union(*GROUPS.values())))
    elif wanted.group:
        _among(where, args, "IN", sorted(GROUPS.get(wanted.group, ())))
    return where, args


def _among(where: list[str], args: list[object], word: str, kinds: Sequence[str]) -> None:
    places, more = in_list(kinds, start=len(args) + 1)
    where.append(f"a.kind {word} {places}")
    args += more


def _entry(row: Row) -> Entry:
    payload = load_json(row["payload"])
    return Entry(
        event_id=row["event_id"],
        moment=from_us(row["at"]),
        actor_id=row["actor_id"],
        stream=row["stream"],
        stream_id=row["stream_id"],
        kind=row["kind"],
        person_id=row["person_id"],
        team_id=row["team_id"],
        via=row["via"],
        address=row["address"],
        reason=row["reason"],
        payload=payload if isinstance(payload, dict) else {},
    )
