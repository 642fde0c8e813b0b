"""The index of telephone numbers: whose number is this?"""

from __future__ import annotations

from collections.abc import Iterable

from okno.db import execute, fetch
from okno.phones import normal


async def add_number(owner_kind: str, owner_id: int, number: str, *, level: str = "own", region: str = "RU") -> bool:
    """Adds a number of an owner in the current transaction; False when the text is no number."""
    key = normal(number, region) if number.strip() else None
    if key is None:
        return False
    await execute(
        "INSERT INTO number (number, owner_kind, owner_id, level) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        key,
        owner_kind,
        owner_id,
        level,
    )
    return True


async def replace(owner_kind: str, owner_id: int, numbers: Iterable[str], *, region: str = "RU") -> None:
    """Makes these the own numbers of an owner. A text may hold several, separated by commas or semicolons."""
    await execute("DELETE FROM number WHERE owner_kind = $1 AND owner_id = $2 AND level = 'own'", owner_kind, owner_id)
    for text in numbers:
        for part in text.replace(";", ",").split(","):
            await add_number(owner_kind, owner_id, part, region=region)


async def by_number(number: str, region: str = "RU") -> list[int]:
    """The ids of active persons whose own number this is."""
    key = normal(number, region)
    if key is None:
        return []
    rows = await fetch(
        "SELECT p.id FROM number n JOIN person p ON p.id = n.owner_id"
        " WHERE n.number = $1 AND n.owner_kind = 'person' AND n.level = 'own' AND p.active = $2 ORDER BY p.id",
        key,
        True,
    )
    return [row["id"] for row in rows]


async def numbers_of(owner_kind: str, owner_id: int) -> list[str]:
    """The own numbers of an owner in their stored form."""
    rows = await fetch(
        "SELECT number FROM number WHERE owner_kind = $1 AND owner_id = $2 AND level = 'own' ORDER BY id",
        owner_kind,
        owner_id,
    )
    return [row["number"] for row in rows]
