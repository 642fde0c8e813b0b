"""Tasks and checklists by REST: who sees what, what can be done, and what nobody finds."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

import httpx
import pytest_asyncio

from okno.http import tokens
from tests.parts import ANSWERS, NEWCOMER, SECRET, open_house
from tests.rest.conftest import Caller

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@dataclass(frozen=True)
class Callers:
    """The people of the house, each with a token."""

    anna: Caller
    stranger: Caller
    nina: Caller
    olga: Caller
    gleb: Caller
    lev: Caller
    ivan: Caller
    admin: Caller


@pytest_asyncio.fixture
async def house(client: httpx.AsyncClient) -> Callers:
    """A company whose services have tasks."""
    people = await open_house()
    return Callers(
        **{
            one.name: Caller(
                client, (actor := getattr(people, one.name)).id, one.name, await tokens.issue(actor.id, "test")
            )
            for one in fields(Callers)
        }
    )


async def order(house: Callers, **more: Any) -> Any:
    """A newcomer of Anna's."""
    return await house.anna.post(
        "/tickets", {"service": "hire", "answers": ANSWERS, "subject": f"Про {SECRET}", **more}
    )


async def tasks(who: Caller, ticket: Any) -> dict[str, Any]:
    """The tasks of a ticket that somebody sees, by their keys."""
    return {one["key"]: one for one in (await who.get(f"/tickets/{ticket['number']}/tasks"))["items"]}


async def do(who: Caller, task: Any, status: int = 200, **body: Any) -> Any:
    """Changes a task."""
    return await who.post(f"/tickets/{task['ticket']}/tasks/{task['id']}", body, status)


async def finish(house: Callers, ticket: Any, *keys: str) -> None:
    """These tasks are done by their teams."""
    who = {"contract": house.nina, "desk": house.gleb, "laptop": house.ivan, "welcome": house.olga}
    for key in keys:
        task = (await tasks(house.nina, ticket))[key]
        await do(who[key], task, to="done", **({"fields": {"number": "004512"}} if key == "laptop" else {}))


async def test_onboarding_runs_whole(house: Callers) -> None:
    """From the order to the end by rule, each team its part."""
    ticket = await order(house)
    assert ticket["state"] == "in_progress"
    found = await tasks(house.nina, ticket)
    assert {key: one["state"] for key, one in found.items()} == {
        "contract": "open", "desk": "waiting", "laptop": "waiting", "phone": "skipped", "welcome": "waiting",
    }  # fmt: skip
    taken = await do(house.nina, found["contract"], to="in_progress", version=found["contract"]["version"])
    assert (taken["assignee"], taken["version"]) == ("nina", found["contract"]["version"] + 1)
    await finish(house, ticket, "contract")
    (desk,) = (await house.gleb.get("/tasks"))["items"]
    assert (desk["key"], desk["ticket"], desk["answers"]) == ("desk", ticket["number"], {"place": ANSWERS["place"]})
    assert desk["due_by"] is not None
    assert desk["overdue"] is False
    (laptop,) = (await house.ivan.get("/tasks", queue="it"))["items"]
    assert laptop["form"]["required"] == ["number"]
    refused = await do(house.ivan, laptop, 422, to="done", fields={"number": "x"})
    assert refused["errors"][0]["field"] == "fields.number"
    await finish(house, ticket, "laptop", "desk", "welcome")
    assert (await house.anna.get(f"/tickets/{ticket['number']}"))["state"] == "done"


