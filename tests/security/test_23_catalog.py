"""Class 23: lists that only grow, texts without an end, and patterns that somebody types who edits the catalog."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from okno import db
from okno.announcements.publish import MOST_NAMED, TEXT_LIMIT
from okno.tickets import checklist, draft, task_adding, watch
from okno.tickets.checklist import LINES_MOST
from okno.tickets.task_adding import TASKS_MOST, NewTask
from tests.company import hire
from tests.security.matrix import World, offers
from tests.security.test_04_parts import rest

LONG = "я" * 100_000
NEWS = {"kind": "news", "title": {"ru": "x"}}
FIELD = f"/admin/catalog/services/{offers.PLAIN}/form/words"


async def test_lists_of_a_ticket_are_bounded(world: World) -> None:
    """Lines, tasks, followers: the next one is refused with a sentence, by REST and on pages."""
    keeper, thing = world.actors["keeper"], await world.make("ticket", "ours")
    number = thing.parts["number"]
    for _ in range(LINES_MOST):
        await checklist.add(keeper, number, text="x")
    for _ in range(TASKS_MOST):
        await task_adding.add(keeper, number, NewTask(title="x"))
    for n in range(watch.MOST):
        await watch.add(keeper, number, (await hire(f"w{n}", "x")).id)
    for method, path, body in (
        ("POST", "checklist", {"text": "x"}),
        ("POST", "tasks", {"title": "x"}),
        ("PUT", "watchers/keeper", {}),
    ):
        assert (await rest(world, "lead", method, f"/tickets/{number}/{path}", body)).status == 422, path
    for who in ("lead", "requester"):
        assert (await world.visitors[who].ask("GET", f"/tickets/{number}")).status == 200


async def test_texts_are_bounded(world: World) -> None:
    """Whatever is too long is refused, not cut, not kept."""
    asked = await world.make("approval", "asked")
    thing, part = await world.make("ticket", "ours"), await world.make("task", "part")
    ours = thing.parts["number"]
    paths = (
        ("approver", "POST", f"/tickets/{asked.parts['number']}/approvals/{asked.parts['approval']}",
         {"decision": "approve", "comment": LONG}),
        ("lead", "POST", f"/tickets/{asked.parts['number']}/approvals/bypass", {"reason": LONG}),
        ("lead", "POST", f"/tickets/{ours}/approvals", {"person": "keeper", "comment": LONG}),
        ("lead", "POST", f"/tickets/{ours}/tasks", {"title": "x", "text": LONG}),
        ("lead", "POST", f"/tickets/{ours}/tasks", {"title": LONG}),
        ("lead", "POST", f"/tickets/{ours}/checklist", {"text": LONG}),
        ("lead", "POST", f"/tickets/{ours}/split", {"service": offers.PLAIN, "text": LONG}),
        ("lead", "PATCH", f"/tickets/{ours}", {"subject": LONG, "version": thing.version}),
        ("tasked", "POST", f"/tickets/{part.parts['number']}/tasks/{part.parts['task']}",
         {"fields": {offers.SEAT: LONG}}),
        ("tasked", "POST", f"/tickets/{part.parts['number']}/tasks/{part.parts['task']}", {"comment": LONG}),
        ("admin", "POST", "/announcements", {**NEWS, "text": {"ru": "x" * (TEXT_LIMIT + 1)}}),
        ("admin", "POST", "/announcements", {**NEWS, "services": ["monitor"] * 101}),
        ("admin", "POST", "/announcements", {**NEWS, "departments": [f"d{n}" for n in range(MOST_NAMED + 1)]}),
    )  # fmt: skip
    for who, method, path, body in paths:
        answer = await rest(world, who, method, path, body)
        assert answer.status == 422, (path, list(body), answer.status)


async def test_begun_forms_are_bounded(world: World) -> None:
    """In size and in number."""
    form = {"words": "я" * 250_000}
    answer = await world.visitors["stranger"].ask("POST", f"/catalog/{offers.PLAIN}/draft", form=form)
    assert answer.status == 413
    for n in range(draft.MOST):
        await draft.save(world.actors["stranger"].id, f"s{n}", 1, {})
    answer = await world.visitors["stranger"].ask("POST", f"/catalog/{offers.PLAIN}/draft", form={"words": "x"})
    assert answer.status == 429
    assert (
        await db.fetch_value("SELECT count(*) FROM draft WHERE person_id = $1", world.actors["stranger"].id)
        == draft.MOST
    )


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|a)*b", "(.*)*x", "(" * 3000 + ")" * 3000, "a{1,99999999999}", "[", "(?P<x>a)(?P<x>b)", "\\9",
     "(?i" * 500, "((a{1,100}){1,100}){1,100}", "(?<=a+)b", "\\N{x}", "(?#", "a**"],
)  # fmt: skip
async def test_patterns_of_an_editor(world: World, pattern: str) -> None:
    """One that is none, or never ends, stands in the draft with its problem and is not published; no page breaks."""
    owner = world.visitors["owner"]
    form = {"act": "save", "type": "string", "title.ru": "x", "help.ru": "AB12", "need": "no"}
    assert (await owner.ask("POST", FIELD, form=form)).status in (200, 303)
    version = await db.fetch_value("SELECT version FROM catalog_draft")
    start = time.monotonic()
    saved = await owner.ask("POST", FIELD, form={**form, "pattern": pattern, "version": str(version or "")})
    assert saved.status in (303, 422)
    for path in ("/admin/catalog", FIELD, f"/admin/catalog/services/{offers.PLAIN}/preview", "/catalog"):
        assert (await owner.ask("GET", path)).status == 200, path
    version = await db.fetch_value("SELECT version FROM catalog_draft")
    publish = {"act": "publish", "draft": f"service/{offers.PLAIN}:{version}"}
    answer = await owner.ask("POST", "/admin/catalog", form=publish)
    stored = await db.fetch_value("SELECT count(*) FROM catalog_draft")
    assert answer.status == 422 or saved.status == 422, (pattern, answer.status, stored)
    assert time.monotonic() - start < 10


async def test_a_pattern_of_everyday_is_published(world: World) -> None:
    """Else the refusals above would prove nothing."""
    owner = world.visitors["owner"]
    form = {"act": "save", "type": "string", "title.ru": "x", "help.ru": "AB12", "need": "no"}
    await owner.ask("POST", FIELD, form=form)
    version = await db.fetch_value("SELECT version FROM catalog_draft")
    form |= {"pattern": "[A-Z]{2}[0-9]+", "version": str(version)}
    assert (await owner.ask("POST", FIELD, form=form)).status == 303
    version = await db.fetch_value("SELECT version FROM catalog_draft")
    publish = {"act": "publish", "draft": f"service/{offers.PLAIN}:{version}"}
    assert (await owner.ask("POST", "/admin/catalog", form=publish)).status == 303
    refused = await rest(world, "stranger", "POST", "/tickets", {"service": offers.PLAIN, "answers": {"words": "no"}})
    assert refused.status == 422


async def test_a_mask_has_no_alternatives(world: World) -> None:
    """Every sign of a mask is one sign: long answers are judged at once."""
    owner = world.visitors["owner"]
    form = {"act": "save", "type": "string", "title.ru": "x", "help.ru": "AB12", "need": "no"}
    await owner.ask("POST", FIELD, form=form)
    version = str(await db.fetch_value("SELECT version FROM catalog_draft"))
    for mask in ("*" * 5000, "(9+)+", "9" * 255 + "(.*)*", "\\", "[[["):
        start = time.monotonic()
        answer = await owner.ask("POST", FIELD, form={**form, "mask": mask, "version": version})
        assert answer.status in (303, 409, 422), mask
        assert (await owner.ask("GET", f"/admin/catalog/services/{offers.PLAIN}/preview")).status == 200
        assert time.monotonic() - start < 5
        version = str(await db.fetch_value("SELECT version FROM catalog_draft"))


async def test_answers_of_everybody_are_judged_quickly(world: World) -> None:
    """Thousands of answers that nobody asks for, choices by the thousand: refused at once."""
    start = time.monotonic()
    many: tuple[dict[str, Any], ...] = (
        {f"k{n}": "x" for n in range(5000)},
        {"words": ["x"] * 5000},
        {"words": {"a": [[]] * 3000}},
    )
    for answers in many:
        answer = await rest(world, "stranger", "POST", "/tickets", {"service": offers.PLAIN, "answers": answers})
        assert answer.status in (413, 422)
        assert len(answer.body) < 1_000_000
    assert time.monotonic() - start < 10
    assert json.loads(answer.body)["status"] == answer.status
