"""When a person is away, and who stands in for him."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from okno.clock import from_us, now_us, to_us
from okno.db import Row, execute, fetch, fetch_one, fetch_value, in_list, tx
from okno.db.together import Scalar
from okno.errors import Invalid, NotFound
from okno.events import record
from okno.people.events import AbsenceCancelled, AbsenceSet
from okno.people.person import Person, get, hold
from okno.text import N_, Phrase

YEARS = 5
"""How far ahead an absence may end: parental leave is the longest that there is."""
_HOPS = 5
"""How many substitutes of substitutes are asked before it is said that nobody stands in."""


@dataclass(frozen=True)
class Absence:
    """A time in which a person is away: from `starts_at` until before `ends_at`, microseconds UTC.

    `zone` is his own time zone, in which the days are meant; "" is that of the company.
    """

    id: int
    person_id: int
    starts_at: int
    ends_at: int
    substitute_id: int | None
    substitute: str
    """The name of whoever stands in, "" for nobody."""
    zone: str

    def first(self, company_zone: str) -> date:
        """The first day."""
        return from_us(self.starts_at).astimezone(ZoneInfo(self.zone or company_zone)).date()

    def last(self, company_zone: str) -> date:
        """The last day; on the next one the person is back."""
        return from_us(self.ends_at - 1).astimezone(ZoneInfo(self.zone or company_zone)).date()


_SELECT = (
    "SELECT a.id, a.person_id, a.starts_at, a.ends_at, a.substitute_id, s.name AS substitute, p.time_zone AS zone"
    " FROM absence a JOIN person p ON p.id = a.person_id LEFT JOIN person s ON s.id = a.substitute_id"
    " WHERE a.cancelled_at IS NULL"
)


def _absence(row: Row) -> Absence:
    return Absence(**{**row, "substitute": row["substitute"] or "", "zone": row["zone"] or ""})


async def add(
    person_id: int,
    starts: date,
    ends: date,
    *,
    substitute_id: int | None = None,
    zone: str,
    actor_id: int | None,
) -> int:
    """Enters an absence, both days included, and returns its id.

    The days are those of the person's time zone, `zone` is the company's. Raises Invalid by field: starts, ends,
    substitute.
    """
    async with tx():
        # Two absences that are entered at once must not both find the time free.
        person = await hold(person_id)
        own_zone = person.time_zone or zone
        _check_days(starts, ends, from_us(now_us()).astimezone(ZoneInfo(own_zone)).date())
        span = _instant(starts, own_zone), _instant(ends + timedelta(days=1), own_zone)
        other = await _overlapping(person_id, *span)
        if other is not None:
            raise Invalid({"starts": _taken(other, zone)})
        if substitute_id is not None:
            await _check_substitute(person_id, substitute_id, span, zone)
        absence_id = int(
            await fetch_value(
                "INSERT INTO absence (person_id, starts_at, ends_at, substitute_id, created_by, created_at)"
                " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                person_id,
                *span,
                substitute_id,
                actor_id,
                now_us(),
            )
        )
        event = AbsenceSet(
            stream_id=person_id,
            actor_id=actor_id,
            absence_id=absence_id,
            starts_at=span[0],
            ends_at=span[1],
            substitute_id=substitute_id,
        )
        await record(event, [f"person:{person_id}"])
    return absence_id


def _check_days(starts: date, ends: date, today: date) -> None:
    if ends < starts:
        raise Invalid({"ends": N_("The last day is before the first one. Exchange them.")})
    if ends < today:
        raise Invalid({"ends": N_("These days are over already. The last day is today or later.")})
    if ends > today + timedelta(days=YEARS * 366) or starts < today - timedelta(days=YEARS * 366):
        raise Invalid({"ends": N_("At most %(n)s years. Choose nearer days.", n=YEARS)})


def _instant(day: date, zone: str) -> int:
    return to_us(datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC))


async def _overlapping(person_id: int, starts_at: int, ends_at: int) -> Absence | None:
    row = await fetch_one(
        f"{_SELECT} AND a.person_id = $1 AND a.starts_at < $2 AND a.ends_at > $3 ORDER BY a.starts_at LIMIT 1",
        person_id,
        ends_at,
        starts_at,
    )
    return _absence(row) if row else None


def _taken(other: Absence, zone: str) -> Phrase:
    return N_("There is an absence from %(first)s to %(last)s. Cancel it or choose other days.", **_days(other, zone))


def _days(absence: Absence, zone: str) -> dict[str, object]:
    return {"first": f"{absence.first(zone):%d.%m.%Y}", "last": f"{absence.last(zone):%d.%m.%Y}"}


async def _check_substitute(person_id: int, substitute_id: int, span: tuple[int, int], zone: str) -> None:
    if substitute_id == person_id:
        raise Invalid({"substitute": N_("Nobody stands in for himself. Choose somebody else.")})
    substitute = await get(substitute_id)
    if substitute is None or not substitute.active:
        raise Invalid({"substitute": N_("This person does not work here any more. Choose somebody else.")})
    other = await _overlapping(substitute_id, *span)
    if other is not None:
        days = _days(other, zone)
        who = N_(
            "%(name)s is away too, from %(first)s to %(last)s. Choose somebody else.", name=substitute.name, **days
        )
        raise Invalid({"substitute": who})


async def cancel(person_id: int, absence_id: int, *, actor_id: int | None) -> None:
    """Calls an absence of this person off; one that has begun is over now. NotFound when there is none to come."""
    async with tx():
        gone = await execute(
            "UPDATE absence SET cancelled_at = $1"
            " WHERE id = $2 AND person_id = $3 AND cancelled_at IS NULL AND ends_at > $1",
            now_us(),
            absence_id,
            person_id,
        )
        if not gone:
            raise NotFound(N_("There is no such absence, or it is over."))
        event = AbsenceCancelled(stream_id=person_id, actor_id=actor_id, absence_id=absence_id)
        await record(event, [f"person:{person_id}"])


async def of_person(person_id: int) -> list[Absence]:
    """The absences of a person that last or are still to come, in their order. Those that are over stay stored."""
    rows = await fetch(f"{_SELECT} AND a.person_id = $1 AND a.ends_at > $2 ORDER BY a.starts_at", person_id, now_us())
    return [_absence(row) for row in rows]


async def away(person_ids: Iterable[int | None], *, at: int | None = None) -> dict[int, Absence]:
    """Who of these persons is away at an instant (now when it is left out), by id: one query for a whole list."""
    wanted = sorted({one for one in person_ids if one is not None})
    if not wanted:
        return {}
    places, args = in_list(wanted, start=2)
    rows = await fetch(
        f"{_SELECT} AND a.starts_at <= $1 AND a.ends_at > $1 AND a.person_id IN {places}",
        now_us() if at is None else at,
        *args,
    )
    return {row["person_id"]: _absence(row) for row in rows}


def stands_in(person_id: int) -> Scalar:
    """Whether somebody who is away now has named this person as his substitute, to be asked with other questions."""
    return Scalar(
        "SELECT count(*) FROM (SELECT 1 FROM absence WHERE cancelled_at IS NULL AND starts_at <= $1 AND ends_at > $1"
        " AND substitute_id = $2 LIMIT 1) a",
        (now_us(), person_id),
    )


async def stood_for(person_id: int) -> list[int]:
    """The ids of those who are away now and for whom this person stands in, be it for a substitute of theirs."""
    found: list[int] = []
    nearest = [person_id]
    for _ in range(_HOPS - 1):
        places, args = in_list(nearest, start=2)
        rows = await fetch(
            "SELECT DISTINCT person_id FROM absence WHERE cancelled_at IS NULL AND starts_at <= $1 AND ends_at > $1"
            f" AND substitute_id IN {places}",
            now_us(),
            *args,
        )
        nearest = [row["person_id"] for row in rows if row["person_id"] not in (person_id, *found)]
        if not nearest:
            break
        found += nearest
    # Whoever is away himself stands in for nobody: then nobody's chain ends with him.
    return [] if found and await away([person_id]) else found


async def stand_in(person_id: int, *, at: int | None = None) -> Person | None:
    """Who stands in for a person who is away: his substitute or, when that one is away too, the substitute's own.

    None while the person is here, and when nobody stands in: no substitute, a circle, a chain that is too long.
    """
    seen = {person_id}
    current = person_id
    for _ in range(_HOPS):
        absence = (await away([current], at=at)).get(current)
        if absence is None:
            found = await get(current) if current != person_id else None
            return found if found is not None and found.active else None
        if absence.substitute_id is None or absence.substitute_id in seen:
            return None
        current = absence.substitute_id
        seen.add(current)
    return None
