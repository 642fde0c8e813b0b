"""When somebody wants to be left alone, by his own clock, and when his letters come together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from okno.clock import DAYS, from_us, to_us
from okno.db import Row, dump_json, execute, fetch, in_list, load_json
from okno.errors import Conflict, Invalid
from okno.text import N_, Phrase

HOURLY = "hour"
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_MOST_STEPS = 2 * len(DAYS) + 2
"""Quiet days and quiet hours take turns; there are at most six days in a row."""
_COLUMNS = "person_id, quiet_from, quiet_until, quiet_days, digest, urgent, version"


@dataclass(frozen=True)
class Times:
    """What one has chosen; without a choice letters come at once and at any hour. See NoticeTimesRow."""

    quiet_from: str = ""
    quiet_until: str = ""
    quiet_days: tuple[str, ...] = ()
    digest: str = ""
    urgent: bool = False
    version: int = 0

    @property
    def quiet(self) -> bool:
        """Whether there is any quiet time."""
        return bool(self.quiet_from or self.quiet_days)


USUAL = Times()


async def times_of(person_ids: Iterable[int]) -> Mapping[int, Times]:
    """The choices of those who have made one, by person."""
    places, args = in_list(sorted(set(person_ids)))
    rows = await fetch(f"SELECT {_COLUMNS} FROM notice_times WHERE person_id IN {places}", *args)
    return {row["person_id"]: _of(row) for row in rows}


async def put(person_id: int, new: Times, *, version: int | None = None) -> None:
    """Keeps the times of a person, in the current transaction. Raises Invalid by field.

    With `version`, that of the times that were changed, a choice made meanwhile elsewhere is a Conflict.
    """
    problems = _problems(new)
    if problems:
        raise Invalid(problems)
    before = (await times_of([person_id])).get(person_id, USUAL)
    if version is not None and version != before.version:
        raise Conflict(N_("These choices were changed meanwhile. Look at them again."))
    days = dump_json([day for day in DAYS if day in new.quiet_days])
    await execute(
        "INSERT INTO notice_times (person_id, quiet_from, quiet_until, quiet_days, digest, urgent, version)"
        " VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (person_id) DO UPDATE SET quiet_from = excluded.quiet_from,"
        " quiet_until = excluded.quiet_until, quiet_days = excluded.quiet_days, digest = excluded.digest,"
        " urgent = excluded.urgent, version = notice_times.version + 1",
        person_id,
        new.quiet_from,
        new.quiet_until,
        days,
        new.digest,
        new.urgent,
    )


def _of(row: Row) -> Times:
    return Times(
        row["quiet_from"],
        row["quiet_until"],
        tuple(load_json(row["quiet_days"])),
        row["digest"],
        bool(row["urgent"]),
        row["version"],
    )


def _problems(new: Times) -> dict[str, Phrase]:
    wrong = N_("Write a time as 22:00.")
    problems = {
        name: wrong
        for name in ("quiet_from", "quiet_until")
        if getattr(new, name) and not _CLOCK.fullmatch(getattr(new, name))
    }
    if bool(new.quiet_from) != bool(new.quiet_until):
        problems.setdefault("quiet_until" if new.quiet_from else "quiet_from", N_("Write both times, or none."))
    elif new.quiet_from and new.quiet_from == new.quiet_until:
        problems["quiet_until"] = N_("Quiet hours end at another time than they begin.")
    if not set(new.quiet_days) <= set(DAYS):
        problems["quiet_days"] = N_("Choose days of the list.")
    elif len(set(new.quiet_days)) == len(DAYS):
        problems["quiet_days"] = N_("Leave at least one day of the week, else nothing would ever come.")
    if new.digest and new.digest != HOURLY and not _CLOCK.fullmatch(new.digest):
        problems["digest"] = wrong
    return problems


# The arithmetic -----------------------------------------------------------------------------------------------


def loud_from(times: Times, us: int, zone: str) -> int:
    """The first instant from `us` on that is not quiet: `us` itself when it is loud."""
    for _ in range(_MOST_STEPS):
        end = _quiet_end(times, from_us(us).astimezone(ZoneInfo(zone)))
        if end is None:
            break
        # A clock that is put forward has no such time: it goes on from where it stands.
        us = max(to_us(end.astimezone(UTC)), us + 1)
    return us


def gathered_at(times: Times, us: int, zone: str) -> int:
    """When a letter of the instant `us` goes out with the others: at the next full hour, or at the time of the day."""
    local = from_us(us).astimezone(ZoneInfo(zone))
    if times.digest == HOURLY:
        # In absolute time: an hour that the clock shows twice is two hours.
        past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return us + (timedelta(hours=1) - past) // timedelta(microseconds=1)
    at = time.fromisoformat(times.digest)
    moment = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0, fold=0)
    if to_us(moment.astimezone(UTC)) <= us:
        moment = _on_day(local, 1, at)
    return to_us(moment.astimezone(UTC))


def _quiet_end(times: Times, local: datetime) -> datetime | None:
    """When the quiet time that holds now ends; None when it is loud. What follows it may be quiet again."""
    if DAYS[local.weekday()] in times.quiet_days:
        return _on_day(local, 1, time())
    if not times.quiet_from:
        return None
    start, end = time.fromisoformat(times.quiet_from), time.fromisoformat(times.quiet_until)
    now = local.time()
    if start < end:
        return _on_day(local, 0, end) if start <= now < end else None
    if now >= start:
        return _on_day(local, 1, end)
    return _on_day(local, 0, end) if now < end else None


def _on_day(local: datetime, days: int, at: time) -> datetime:
    return datetime.combine(local.date() + timedelta(days=days), at, tzinfo=local.tzinfo)