async def test_who_sees_which_tasks(house: Callers) -> None:
    """Staff all, the requester outlines of what the service has, a team its own, others nothing."""
    ticket = await order(house)
    await finish(house, ticket, "contract")
    path = f"/tickets/{ticket['number']}/tasks"
    await house.nina.post(path, {"title": "Тайное дело", "team": "house"})
    assert set(await tasks(house.olga, ticket)) == {"contract", "desk", "laptop", "phone", "welcome", "own-1"}
    outlines = await tasks(house.anna, ticket)
    assert set(outlines) == {"contract", "desk", "laptop", "welcome"}
    for one in outlines.values():
        assert (one["text"], one["assignee"], one["answers"], one["fields"], one["form"]) == ("", None, {}, {}, None)
        assert one["version"] is None
        assert one["url"].endswith(path.removesuffix("/tasks"))
    assert outlines["desk"]["after"] == ["contract"]
    assert set(await tasks(house.gleb, ticket)) == {"desk", "own-1"}
    assert (await tasks(house.gleb, ticket))["desk"]["after"] == []
    for who in (house.stranger, house.admin):
        assert (await who.call("GET", path)).status_code == 404
        assert (await who.call("GET", f"{path}/{outlines['desk']['id']}")).status_code == 404
    assert (await house.gleb.call("GET", f"/tickets/{ticket['number']}")).status_code == 404


async def test_a_team_finds_nothing_else_of_the_ticket(house: Callers) -> None:
    """Whatever it asks: no answer but those that are shown, no subject, no name, no file, no other part."""
    paper = await house.anna.call("POST", "/files", files={"file": ("приказ.png", PNG)})
    scan = await house.anna.call("POST", "/files", files={"file": ("скан.png", PNG)})
    files = {"scan": [scan.json()["id"]], "paper": [paper.json()["id"]]}
    ticket = await order(house, answers={**ANSWERS, **files})
    await finish(house, ticket, "contract")
    await house.nina.say(ticket, f"Заметка {SECRET}", "internal")
    await house.anna.say(ticket, f"Слова {SECRET}")
    task = (await tasks(house.gleb, ticket))["desk"]
    number = ticket["number"]
    paths = [
        "/tasks", "/tasks?queue=house", "/tasks?state=done", "/tickets", f"/tickets?q={number}", "/queues", "/me",
        *(f"/tickets/{number}{end}" for end in ("", "/tasks", f"/tasks/{task['id']}", "/events", "/clock", "/comments",
          "/files", "/checklist", f"/checklist?task_id={task['id']}", "/links", "/approvals")),
    ]  # fmt: skip
    for path in paths:
        told = (await house.gleb.call("GET", path)).text
        for hidden in (SECRET, NEWCOMER, "anna", "Анна", "contract", "приказ"):
            assert hidden not in told, (path, hidden)
    assert (await house.gleb.call("GET", f"/files/{files['scan'][0]}/content")).status_code == 200
    assert (await house.gleb.call("GET", f"/files/{files['paper'][0]}/content")).status_code == 404
    for who in (house.ivan, house.stranger, house.admin):
        assert (await who.call("GET", f"/files/{files['scan'][0]}/content")).status_code == 404
    assert (await house.lev.call("GET", f"/files/{files['scan'][0]}")).status_code == 200


async def test_what_others_may_not_do_is_not_there_for_them(house: Callers) -> None:
    """404 for who does not see the task, 403 for who only follows it."""
    ticket = await order(house)
    task = (await tasks(house.nina, ticket))["contract"]
    path = f"/tickets/{ticket['number']}/tasks"
    for who, status in ((house.stranger, 404), (house.gleb, 404), (house.admin, 404), (house.anna, 403)):
        await do(who, task, status, to="done")
        await who.post(path, {"title": "x"}, status)
    other = await house.anna.post("/tickets", {"service": "ask", "text": "Вопрос", "answers": {}})
    await house.nina.post(f"/tickets/{other['number']}/tasks/{task['id']}", {"to": "done"}, 404)
    for wrong in ("x", "0", "9" * 30):
        assert (await house.nina.call("GET", f"{path}/{wrong}")).status_code == 404


