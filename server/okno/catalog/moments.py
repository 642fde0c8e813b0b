"""Days and moments of a form: how they are written, their bounds, and the zone in which they are meant."""

import re
from datetime import UTC, date, datetime, time, timedelta

from okno.text import N_, Phrase

DATE_BOUND = re.compile(r"today(\+[0-9]{1,4})?|[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
"""RFC 3339; without an offset it is meant in the zone of the person. Python and JSON Schema read it alike."""
NOW = "now"
_YEARS = range(1900, 3000)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(MOMENT)


def read_day(value: object) -> date | None:
    """Read a day written as 2026-12-31."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def read_moment(value: object, here: datetime) -> datetime | None:
    """Read a moment; without an offset in the zone of `here`, the person's wall clock. The result is in that zone."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError:
        return None
    if moment.year not in _YEARS:
        # At the ends of the calendar zones have no room.
        return None
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=here.tzinfo)).astimezone(here.tzinfo)


def stored(moment: datetime) -> str:
    """Give the form in which a moment is stored: 2026-12-01T07:00:00Z."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def is_bound(bound: str, *, moment: bool) -> bool:
    """Tell whether a bound of a day, or of a moment, is well written."""
    if moment and bound == NOW:
        return True
    return bound_day(bound, date(2026, 1, 1)) is not None


def bound_day(bound: object, today: date) -> date | None:
    """Give the day of a date bound: `2026-12-31`, `today` or `today+3` (calendar days)."""
    if not isinstance(bound, str) or not DATE_BOUND.fullmatch(bound):
        return None
    if bound.startswith("today"):
        return today + timedelta(days=int(bound[6:] or 0))
    return read_day(bound)


def bound_moment(bound: object, here: datetime, *, end: bool) -> datetime | None:
    """Give the moment of a bound: `now`, or a day from its beginning or to its `end` on the wall clock of `here`."""
    if bound == NOW:
        return here.replace(second=0, microsecond=0)
    day = bound_day(bound, here.date())
    return datetime.combine(day, time(23, 59, 59) if end else time(), here.tzinfo) if day is not None else None


def outside(day: date, low: date | None, high: date | None) -> Phrase | None:
    """Say what to choose when a day is out of its bounds."""
    if low is not None and day < low:
        return N_("Choose %(day)s or later", day=f"{low:%d.%m.%Y}")
    if high is not None and day > high:
        return N_("Choose %(day)s or earlier", day=f"{high:%d.%m.%Y}")
    return None


def beyond(moment: datetime, low: datetime | None, high: datetime | None) -> Phrase | None:
    """Say what to choose when a moment is out of its bounds."""
    if low is not None and moment < low:
        return N_("Choose %(day)s or later", day=f"{low:%d.%m.%Y %H:%M}")
    if high is not None and moment > high:
        return N_("Choose %(day)s or earlier", day=f"{high:%d.%m.%Y %H:%M}")
    return None
