"""What becomes of bad marks, and of people who were helped badly."""

from __future__ import annotations

import pytest

from okno import errors, teams
from okno.clock import now_us
from okno.db import execute, fetch, fetch_value, tx
from okno.tickets import Ticket
from okno_feedback import comebacks, follow, interview
from okno_feedback.calendar import quarter_of
from plugins.feedback.tests.desk import Desk, notices, put, work
from tests.company import MONITOR_TEAM, actor_again, hire, make_confidential, team_id

pytestmark = pytest.mark.plugins("feedback")


async def rows() -> list[tuple[int, str]]:
    """Whom the list of this quarter names and why."""
    found = await fetch(
        "SELECT i.person_id, r.why FROM x_feedback_interview i JOIN x_feedback_reason r ON r.interview_id = i.id"
        " ORDER BY r.id"
    )
    return [(one["person_id"], one["why"]) for one in found]


# The lead -----------------------------------------------------------------------------------------------------


async def test_the_lead_hears_of_a_bad_mark_once(desk: Desk) -> None:
    kept = await desk.rated(2, text="Плохо")
    await work()
    (told,) = await notices(desk.lead.id)
    assert "Плохо" not in str(told)
    await follow.warn(kept.id, told["event_id"])
    assert len(await notices(desk.lead.id)) == 1
    assert await notices(desk.company.boris.id) == []


async def test_a_better_mark_before_the_job_runs_is_not_told(desk: Desk) -> None:
    ticket = await desk.done()
    await desk.rated(1, ticket)
    await desk.rated(5, ticket)
    await work()
    assert await notices(desk.lead.id) == []
    assert await follow.count([ticket.team_id]) == 0


async def test_a_good_mark_that_turns_bad_is_told(desk: Desk) -> None:
    ticket = await desk.done()
    await desk.rated(5, ticket)
    await desk.rated(1, ticket)
    await work()
    assert len(await notices(desk.lead.id)) == 1


async def test_without_a_lead_the_whole_team_hears(desk: Desk) -> None:
    await teams.leave(await team_id(MONITOR_TEAM), desk.lead.id)
    await desk.rated(1)
    await work()
    assert [len(await notices(one.id)) for one in (desk.company.boris, desk.company.vera)] == [1, 1]


async def test_what_is_bad_is_a_setting(desk: Desk) -> None:
    await put(bad=3)
    await desk.rated(3)
    await work()
    assert len(await notices(desk.lead.id)) == 1


async def test_it_is_given_to_somebody_and_answered(desk: Desk) -> None:
    kept = await desk.rated(1)
    lead = await actor_again(desk.lead.id)
    await follow.give_to(lead, kept.id, desk.company.boris.id)
    assert len(await notices(desk.company.boris.id)) == 1
    await follow.settle(lead, kept.id, done=True)
    (found,), _ = await follow.page(lead, done=True)
    assert (found.keeper_id, found.settled_by_id) == (desk.company.boris.id, lead.id)
    await follow.settle(lead, kept.id, done=False)
    assert await follow.count([kept.team_id]) == 1


async def test_only_somebody_of_the_team_answers(desk: Desk) -> None:
    kept = await desk.rated(1)
    with pytest.raises(errors.Invalid):
        await follow.give_to(desk.lead, kept.id, desk.company.stranger.id)


async def test_for_others_there_is_no_such_mark(desk: Desk) -> None:
    kept = await desk.rated(1)
    other = await hire("other", "Лев Иной", team="accounting", lead=True)
    for actor in (other, desk.company.boris, desk.company.admin, desk.company.anna):
        with pytest.raises(errors.NotFound):
            await follow.settle(actor, kept.id, done=True)
        assert (await follow.page(actor))[0] == []


async def test_a_good_mark_is_nothing_to_be_answered(desk: Desk) -> None:
    kept = await desk.rated(5)
    with pytest.raises(errors.NotFound):
        await follow.settle(desk.lead, kept.id, done=True)


# Interviews ---------------------------------------------------------------------------------------------------


async def test_one_row_a_person_and_quarter_however_much_went_wrong(desk: Desk) -> None:
    ticket = await desk.done()
    await desk.rated(1, ticket)
    async with tx():
        await comebacks.went_late(ticket.id)
        await comebacks.went_late(ticket.id)
    anna = desk.company.anna.id
    assert await rows() == [(anna, "bad"), (anna, "late")]
    assert await fetch_value("SELECT count(*) FROM x_feedback_interview") == 1


async def test_who_comes_back_twice_is_to_be_talked_to(desk: Desk) -> None:
    ticket = await desk.done()
    await desk.back(ticket)
    assert await rows() == []
    await desk.finished(await desk.again(ticket))
    await desk.back(ticket)
    assert await rows() == [(desk.company.anna.id, "reopened")]


async def test_the_list_is_worked_through(desk: Desk) -> None:
    await desk.rated(1)
    quarter = quarter_of(now_us())
    (one,), _ = await interview.page(desk.company.admin, quarter)
    await interview.keep(desk.company.admin, one.id, contacted="yes", notes=" Всё в порядке ", version=one.version)
    assert await interview.counts(desk.company.admin, quarter) == {"yes": 1}
    with pytest.raises(errors.Conflict):
        await interview.keep(desk.company.admin, one.id, contacted="no", notes="", version=one.version)
    (again,), _ = await interview.page(desk.company.admin, quarter, contacted="yes")
    assert (again.notes, again.by_id, again.version) == ("Всё в порядке", desk.company.admin.id, 2)


async def test_a_confidential_team_is_known_to_its_members_alone(desk: Desk) -> None:
    await desk.rated(1)
    await make_confidential(MONITOR_TEAM)
    quarter = quarter_of(now_us())
    (known,), _ = await interview.page(desk.company.boris, quarter)
    assert (await interview.page(desk.company.admin, quarter))[0] == []
    assert await interview.counts(desk.company.admin, quarter) == {}
    with pytest.raises(errors.NotFound):
        await interview.keep(desk.company.admin, known.id, contacted="yes", notes="", version=1)


async def test_the_list_goes_on_by_key(desk: Desk) -> None:
    ticket = await desk.done()
    people = await _crowd(ticket, interview.PAGE + 3)
    quarter = quarter_of(now_us())
    first, after = await interview.page(desk.company.admin, quarter)
    assert after is not None
    rest, end = await interview.page(desk.company.admin, quarter, after=after)
    assert ({one.person_id for one in (*first, *rest)}, end) == (people, None)
    assert [one.lot for one in first] == sorted(one.lot for one in first)


async def _crowd(ticket: Ticket, count: int) -> set[int]:
    people = {1000 + n for n in range(count)}
    async with tx():
        for person_id in people:
            await interview.note(person_id, ticket.id, ticket.team_id, interview.LATE)
    return people


async def test_notes_are_not_endless(desk: Desk) -> None:
    await desk.rated(1)
    (one,), _ = await interview.page(desk.company.admin, quarter_of(now_us()))
    with pytest.raises(errors.Invalid):
        await interview.keep(desk.company.admin, one.id, contacted="yes", notes="я" * 4001, version=1)
    with pytest.raises(errors.Invalid):
        await interview.keep(desk.company.admin, one.id, contacted="maybe", notes="", version=1)
    await execute("DELETE FROM x_feedback_reason")
