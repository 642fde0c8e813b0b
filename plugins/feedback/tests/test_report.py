"""What marks say together, and who may know it."""

from __future__ import annotations

import pytest

from okno import access
from okno.clock import now_us
from okno.db import execute, fetch_value
from okno.people import required
from okno.people.erasure import Erasure
from okno_feedback import hooks, places, report, scope, words
from okno_feedback.calendar import month_of, months, quarter_of
from okno_feedback.report import Span
from plugins.feedback.tests.desk import Desk, hurry, put
from tests.company import MONITOR_TEAM, actor_again, hire, make_confidential, team_id

pytestmark = pytest.mark.plugins("feedback")


async def span(**more: object) -> Span:
    """The marks of the team for monitors."""
    return Span(teams=[await team_id(MONITOR_TEAM)], **more)  # type: ignore[arg-type]


async def test_marks_are_counted_by_month_team_and_service(desk: Desk) -> None:
    await put(pause=0)
    for stars in (5, 5, 1):
        await desk.rated(stars)
    await desk.done()
    await hurry()
    total = await report.total(await span())
    assert (total.counts, total.asked, total.answered_share) == ({5: 2, 1: 1}, 4, 75)
    team = await team_id(MONITOR_TEAM)
    assert (await report.by_team(await span()))[team].total == 3
    assert list(await report.by_service(await span())) == ["monitor"]
    by_month = await report.by_month(await span(period=3))
    assert list(by_month) == list(months(3))
    assert by_month[month_of(now_us())].total == 3


async def test_older_marks_are_not_in_a_shorter_time(desk: Desk) -> None:
    await desk.rated(1)
    await execute("UPDATE x_feedback_rating SET month = $1", months(13)[0])
    await execute("UPDATE x_feedback_invitation SET month = $1", months(13)[0])
    assert (await report.total(await span(period=12))).total == 0
    assert (await report.total(await span(period=24))).total == 1


async def test_what_was_withdrawn_was_not_asked(desk: Desk) -> None:
    ticket = await desk.done()
    await hurry()
    await desk.back(ticket)
    assert (await report.total(await span())).asked == 0


async def test_an_assignee_is_shown_with_enough_marks_only(desk: Desk) -> None:
    await put(pause=0)
    for _ in range(2):
        await desk.rated(5)
    assert await report.by_assignee(await span(), least=3) == {}
    assert list(await report.by_assignee(await span(), least=2)) == [desk.company.boris.id]


async def test_recommending_is_counted_by_quarter(desk: Desk) -> None:
    await desk.rated(5, score="10")
    team = await team_id(MONITOR_TEAM)
    (found,) = (await report.scores([team])).items()
    assert (found[0], found[1].promoters, found[1].net) == (quarter_of(now_us()), 1, None)
    assert await report.scores([]) == {}


async def test_leads_see_their_team_and_a_role_in_all_teams_sees_them_all_but_confidential_ones(desk: Desk) -> None:
    assert [team.key for team in await scope.teams_of(desk.lead)] == [MONITOR_TEAM]
    assert await scope.teams_of(desk.company.boris) == []
    await access.roles_of(desk.lead.id)
    await make_confidential(MONITOR_TEAM)
    assert [team.key for team in await scope.teams_of(await actor_again(desk.lead.id))] == [MONITOR_TEAM]
    outside = await hire("boss", "Пётр Начальник", role="manager", role_in=MONITOR_TEAM)
    assert await scope.teams_of(outside) == []


async def test_words_go_on_by_key_and_are_narrowed(desk: Desk) -> None:
    await put(pause=0)
    for n in range(5):
        await desk.rated(5 if n % 2 else 1, text="слово" if n else "")
    found, before = await words.page(words.Wish(span=await span(), limit=3))
    rest, end = await words.page(words.Wish(span=await span(), limit=3, before=before))
    assert ([one.id for one in (*found, *rest)], end) == ([5, 4, 3, 2, 1], None)
    assert len((await words.page(words.Wish(span=await span(), stars=1)))[0]) == 3
    assert len((await words.page(words.Wish(span=await span(), worded=True)))[0]) == 4
    pieces = [one.id async for piece in words.everything(words.Wish(span=await span())) for one in piece]
    assert pieces == [5, 4, 3, 2, 1]


async def test_forgetting_erases_words_and_names_and_keeps_marks(desk: Desk) -> None:
    await desk.rated(1, text="Личное", score="3")
    await execute("UPDATE x_feedback_interview SET notes = 'Тоже личное'")
    anna = await required(desk.company.anna.id)
    told = await hooks.export_person(desk.ctx, person_id=anna.id, whole=True)
    assert (told["ratings"][0]["text"], told["interviews"][0]["notes"]) == ("Личное", "Тоже личное")
    assert "ично" not in str(await hooks.export_person(desk.ctx, person_id=anna.id, whole=False))
    for _ in range(2):
        await hooks.forget_person(desk.ctx, erasure=Erasure(anna, "ru"))
    assert not any((await hooks.export_person(desk.ctx, person_id=anna.id, whole=True)).values())
    assert (await report.total(await span())).counts == {1: 1}
    for column, table in (("text", "rating"), ("notes", "interview")):
        assert await fetch_value(f"SELECT {column} FROM x_feedback_{table}") == ""


async def test_health_tells_of_letters_that_wait(desk: Desk) -> None:
    (line,) = await hooks.health(desk.ctx)
    assert line.ok
    await desk.done()
    await execute("UPDATE x_feedback_invitation SET write_at = 1")
    (line,) = await hooks.health(desk.ctx)
    assert not line.ok


async def test_marks_stand_beside_a_ticket_for_its_staff_alone(desk: Desk) -> None:
    kept = await desk.rated(2, text="Долго")
    company = desk.company
    assert (await places.told(desk.ctx, company.boris, kept.ticket_id)) is not None
    for other in (company.anna, company.stranger, company.fedor, company.admin):
        assert (await places.told(desk.ctx, other, kept.ticket_id)) is None
