"""A newcomer comes: ordered, agreed to, done in five teams, told and confirmed, by REST on the starter catalog."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest_asyncio

from tests.flows.company import Caller, Hired
from tests.flows.newcomer import AFTER, DUE_HOURS, MOSCOW, NAME, SHOWS_NAME, TEAM_OF, Office, due
from tests.stands.server import ServerStand
from tests.stands.smtp import SmtpStand
from tests.stands.wait import soon


@pytest_asyncio.fixture
async def office(server: ServerStand, own_db: None, net: httpx.AsyncClient, hired: Hired) -> Office:
    """The people of these tests."""
    return Office(server.base_url, hired, net)


def _states(tasks: dict[str, Any]) -> dict[str, str]:
    return {key: one["state"] for key, one in tasks.items()}


async def _kinds(who: Caller, number: str) -> list[str]:
    return [one["kind"] for one in (await who.get(f"/tickets/{number}/events"))["items"]]


async def _letters(smtp: SmtpStand, who: Caller, number: str) -> list[str]:
    return [
        one.text
        for one in smtp.letters
        if one.recipients == (who.person.mail,) and number in str(one.message["Subject"])
    ]


async def test_an_order_waits_for_the_manager_with_its_clock_stopped(office: Office) -> None:
    ticket = await office.order()
    number = ticket["number"]
    kira, mark = await office.rest("kira"), await office.rest("mark")
    assert (ticket["state"], ticket["team"], ticket["service"]) == ("waiting_approval", "hr", "onboarding")
    assert (ticket["respond_by"], ticket["resolve_by"]) == (None, None)
    clock = await kira.get(f"/tickets/{number}/clock")
    assert (clock["resolve"]["running"], clock["resolve"]["by"], clock["respond"]["by"]) == (False, None, None)
    assert clock["segments"][-1]["state"] == "waiting_approval"
    assert [one["counted_seconds"] for one in clock["segments"]] == [0] * len(clock["segments"])
    [asked] = await office.approvals(mark, number)
    assert (asked["why"], asked["requester"], asked["answers"]["full_name"]) == ("manager", "kira", NAME)
    assert datetime.fromisoformat(asked["due_at"]) > datetime.fromisoformat(asked["asked_at"])
    for who in (mark, kira):
        told = await who.get(f"/tickets/{number}/approvals")
        assert [(one["id"], one["state"], one["person"]) for one in told["items"]] == [(asked["id"], "asked", "mark")]
    assert set(_states(await office.tasks(kira, number)).values()) <= {"waiting"}
    for key in ("desk", "account", "equipment", "pass"):
        worker = await office.worker(key)
        assert (await worker.ask("GET", f"/tickets/{number}/approvals")).status_code == 404
        assert (await worker.ask("GET", f"/tickets/{number}/tasks")).status_code == 404, "nothing is to be done yet"


async def test_it_runs_whole_from_the_approval_to_the_end(office: Office, smtp: SmtpStand) -> None:
    ticket = await office.approved()
    number = ticket["number"]
    kira, nina = await office.rest("kira"), await office.worker("contract")
    assert ticket["state"] == "in_progress"
    assert ticket["resolve_by"] is not None

    seen = await office.tasks(nina, number)
    assert {key: one["team"] for key, one in seen.items()} == TEAM_OF
    assert {key: sorted(one["after"]) for key, one in seen.items()} == {key: sorted(v) for key, v in AFTER.items()}
    assert _states(seen) == {
        "contract": "open", "desk": "open", "account": "open", "equipment": "waiting", "pass": "waiting",
    }  # fmt: skip
    _check_terms(seen)

    await office.finish(number, "account", login="p.novosyolov")
    assert _states(await office.tasks(nina, number))["equipment"] == "waiting", "the desk is missing"
    await office.finish(number, "desk")
    await office.finish(number, "contract")
    seen = await office.tasks(nina, number)
    assert (seen["equipment"]["state"], seen["pass"]["state"]) == ("open", "open")
    _check_terms(seen)
    assert seen["account"]["fields"] == {"login": "p.novosyolov"}
    followed = await office.tasks(kira, number)
    assert sorted(_states(followed).values()) == ["done", "done", "done", "open", "open"]

    await office.finish(number, "pass", number="П-117")
    await office.finish(number, "equipment", number="НБ-004512")
    ended = await kira.get(f"/tickets/{number}")
    assert ended["state"] == "done"
    told = (await kira.get(f"/tickets/{number}/events"))["items"]
    moves = [one for one in told if one["kind"] == "TicketMoved"]
    assert [one["payload"]["to_state"] for one in moves] == ["waiting_approval", "new", "in_progress", "done"]
    assert (moves[-1]["actor"], moves[-1]["payload"]["by_rule"]) == (None, True)
    assert [one["kind"] for one in told].count("TaskDone") == 5

    async def heard() -> bool:
        return bool(await _letters(smtp, kira, number))

    await soon(heard, "the requester has a letter that it is done", within=30)
    closed = await kira.post(f"/tickets/{number}/moves", {"to": "closed", "version": ended["version"]}, 200)
    assert closed["state"] == "closed"


def _check_terms(tasks: dict[str, Any]) -> None:
    """Each task is due by the calendar of its team from when it opened; one that waits has no term yet."""
    for key, one in tasks.items():
        if one["state"] == "waiting":
            assert (one["due_by"], one["opened_at"]) == (None, None)
            continue
        wanted = due(datetime.fromisoformat(one["opened_at"]), TEAM_OF[key], DUE_HOURS[key])
        assert abs(datetime.fromisoformat(one["due_by"]) - wanted) < timedelta(seconds=1), key
        assert one["overdue"] is False


async def test_each_team_sees_its_part_and_nothing_else(office: Office) -> None:
    ticket = await office.approved()
    number = ticket["number"]
    for key in ("desk", "account"):
        worker = await office.worker(key)
        assert set(await office.tasks(worker, number)) == {key}
        task = (await office.tasks(worker, number))[key]
        assert (await worker.ask("GET", f"/tickets/{number}")).status_code == 404
        assert ("full_name" in task["answers"]) == (key in SHOWS_NAME)
        for path in ("/comments", "/events", "/clock", "/files", "/approvals", "/links", "/watchers", "/checklist"):
            assert (await worker.ask("GET", f"/tickets/{number}{path}")).status_code == 404, path
        for body in ({"service": "laptop"}, {"subject": "x"}):
            answer = await worker.ask("PATCH", f"/tickets/{number}", json={**body, "version": 1})
            assert answer.status_code == 404
    gleb = await office.worker("desk")
    hidden = (NAME, "Аналитик", "kira", "Кира", "mark", "Новосёлов")
    for path in (
        "/tasks", "/tasks?queue=facilities", f"/tickets/{number}/tasks", "/tickets", f"/tickets?q={number}", "/queues",
        "/me", "/approvals", f"/tickets?q={NAME}",
    ):  # fmt: skip
        told = await gleb.ask("GET", path)
        assert told.status_code == 200, path
        for word in hidden:
            assert word not in told.text, (path, word)
    for key in ("equipment", "pass"):
        worker = await office.worker(key)
        assert (await worker.ask("GET", f"/tickets/{number}/tasks")).status_code == 404, "its turn has not come"
    for login in ("egor", "admin"):
        stranger = await office.rest(login)
        for path in ("", "/tasks", "/approvals", "/comments"):
            assert (await stranger.ask("GET", f"/tickets/{number}{path}")).status_code == 404


async def test_a_refusal_tells_why_and_ends_it(office: Office, smtp: SmtpStand) -> None:
    ticket = await office.order()
    number = ticket["number"]
    kira, mark = await office.rest("kira"), await office.rest("mark")
    [asked] = await office.approvals(mark, number)
    path = f"/tickets/{number}/approvals/{asked['id']}"
    problem = await mark.post(path, {"decision": "refuse"}, 422)
    assert [one["field"] for one in problem["errors"]] == ["comment"]
    await kira.post(path, {"decision": "approve"}, 403)
    await mark.post(path, {"decision": "refuse", "comment": "Ставка закрыта до января."}, 200)
    assert (await kira.get(f"/tickets/{number}"))["state"] == "cancelled"
    words = (await kira.get(f"/tickets/{number}/comments"))["items"]
    assert [(one["author"], one["text"]) for one in words] == [("mark", "Ставка закрыта до января.")]
    assert (await kira.get(f"/tickets/{number}/approvals"))["steps"][0]["state"] == "refused"
    assert all(state != "open" for state in _states(await office.tasks(kira, number)).values())

    async def heard() -> bool:
        # The team is confidential: the words themselves stand on the page alone.
        return any("Марк Главный отказывает" in text for text in await _letters(smtp, kira, number))

    await soon(heard, "the requester has a letter of the refusal", within=30)
    assert not [one for one in smtp.letters if "Ставка закрыта" in one.text or NAME in one.text]


async def test_who_stands_in_decides_when_the_manager_is_away(office: Office) -> None:
    mark, zoya, egor = [await office.rest(login) for login in ("mark", "zoya", "egor")]
    today = datetime.now(MOSCOW).date()
    days = {"starts": today.isoformat(), "ends": (today + timedelta(days=2)).isoformat(), "substitute": "zoya"}
    away = await mark.post("/people/mark/absences", days)
    try:
        number = (await office.order())["number"]
        [asked] = await office.approvals(zoya, number)
        assert asked["person"] == "mark"
        path = f"/tickets/{number}/approvals/{asked['id']}"
        await egor.post(path, {"decision": "approve"}, 404)
        given = await zoya.post(path, {"decision": "approve", "comment": "За Марка."}, 200)
        assert (given["decided_by"], given["instead_of"], given["state"]) == ("zoya", "mark", "approved")
        assert (await (await office.rest("kira")).get(f"/tickets/{number}"))["state"] == "in_progress"
    finally:
        assert (await mark.ask("DELETE", f"/people/mark/absences/{away['id']}")).status_code == 204


async def test_in_an_emergency_it_goes_on_without_the_manager(office: Office) -> None:
    number = (await office.order())["number"]
    lead, nina, mark = await office.lead(), await office.worker("contract"), await office.rest("mark")
    path = f"/tickets/{number}/approvals/bypass"
    await nina.post(path, {"reason": "Выходит завтра"}, 403)
    problem = await lead.post(path, {"reason": "да"}, 422)
    assert [one["field"] for one in problem["errors"]] == ["reason"]
    going = await lead.post(path, {"reason": "Выходит завтра, руководитель не отвечает."}, 200)
    assert going["state"] == "in_progress"
    assert _states(await office.tasks(nina, number))["contract"] == "open"
    assert await office.approvals(mark, number) == []
    [void] = (await mark.get(f"/tickets/{number}/approvals"))["items"]
    assert (void["state"], void["comment"]) == ("void", "Выходит завтра, руководитель не отвечает.")
    assert "ApprovalBypassed" in await _kinds(nina, number)


async def test_what_is_cancelled_takes_its_tasks_with_it(office: Office) -> None:
    ticket = await office.approved()
    number = ticket["number"]
    kira, gleb = await office.rest("kira"), await office.worker("desk")
    await office.finish(number, "account", login="p.novosyolov")
    task = (await office.tasks(gleb, number))["desk"]
    now = await kira.get(f"/tickets/{number}")
    over = await kira.post(f"/tickets/{number}/moves", {"to": "cancelled", "version": now["version"]}, 200)
    assert over["state"] == "cancelled"
    assert _states(await office.tasks(await office.worker("contract"), number)) == {
        "contract": "cancelled", "desk": "cancelled", "account": "done", "equipment": "cancelled", "pass": "cancelled",
    }  # fmt: skip
    refused = await gleb.ask("POST", f"/tickets/{number}/tasks/{task['id']}", json={"to": "done"})
    assert refused.status_code == 409
    assert task["id"] not in [one["id"] for one in (await gleb.get("/tasks"))["items"]]


async def test_who_orders_for_her_own_team_does_no_part_of_it(office: Office) -> None:
    """Somebody of HR orders it herself: a colleague does the papers."""
    nina = await office.worker("contract")
    lead = await office.lead()
    kira_order = await office.order()
    answers = (await (await office.rest("kira")).get(f"/tickets/{kira_order['number']}"))["answers"]
    made = await nina.post("/tickets", {"service": "onboarding", "answers": answers})
    number = made["number"]
    assert made["state"] == "waiting_approval"
    asked = (await lead.get(f"/tickets/{number}/approvals"))["items"]
    assert [one["person"] for one in asked] == ["lead"], "who has no manager is agreed to by the lead of the team"
    await lead.post(f"/tickets/{number}/approvals/{asked[0]['id']}", {"decision": "approve"}, 200)
    task = (await office.tasks(lead, number))["contract"]
    assert (await nina.ask("POST", f"/tickets/{number}/tasks/{task['id']}", json={"to": "done"})).status_code == 403
    await lead.post(f"/tickets/{number}/tasks/{task['id']}", {"to": "done"}, 200)
