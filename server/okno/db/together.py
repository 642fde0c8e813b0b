"""Several small questions in one statement: a page asks how many of this and that there are, and waits once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from okno.db.sql import fetch

_PLACE = re.compile(r"\$(\d+)")


@dataclass(frozen=True)
class Scalar:
    """A query of one value. Its places count from $1; without a row the answer is None."""

    sql: str
    args: Sequence[object] = ()


def count_of(source: str, args: Sequence[object], *, upto: int) -> Scalar:
    """How many rows `FROM source` has, counted no further than to one more than `upto`."""
    return Scalar(f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT {upto + 1}) counted", args)


def _moved(sql: str, by: int) -> str:
    return _PLACE.sub(lambda found: f"${int(found[1]) + by}", sql)


async def together(questions: Sequence[Scalar]) -> list[Any]:
    """The answers, in the order of the questions."""
    if not questions:
        return []
    parts: list[str] = []
    args: list[object] = []
    for n, one in enumerate(questions):
        parts.append(f"({_moved(one.sql, len(args))}) AS q{n}")
        args += one.args
    row = (await fetch("SELECT " + ", ".join(parts), *args))[0]
    return [row[f"q{n}"] for n in range(len(questions))]
