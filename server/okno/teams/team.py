"""A team: declared by the catalog, found by key or id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from okno.db import Row, dump_json, execute, fetch, fetch_one, in_list, load_json, recall
from okno.text import Texts, pick


@dataclass(frozen=True)
class Team:
    """A team that does work."""

    id: int
    key: str
    title: Texts
    calendar: str
    confidential: bool
    active: bool

    def name(self, locale: str) -> str:
        """The title in a language."""
        return pick(self.title, locale)


_COLUMNS = "id, key, title, calendar, confidential, active"
RECALLED = "team"
"""Under this name teams are recalled within a request."""


def _team(row: Row) -> Team:
    flags = {"confidential": bool(row["confidential"]), "active": bool(row["active"])}
    return Team(**{**row, "title": load_json(row["title"]), **flags})


async def declare(key: str, title: Texts, *, calendar: str = "", confidential: bool = False) -> None:
    """Makes a team exist with these properties, in the current transaction."""
    await execute(
        "INSERT INTO team (key, title, calendar, confidential, active) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (key) DO UPDATE SET title = excluded.title, calendar = excluded.calendar,"
        " confidential = excluded.confidential, active = excluded.active",
        key,
        dump_json(dict(title)),
        calendar,
        confidential,
        True,
    )


async def retire(keep: Iterable[str]) -> None:
    """Closes the teams that the catalog does not declare any more; their tickets stay."""
    # An empty list would be unknown rather than empty; no team has the key "".
    places, args = in_list(sorted({"", *keep}), start=3)
    await execute(f"UPDATE team SET active = $1 WHERE active = $2 AND key NOT IN {places}", False, True, *args)


async def get(team_id: int) -> Team | None:
    """The team with this id."""
    return (await recall.each(RECALLED, [team_id], _read)).get(team_id)


async def _read(ids: list[int]) -> dict[int, Team]:
    places, args = in_list(ids)
    return {row["id"]: _team(row) for row in await fetch(f"SELECT {_COLUMNS} FROM team WHERE id IN {places}", *args)}


async def by_key(key: str) -> Team | None:
    """The team with this key."""
    row = await fetch_one(f"SELECT {_COLUMNS} FROM team WHERE key = $1", key)
    return _team(row) if row else None


async def get_many(ids: Iterable[int | None]) -> dict[int, Team]:
    """Those of the teams that exist, by id."""
    return await recall.each(RECALLED, sorted({one for one in ids if one is not None}), _read)


async def all_teams() -> list[Team]:
    """The teams that work, in the order of their keys."""
    rows = await fetch(f"SELECT {_COLUMNS} FROM team WHERE active = $1 ORDER BY key", True)
    found = [_team(row) for row in rows]
    recall.know(RECALLED, {one.id: one for one in found})
    return found
