"""What marks say together: by month, team, service, assignee, and whether people would recommend us.

Everything is counted in the database, within the teams that the reader may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okno.api import fetch, in_list
from okno_feedback.calendar import months, quarters
from okno_feedback.marks import Marks, Scores

PERIODS = (3, 12, 24)
"""Over how many months a report may go."""
QUARTERS = 6
SERVICES_MOST = 30


@dataclass(frozen=True, kw_only=True)
class Span:
    """What is counted: within these teams, of a service or of all, over so many months up to this one."""

    teams: Sequence[int]
    service: str = ""
    period: int = 12

    def where(self, alias: str = "r", start: int = 1) -> tuple[str, list[object]]:
        """The condition with its arguments."""
        places, args = in_list(self.teams, start=start)
        sql = f"{alias}.team_id IN {places}"
        args.append(months(self.period)[0])
        sql += f" AND {alias}.month >= ${start + len(args) - 1}"
        if self.service:
            args.append(self.service)
            sql += f" AND {alias}.service = ${start + len(args) - 1}"
        return sql, args


async def total(span: Span) -> Marks:
    """All marks of the span."""
    found = await _by(span, "1")
    return found.get(1, Marks({}))


async def by_month(span: Span) -> Mapping[int, Marks]:
    """The marks of each month of the span, oldest first; a month without any is there too."""
    found = await _by(span, "{a}.month")
    return {month: found.get(month, Marks({})) for month in months(span.period)}


async def by_team(span: Span) -> Mapping[int, Marks]:
    """The marks of each team."""
    return await _by(span, "{a}.team_id")


async def by_service(span: Span) -> Mapping[str, Marks]:
    """The marks of each service, the most rated first."""
    found = await _by(span, "{a}.service")
    rated = sorted(found.items(), key=lambda one: (-one[1].total, one[0]))
    return dict(rated[:SERVICES_MOST])


async def by_assignee(span: Span, *, least: int) -> Mapping[int, Marks]:
    """The marks of each assignee who has enough of them to be judged by."""
    found = await _by(span, "{a}.assignee_id")
    return {key: marks for key, marks in found.items() if key is not None and marks.total >= least}


async def _by(span: Span, key: str) -> dict[Any, Marks]:
    """The marks in groups, with those who were asked: a letter went out, or they answered without one."""
    where, args = span.where()
    of = key.format(a="r")
    given = await fetch(
        f"SELECT {of} AS k, r.stars, count(*) AS n FROM x_feedback_rating r WHERE {where} GROUP BY {of}, r.stars",
        *args,
    )
    where, args = span.where("i")
    of = key.format(a="i")
    asked = await fetch(
        f"SELECT {of} AS k, count(*) AS n FROM x_feedback_invitation i WHERE {where} AND i.state <> 'withdrawn'"
        f" AND (i.asked_at IS NOT NULL OR i.state = 'rated') GROUP BY {of}",
        *args,
    )
    counts: dict[Any, dict[int, int]] = {row["k"]: {} for row in asked}
    for row in given:
        counts.setdefault(row["k"], {})[row["stars"]] = int(row["n"])
    times = {row["k"]: int(row["n"]) for row in asked}
    return {name: Marks(by_mark, times.get(name, 0)) for name, by_mark in counts.items()}


async def services_of(teams: Sequence[int]) -> list[str]:
    """The services that were rated in these teams, for the filter."""
    places, args = in_list(teams)
    sql = f"SELECT DISTINCT service FROM x_feedback_rating WHERE team_id IN {places} ORDER BY service LIMIT 200"
    return [row["service"] for row in await fetch(sql, *args)]


async def scores(teams: Sequence[int]) -> Mapping[int, Scores]:
    """Whether people would recommend us, by quarter, the newest first; a quarter without answers is left out."""
    wanted = quarters(QUARTERS)
    places, args = in_list(teams, start=2)
    rows = await fetch(
        f"SELECT quarter, score, count(*) AS n FROM x_feedback_score WHERE quarter >= $1 AND team_id IN {places}"
        " GROUP BY quarter, score",
        wanted[-1],
        *args,
    )
    counts: dict[int, dict[int, int]] = {}
    for row in rows:
        counts.setdefault(row["quarter"], {})[row["score"]] = int(row["n"])
    return {quarter: Scores.of(counts[quarter]) for quarter in wanted if quarter in counts}