async def test_unknown_keys_and_states_are_refused(house: Callers) -> None:
    """As everywhere."""
    ticket = await order(house)
    task = (await tasks(house.nina, ticket))["contract"]
    await do(house.nina, task, 422, too="done")
    await do(house.nina, task, 422, to="waiting")
    assert (await house.nina.call("GET", "/tasks?state=nonsense")).status_code == 422
    assert (await house.nina.call("GET", "/tasks?cursor=nonsense")).status_code == 422
    assert (await house.nina.call("GET", "/tasks?queue=it")).status_code == 404
    assert (await house.nina.call("GET", "/tasks?queue=nonsense")).status_code == 404
    assert (await house.anna.call("GET", "/tasks")).status_code == 403
    await house.nina.post(f"/tickets/{ticket['number']}/tasks", {"title": "x", "due": "soon"}, 422)


async def test_a_stale_version_is_a_conflict(house: Callers) -> None:
    """And tells the present one."""
    task = (await tasks(house.nina, await order(house)))["contract"]
    await do(house.nina, task, assignee="me")
    lost = await do(house.olga, task, 409, assignee="me", version=task["version"])
    assert lost["version"] == task["version"] + 1


async def test_a_task_goes_from_hand_to_hand(house: Callers) -> None:
    """Given, left, handed to another team, put back, given up with a reason that its team reads as a note."""
    ticket = await order(house)
    await finish(house, ticket, "contract")
    task = (await tasks(house.gleb, ticket))["desk"]
    assert (await do(house.gleb, task, assignee="lev"))["assignee"] == "lev"
    assert (await do(house.lev, task, assignee=None))["assignee"] is None
    done = await do(house.lev, task, to="done", comment="Ключ у охраны")
    assert (done["state"], done["assignee"]) == ("done", "lev")
    notes = (await house.nina.get(f"/tickets/{ticket['number']}/comments"))["items"]
    assert [(one["text"], one["visibility"], one["author"]) for one in notes] == [("Ключ у охраны", "internal", "lev")]
    assert (await house.anna.get(f"/tickets/{ticket['number']}/comments"))["items"] == []
    assert (await do(house.nina, task, to="open"))["state"] == "open"
    handed = await do(house.lev, task, team="it")
    assert handed["team"] == "it"
    await do(house.lev, task, 404, team="house")
    await do(house.nina, task, 422, to="cancelled")
    assert (await do(house.nina, task, to="cancelled", comment="Есть"))["state"] == "cancelled"


async def test_a_repeated_change_happens_once(house: Callers) -> None:
    """With the same key."""
    ticket = await order(house)
    task = (await tasks(house.nina, ticket))["contract"]
    for _ in range(2):
        await house.nina.post(
            f"/tickets/{ticket['number']}/tasks/{task['id']}",
            {"to": "done", "version": task["version"]},
            200,
            headers={"Idempotency-Key": "once"},
        )
        await house.nina.post(
            f"/tickets/{ticket['number']}/tasks", {"title": "Стул"}, 201, headers={"Idempotency-Key": "add"}
        )
    assert len([key for key in await tasks(house.nina, ticket) if key.startswith("own-")]) == 1


async def test_lists_go_on_by_pages(house: Callers) -> None:
    """Each task once, the most urgent first; what is done the newest first."""
    for _ in range(7):
        await house.anna.post("/tickets", {"service": "loose", "text": "Посмотрите", "answers": {}})
    pages = await house.gleb.pages("/tasks", limit=3)
    assert [len(page) for page in pages] == [3, 3, 1]
    listed = [one["id"] for page in pages for one in page]
    assert listed == sorted(set(listed))
    for page in pages[:2]:
        for one in page:
            await do(house.gleb, one, to="done")
    assert [len(page) for page in await house.gleb.pages("/tasks", limit=3)] == [1]
    over = [one["id"] for page in await house.lev.pages("/tasks", limit=4, state="done") for one in page]
    assert over == sorted(over, reverse=True)
    assert len(over) == 6
    assert (await house.gleb.get("/tasks", queue="mine"))["items"] == []


