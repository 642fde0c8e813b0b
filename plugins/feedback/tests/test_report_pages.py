"""The pages of the staff: who opens which, what stands there, and what leaves as a table."""

from __future__ import annotations

import pytest

from okno import access
from okno.db import execute, fetch_value
from plugins.feedback.tests.desk import put, work
from plugins.feedback.tests.world import World
from tests.company import make_confidential, team_id
from tests.web.browsing import Browser
from tests.web.conftest import TEAM

pytestmark = pytest.mark.plugins("feedback")
OURS = ("/x/feedback/report", "/x/feedback/words", "/x/feedback/bad", "/x/feedback/ratings.csv")
QUESTIONS, INTERVIEWS = "/x/feedback/questions", "/x/feedback/interviews"
FORMULA = '=HYPERLINK("https://evil.example";"x")'


async def status(who: Browser, path: str) -> int:
    """How a page answers somebody."""
    return (await who.client.get(path)).status_code


async def test_who_may_open_what(world: World) -> None:
    people = {"lead": world.lead, "boris": world.company.boris, "anna": world.anna, "admin": world.company.admin}
    theirs = {"lead": 200, "boris": 403, "anna": 403, "admin": 403}
    kept = {"lead": 403, "boris": 403, "anna": 403, "admin": 200}
    expected = dict.fromkeys(OURS, theirs)
    expected |= dict.fromkeys((QUESTIONS, f"{QUESTIONS}/new", INTERVIEWS), kept)
    for path, statuses in expected.items():
        assert {name: await status(who, path) for name, who in people.items()} == statuses, path
        assert await status(world.out, path) == 303


async def test_the_report_is_drawn_and_counted(world: World) -> None:
    await world.rate(await world.done(), "1", text="Плохо")
    page = await world.lead.open("/x/feedback/report")
    assert "1.0average mark" in page.text("figures")
    assert "100\u202f%" in world.lead.response.text
    assert [own["aria-label"] for tag, own in page.attributes if tag == "svg" and own.get("class") == "fb-trend"] == [
        "Marks by month: how many, and how good"
    ]
    assert ("/x/feedback/report", "") in (await world.lead.open("/desk/overview")).links


async def test_an_empty_report_says_why(world: World) -> None:
    page = await world.lead.open("/x/feedback/report?period=3&team=nothing&service=none")
    assert "Nobody has given a mark in this time." in page.text("empty")


async def test_a_lead_of_another_team_reads_nothing_of_it(world: World) -> None:
    await world.rate(await world.done(), "1", text="Секрет отдела")
    await execute("UPDATE team_member SET lead = $1 WHERE person_id = $2", False, world.lead.id)
    await access.grant(world.lead.id, "manager", team_id=await team_id("accounting"))
    for path in OURS:
        await world.lead.open(f"{path}?team={TEAM}")
        assert "Секрет отдела" not in world.lead.response.text


async def test_marks_of_a_confidential_team_are_for_its_members(world: World) -> None:
    await world.rate(await world.done(), "1", text="Секрет отдела")
    await make_confidential(TEAM)
    await world.lead.open("/x/feedback/words")
    assert "Секрет отдела" in world.lead.response.text
    await access.grant(world.company.stranger.id, "manager", team_id=await team_id(TEAM))
    await world.company.stranger.open("/x/feedback/words")
    assert "Секрет отдела" not in world.company.stranger.response.text


async def test_words_are_text_and_narrowed_by_mark(world: World) -> None:
    await world.rate(await world.done(), "1", text="<img src=x onerror=alert(1)>")
    page = await world.lead.open("/x/feedback/words?stars=1&worded=1")
    assert "<img src=x onerror=alert(1)>" in page.text("fb-mark")
    assert "<img src=x" not in world.lead.response.text
    page = await world.lead.open("/x/feedback/words?stars=5&before=9e9&period=abc")
    assert "There are no such marks." in page.text("empty")


