"""Many ids as one argument of a statement."""

from __future__ import annotations

from collections.abc import Iterable

from okno.db import dialect, dump_json


def among(column: str, ids: Iterable[int], place: int) -> tuple[str, object]:
    """That a column is one of the ids, and the one argument for the place `$place`."""
    if dialect() == "postgres":
        return f"{column} = ANY(CAST(${place} AS bigint[]))", list(ids)
    return f"{column} IN (SELECT value FROM json_each(${place}))", dump_json(list(ids))