async def test_the_story_tells_the_parts(house: Callers) -> None:
    """The staff all of it, the requester what was done."""
    ticket = await order(house)
    await finish(house, ticket, "contract")
    story = (await house.nina.get(f"/tickets/{ticket['number']}/events"))["items"]
    kinds = [one["kind"] for one in story]
    assert kinds.count("TaskOpened") == 3
    done = next(one for one in story if one["kind"] == "TaskDone")
    assert (done["actor"], done["payload"]["team"], done["payload"]["state"]) == ("nina", "staff", "done")
    own = (await house.anna.get(f"/tickets/{ticket['number']}/events"))["items"]
    assert [one["kind"] for one in own if one["kind"].startswith("Task")] == ["TaskDone"]


async def test_checklists(house: Callers) -> None:
    """Added, ticked, moved, changed, removed; of the ticket for its staff, of a task for its team too."""
    ticket = await order(house)
    await finish(house, ticket, "contract")
    path = f"/tickets/{ticket['number']}/checklist"
    desk = (await tasks(house.gleb, ticket))["desk"]
    first, second, third = [await house.nina.post(path, {"text": text}) for text in ("Раз", "Два", "Три")]
    own = await house.gleb.post(path, {"text": "Розетки", "task_id": desk["id"]})
    assert [one["text"] for one in (await house.nina.get(path))["items"]] == ["Раз", "Два", "Три", "Розетки"]
    assert [one["id"] for one in (await house.gleb.get(path, task_id=desk["id"]))["items"]] == [own["id"]]
    ticked = await house.gleb.call("PATCH", f"{path}/{own['id']}", json={"done": True})
    assert (ticked.json()["done"], ticked.json()["done_by"]) == (True, "gleb")
    unticked = await house.nina.call("PATCH", f"{path}/{own['id']}", json={"done": False, "text": "Четыре розетки"})
    assert (unticked.json()["done_at"], unticked.json()["text"]) == (None, "Четыре розетки")
    await house.nina.call("PATCH", f"{path}/{third['id']}", json={"place": 1})
    assert (await house.nina.call("DELETE", f"{path}/{first['id']}")).status_code == 204
    left = (await house.nina.get(path))["items"][:2]
    assert [(one["text"], one["place"]) for one in left] == [("Три", 1), ("Два", 2)]
    assert second["place"] == 2


async def test_a_checklist_is_nobody_elses(house: Callers) -> None:
    """Its requester does not learn that there is one; a team touches the lines of its own tasks only."""
    ticket = await order(house)
    await finish(house, ticket, "contract")
    path = f"/tickets/{ticket['number']}/checklist"
    desk, contract = [(await tasks(house.nina, ticket))[key]["id"] for key in ("desk", "contract")]
    line = await house.nina.post(path, {"text": SECRET})
    for who in (house.anna, house.stranger, house.gleb, house.admin):
        assert (await who.call("GET", path)).status_code == 404
        assert (await who.call("GET", f"{path}?task_id={contract}")).status_code == 404
        assert (await who.call("PATCH", f"{path}/{line['id']}", json={"done": True})).status_code == 404
        assert (await who.call("DELETE", f"{path}/{line['id']}")).status_code == 404
        assert (await who.call("POST", path, json={"text": "x"})).status_code == 404
    other = await house.anna.post("/tickets", {"service": "ask", "text": "Вопрос", "answers": {}})
    strange = f"/tickets/{other['number']}/checklist"
    assert (await house.nina.call("PATCH", f"{strange}/{line['id']}", json={"done": True})).status_code == 404
    assert (await house.nina.call("POST", strange, json={"text": "x", "task_id": desk})).status_code == 404
    assert (await house.anna.call("POST", path, json={"text": "x", "task_id": desk})).status_code == 403
    for wrong in ({"text": " "}, {"text": "x" * 256}):
        assert (await house.nina.call("POST", path, json=wrong)).status_code == 422
    assert json.dumps(line)