async def test_a_table_runs_no_formula(world: World) -> None:
    await world.rate(await world.done(), "1", text=FORMULA)
    answer = await world.lead.client.get("/x/feedback/ratings.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    head, line, _ = answer.text.split("\r\n")
    assert head.startswith("\ufeffWhen;Request;Team;")
    assert f'"\'{FORMULA.replace(chr(34), chr(34) * 2)}"' in line


async def test_a_bad_mark_is_handed_over_and_answered(world: World) -> None:
    await world.rate(await world.done(), "2")
    await work()
    page = await world.lead.open("/x/feedback/bad")
    await world.lead.send(page.form("/x/feedback/bad", "keep"), keeper=str(world.company.vera.id), press="keep")
    assert await fetch_value("SELECT keeper_id FROM x_feedback_rating") == world.company.vera.id
    page = await world.lead.open("/x/feedback/bad")
    page = await world.lead.send(page.form("/x/feedback/bad", "done"), press="done")
    assert "No bad mark waits for an answer." in page.text("empty")
    page = await world.lead.open("/x/feedback/bad?show=done")
    assert "Яна Ведущая" in page.text("fb-acts")
    page = await world.lead.send(page.form("/x/feedback/bad", "open"), press="open")
    assert page.has_form("/x/feedback/bad", "done")


async def test_the_notice_of_a_bad_mark_leads_to_the_list(world: World) -> None:
    await world.rate(await world.done(), "1")
    await work()
    page = await world.lead.open("/notices")
    assert any(href == "/x/feedback/bad" for href, _ in page.links), page.links
    assert "The customer gives a bad mark: 1 of 5." in page.text("main")


async def test_a_strange_form_is_not_found(world: World) -> None:
    await world.rate(await world.done(), "1")
    csrf = (await world.lead.open("/x/feedback/bad")).form("/x/feedback/bad", "done").values["_csrf"][0]
    for data in ({"act": "done", "id": "99"}, {"act": "done", "id": "x"}, {"act": "erase", "id": "1"}):
        assert (await world.lead.client.post("/x/feedback/bad", data={**data, "_csrf": csrf})).status_code == 404
    assert (await world.lead.client.post("/x/feedback/bad", data={"act": "done", "id": "1"})).status_code == 403


async def test_questions_are_added_changed_removed_and_taken_back(world: World) -> None:
    admin = world.company.admin
    page = await admin.open(f"{QUESTIONS}/new")
    page = await admin.send(page.form(f"{QUESTIONS}/new"), 422, text_ru="Вовремя?")
    assert "Write the question in both languages." in page.text("error")
    page = await admin.send(
        page.form(f"{QUESTIONS}/new"), text_ru="Вовремя?", text_en="In <b>time</b>?", kind="choice",
        choices="Да | Yes\nНет | No", services=["monitor"],
    )  # fmt: skip
    assert "In <b>time</b>?" in page.text("main")
    assert "In <b>time" not in admin.response.text
    number = await world.done()
    page = await world.anna.open(f"/tickets/{number}")
    assert "In <b>time</b>?" in page.text("fb-ask")
    await world.rate(number, "5", q1="2")
    assert await fetch_value("SELECT number FROM x_feedback_answer") == 2
    page = await admin.open(f"{QUESTIONS}/1")
    page = await admin.send(page.form(f"{QUESTIONS}/1"), text_en="On time?")
    assert "On time?" in page.text("main")
    page = await admin.send(page.form(f"{QUESTIONS}?act=back&id=2"))
    assert "In <b>time</b>?" in page.text("main")
    page = await admin.send(page.form(QUESTIONS, "remove"), press="remove")
    assert "There are no questions" in page.text("empty")
    await admin.open(f"{QUESTIONS}/1", 404)
    await admin.open(f"{QUESTIONS}/x", 404)


async def test_interviews_are_written_down_once_at_a_time(world: World) -> None:
    await world.rate(await world.done(), "1")
    admin = world.company.admin
    page = await admin.open(INTERVIEWS)
    assert "Анна Королёва" in page.text("fb-list")
    form = page.form(INTERVIEWS)
    page = await admin.send(form, contacted="yes", notes="Сказала: <i>спасибо</i>")
    assert "<i>спасибо</i>" in page.text("fb-list")
    assert "<i>спасибо" not in admin.response.text
    page = await admin.send(form, 409, contacted="no", notes="Моё")
    assert "Somebody else has written here meanwhile." in page.text("main")
    assert page.form(INTERVIEWS).values["notes"] == ["Моё"]
    page = await admin.open(f"{INTERVIEWS}?quarter=20201&show=yes&after=1-2")
    assert "Nobody to talk to here." in page.text("empty")


async def test_assignees_are_shown_only_when_the_company_wants_it(world: World) -> None:
    await put(pause=0, enough=5, by_person=True)
    await world.rate(await world.done(), "4")
    await world.lead.open("/x/feedback/report")
    assert "Борис Мастеров" not in world.lead.response.text
    for n in range(4):
        await execute(
            "INSERT INTO x_feedback_rating (invitation_id, ticket_id, team_id, assignee_id, service, stars, text,"
            " reasons, month, at, changed_at, changes, follow) SELECT $1, ticket_id, team_id, assignee_id, service,"
            " stars, text, reasons, month, at, changed_at, changes, follow FROM x_feedback_rating LIMIT 1",
            1000 + n,
        )
    await world.lead.open("/x/feedback/report")
    assert "Борис Мастеров" in world.lead.response.text
    await put(by_person=False)
    await world.lead.open("/x/feedback/report")
    assert "Борис Мастеров" not in world.lead.response.text
