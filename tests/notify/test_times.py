"""Quiet hours and gathered letters by the clock of a person, over midnight and over changes of the clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from okno.clock import FAR_US, from_us, to_us
from okno.errors import Conflict, Invalid
from okno.notify import times
from okno.notify.times import Times, gathered_at, loud_from
from okno.settings import Settings
from tests.company import hire

BERLIN = "Europe/Berlin"
NIGHT = Times(quiet_from="22:00", quiet_until="08:00")
WEEKEND = Times(quiet_from="22:00", quiet_until="08:00", quiet_days=("sat", "sun"))
LUNCH = Times(quiet_from="12:30", quiet_until="13:15")


def at(text: str, zone: str = BERLIN, fold: int = 0) -> int:
    """The instant at which the clock of a zone shows this."""
    return to_us(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold))


def shown(us: int, zone: str = BERLIN) -> str:
    """What the clock of a zone shows then."""
    return from_us(us).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("chosen", "now", "then"),
    [
        (Times(), "2026-11-23 03:00", "2026-11-23 03:00"),
        (NIGHT, "2026-11-23 21:59", "2026-11-23 21:59"),
        (NIGHT, "2026-11-23 22:00", "2026-11-24 08:00"),
        (NIGHT, "2026-11-24 07:59", "2026-11-24 08:00"),
        (NIGHT, "2026-11-24 08:00", "2026-11-24 08:00"),
        (LUNCH, "2026-11-24 12:45", "2026-11-24 13:15"),
        (LUNCH, "2026-11-24 13:15", "2026-11-24 13:15"),
        # Friday evening runs into the weekend, and that into the night of Monday.
        (WEEKEND, "2026-11-27 23:00", "2026-11-30 08:00"),
        (WEEKEND, "2026-11-29 12:00", "2026-11-30 08:00"),
        (Times(quiet_days=("sat", "sun")), "2026-11-28 12:00", "2026-11-30 00:00"),
        # The night in which the clock goes forward is shorter, that in which it goes back longer.
        (NIGHT, "2026-03-28 23:00", "2026-03-29 08:00"),
        (NIGHT, "2026-10-24 23:00", "2026-10-25 08:00"),
        # A time that the clock jumps over: it is loud as soon as the clock has jumped.
        (Times(quiet_from="01:00", quiet_until="02:30"), "2026-03-29 01:30", "2026-03-29 03:30"),
    ],
)
def test_when_it_is_loud_again(chosen: Times, now: str, then: str) -> None:
    assert shown(loud_from(chosen, at(now), BERLIN)) == then


def test_an_hour_that_comes_twice_is_quiet_twice() -> None:
    chosen = Times(quiet_from="01:00", quiet_until="03:00")
    for fold in (0, 1):
        assert shown(loud_from(chosen, at("2026-10-25 02:30", fold=fold), BERLIN)) == "2026-10-25 03:00"


@pytest.mark.parametrize(
    ("digest", "now", "then"),
    [
        ("hour", "2026-11-23 10:20", "2026-11-23 11:00"),
        ("hour", "2026-11-23 11:00", "2026-11-23 12:00"),
        ("09:00", "2026-11-23 08:59", "2026-11-23 09:00"),
        ("09:00", "2026-11-23 09:00", "2026-11-24 09:00"),
        ("09:00", "2026-03-28 09:01", "2026-03-29 09:00"),
    ],
)
def test_when_letters_are_gathered(digest: str, now: str, then: str) -> None:
    assert shown(gathered_at(Times(digest=digest), at(now), BERLIN)) == then


def test_hours_are_full_by_the_persons_clock() -> None:
    india = "Asia/Kolkata"
    assert shown(gathered_at(Times(digest="hour"), at("2026-11-23 10:20", india), india), india) == "2026-11-23 11:00"


clock = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from([BERLIN, "Europe/Moscow", "Asia/Kolkata", "America/Sao_Paulo", "Australia/Lord_Howe"])
days = st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), unique=True, max_size=6)
instants = st.integers(at("2024-01-01 00:00"), at("2030-01-01 00:00"))


@given(start=clock, end=clock, quiet=days, now=instants, zone=zones)
def test_what_waits_comes_out_in_a_loud_moment_within_a_week(
    start: str, end: str, quiet: list[str], now: int, zone: str
) -> None:
    if start == end:
        start = end = ""
    chosen = Times(quiet_from=start, quiet_until=end, quiet_days=tuple(quiet))
    then = loud_from(chosen, now, zone)
    assert now <= then <= now + 9 * 24 * 3_600_000_000
    assert loud_from(chosen, then, zone) == then


@given(digest=st.one_of(st.just("hour"), clock), now=instants, zone=zones)
def test_letters_are_gathered_later_and_within_a_day(digest: str, now: int, zone: str) -> None:
    then = gathered_at(Times(digest=digest), now, zone)
    assert now < then <= min(now + 26 * 3_600_000_000, FAR_US)


# Keeping ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Times(quiet_from="22:00"), "quiet_until"),
        (Times(quiet_until="08:00"), "quiet_from"),
        (Times(quiet_from="24:00", quiet_until="08:00"), "quiet_from"),
        (Times(quiet_from="8:00", quiet_until="09:00"), "quiet_from"),
        (Times(quiet_from="08:00", quiet_until="08:00"), "quiet_until"),
        (Times(quiet_days=("mon", "tue", "wed", "thu", "fri", "sat", "sun")), "quiet_days"),
        (Times(quiet_days=("today",)), "quiet_days"),
        (Times(digest="soon"), "digest"),
    ],
)
async def test_what_cannot_be_is_refused_by_field(db: Settings, wrong: Times, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await times.put(1, wrong)
    assert field in refused.value.fields


async def test_times_are_kept_and_guarded(db: Settings) -> None:
    anna = await hire("anna", "Анна Королёва")
    await times.put(anna.id, WEEKEND, version=0)
    kept = (await times.times_of([anna.id]))[anna.id]
    assert (kept.quiet_from, kept.quiet_until, kept.quiet_days, kept.version) == ("22:00", "08:00", ("sat", "sun"), 1)
    with pytest.raises(Conflict):
        await times.put(anna.id, NIGHT, version=0)
    await times.put(anna.id, NIGHT, version=1)
    assert (await times.times_of([anna.id]))[anna.id].quiet_days == ()
