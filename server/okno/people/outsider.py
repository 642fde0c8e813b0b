"""Outsiders: people outside of the company who write through a channel. They have a name, no account and no rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from okno.clock import now_us
from okno.db import execute, fetch, fetch_value, in_list
from okno.people.person import get_many
from okno.text import one_line

KIND = "contact"
"""Their kind among the principals."""


@dataclass(frozen=True)
class Outsider:
    """Somebody outside."""

    id: int
    name: str


async def enter(name: str) -> int:
    """Enters an outsider in the current transaction and returns his id; nobody but a channel can reach him."""
    principal_id = int(await fetch_value("INSERT INTO principal (kind) VALUES ($1) RETURNING id", KIND))
    await execute(
        "INSERT INTO outsider (id, name, created_at) VALUES ($1, $2, $3)",
        principal_id,
        one_line(name) or "?",
        now_us(),
    )
    return principal_id


async def outsiders(ids: Iterable[int | None]) -> dict[int, Outsider]:
    """Those of the principals that are outsiders, by id."""
    wanted = sorted({one for one in ids if one is not None})
    if not wanted:
        return {}
    places, args = in_list(wanted)
    rows = await fetch(f"SELECT id, name FROM outsider WHERE id IN {places}", *args)
    return {row["id"]: Outsider(row["id"], row["name"]) for row in rows}


async def name_of(principal_id: int | None) -> str:
    """What a person or an outsider is called; "" for nobody that there is."""
    outside = (await outsiders([principal_id])).get(principal_id or 0)
    if outside is not None:
        return outside.name
    person = (await get_many([principal_id])).get(principal_id or 0)
    return person.name if person is not None else ""


async def rename_outsider(principal_id: int, name: str) -> None:
    """Gives an outsider another name in the current transaction."""
    await execute("UPDATE outsider SET name = $2 WHERE id = $1", principal_id, one_line(name) or "?")
