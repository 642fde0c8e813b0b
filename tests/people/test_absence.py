"""Absences: when somebody is away and who stands in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from okno import people
from okno.clock import now, to_us
from okno.db import execute, fetch
from okno.errors import Invalid, NotFound
from okno.events.log import read_stream
from okno.people import absence

pytestmark = pytest.mark.usefixtures("db")
ZONE = "Europe/Moscow"


def _day(n: int = 0, zone: str = ZONE) -> date:
    return now().astimezone(ZoneInfo(zone)).date() + timedelta(days=n)


async def _people(*logins: str) -> list[int]:
    return [await people.create(login=one, name=one.capitalize()) for one in logins]


async def _leave(person: int, first: int = 0, last: int = 1, substitute: int | None = None) -> int:
    return await absence.add(person, _day(first), _day(last), substitute_id=substitute, zone=ZONE, actor_id=None)


async def test_both_days_belong_to_it_in_his_own_zone() -> None:
    """Midnight is where he lives, not where the server stands."""
    [vera, east] = await _people("vera", "east")
    await people.change(east, {"time_zone": "Asia/Vladivostok"}, actor_id=None)
    await absence.add(vera, date(2030, 12, 1), date(2030, 12, 5), zone=ZONE, actor_id=None)
    await absence.add(east, date(2030, 12, 1), date(2030, 12, 5), zone=ZONE, actor_id=None)
    for person, zone in ((vera, ZONE), (east, "Asia/Vladivostok")):
        [stored] = await absence.of_person(person)
        assert (stored.first(ZONE), stored.last(ZONE)) == (date(2030, 12, 1), date(2030, 12, 5))
        begins = to_us(datetime(2030, 12, 1, tzinfo=ZoneInfo(zone)))
        ends = to_us(datetime(2030, 12, 6, tzinfo=ZoneInfo(zone)))
        seen = [person in await people.away([person], at=at) for at in (begins - 1, begins, ends - 1, ends)]
        assert seen == [False, True, True, False]


@pytest.mark.parametrize(("first", "last"), [(1, 0), (-3, -1), (0, 366 * 6), (-366 * 6, 0)])
async def test_odd_days_are_refused(first: int, last: int) -> None:
    """Turned round, over already, too long."""
    [vera] = await _people("vera")
    with pytest.raises(Invalid) as refused:
        await _leave(vera, first, last)
    assert list(refused.value.fields) == ["ends"]
    with pytest.raises(Invalid):
        await absence.add(vera, date.min, date.max, zone=ZONE, actor_id=None)


async def test_two_absences_do_not_overlap() -> None:
    """The refusal names the days of the other; a cancelled one is no hindrance."""
    [vera] = await _people("vera")
    first = await _leave(vera, 2, 4)
    for span in ((4, 9), (0, 2), (3, 3), (0, 9)):
        with pytest.raises(Invalid) as refused:
            await _leave(vera, *span)
        assert f"{_day(2):%d.%m.%Y}" in str(refused.value.fields["starts"])
    await _leave(vera, 5, 6)
    await absence.cancel(vera, first, actor_id=None)
    await _leave(vera, 0, 4)


async def test_a_substitute_is_there_and_somebody_else() -> None:
    """Not himself, not somebody who has left or is away too."""
    [vera, gone, away, here] = await _people("vera", "gone", "away", "here")
    await people.change(gone, {"active": False}, actor_id=None)
    await _leave(away, 3, 5)
    for wrong in (vera, gone, away, 10**9):
        with pytest.raises(Invalid) as refused:
            await _leave(vera, 0, 3, wrong)
        assert list(refused.value.fields) == ["substitute"]
    assert f"{_day(5):%d.%m.%Y}" in str(refused.value.fields["substitute"]) or wrong == 10**9
    await _leave(vera, 0, 2, away)
    assert (await people.away([vera, here, None]))[vera].substitute == "Away"


async def test_substitutes_of_substitutes_stand_in_and_circles_end() -> None:
    """A few hops; nobody stands in for who is here."""
    [one, two, three] = await _people("one", "two", "three")
    assert await people.stand_in(one) is None
    await _leave(one, 0, 5, two)
    assert (await people.stand_in(one)).login == "two"  # type: ignore[union-attr]
    await _leave(two, 0, 5, three)
    assert (await people.stand_in(one)).login == "three"  # type: ignore[union-attr]
    await _leave(three, 0, 5)
    assert await people.stand_in(one) is None
    await execute("UPDATE absence SET substitute_id = $1 WHERE person_id = $2", one, three)
    assert await people.stand_in(one) is None
    assert await people.stand_in(two) is None


async def test_whoever_has_left_stands_in_for_nobody() -> None:
    [vera, anna] = await _people("vera", "anna")
    await _leave(vera, 0, 1, anna)
    await people.change(anna, {"active": False}, actor_id=None)
    assert await people.stand_in(vera) is None


async def test_the_facts_have_ids_and_instants_only() -> None:
    """And only one's own absence can be cancelled, once."""
    [vera, anna] = await _people("vera", "anna")
    made = await _leave(vera, 0, 1, anna)
    with pytest.raises(NotFound):
        await absence.cancel(anna, made, actor_id=anna)
    await absence.cancel(vera, made, actor_id=vera)
    with pytest.raises(NotFound):
        await absence.cancel(vera, made, actor_id=vera)
    assert await people.away([vera]) == {}
    assert await absence.of_person(vera) == []
    assert len(await fetch("SELECT id FROM absence")) == 1
    told = {one.kind: dict(one.payload) for one in await read_stream("person", vera) if "Absence" in one.kind}
    assert set(told) == {"AbsenceSet", "AbsenceCancelled"}
    assert all(isinstance(value, int) for payload in told.values() for value in payload.values())
