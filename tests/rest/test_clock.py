"""The clock over REST: the times add up, what was waited for an approval is none of the answer, why is in words."""

from __future__ import annotations

import pytest

from okno import people
from okno.catalog import registry
from okno.clock import now_us
from tests.rest.conftest import Company
from tests.tickets.agreeing import moved_clock, offer, step

HOUR = 3_600_000_000


def _later(hours: int) -> int:
    """The instant after so many working hours of the team."""
    return registry.calendar("office").add(now_us(), hours * HOUR)


async def test_the_times_add_up_and_say_why(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole seconds of the segments are whole seconds of the whole, also when each has a rest."""
    set_to = moved_clock(monkeypatch)
    ticket = await company.boris.move(await company.anna.order(), "in_progress")
    for state, words in (("waiting_user", "Which one?"), ("in_progress", None), ("waiting_supplier", "By post")):
        set_to(_later(1) + 777_777)
        ticket = await company.boris.move(ticket, state, words)
    set_to(_later(1))
    clock = await company.boris.get(f"/tickets/{ticket['number']}/clock")
    segments = clock["segments"]
    assert sum(one["counted_seconds"] for one in segments) == clock["resolve"]["worked_seconds"]
    assert [one["running"] for one in segments] == [True, True, False, True, False]
    assert [one["pause"] for one in segments] == ["", "", "requester", "", "supplier"]
    assert [one["from"] for one in segments[1:]] == [one["to"] for one in segments[:-1]]
    assert "часы стоят: ждём поставщика" in segments[-1]["why"]
    assert "часы идут по графику" in segments[1]["why"]
    await people.change(company.boris.id, {"locale": "en"}, actor_id=None)
    told = (await company.boris.get(f"/tickets/{ticket['number']}/clock"))["segments"]
    assert "the clock stands: the supplier is waited for" in told[-1]["why"]


async def test_an_approval_is_waited_for_outside_of_the_answer(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither while it is waited for, nor afterwards, nor when the answer is given."""
    await people.change(company.anna.id, {"manager_id": company.stranger.id}, actor_id=None)
    await offer(step())
    set_to = moved_clock(monkeypatch)
    ticket = await company.anna.order()
    path = f"/tickets/{ticket['number']}"
    set_to(_later(5))
    assert (await company.anna.get(f"{path}/clock"))["respond"]["worked_seconds"] == 0
    [asked] = (await company.stranger.get("/approvals"))["items"]
    await company.stranger.post(f"{path}/approvals/{asked['id']}", {"decision": "approve"}, 200)
    set_to(_later(1))
    respond = (await company.anna.get(f"{path}/clock"))["respond"]
    assert (respond["worked_seconds"], respond["work_seconds"]) == (3600, 2 * 3600)
    await company.boris.move(await company.boris.get(path), "in_progress")
    set_to(_later(3))
    clock = await company.anna.get(f"{path}/clock")
    assert clock["respond"]["worked_seconds"] == 3600
    assert clock["resolve"]["worked_seconds"] == 4 * 3600
