"""Class 4: files of a part, services that are for others, and numbers of one thing under the address of another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from okno import db
from okno.tickets import Order, comment, order, task_adding, task_store, watch
from okno.tickets.task_adding import NewTask
from tests.security.matrix import World, offers
from tests.security.matrix.truth import PARTS
from tests.security.visitor import Answer


async def rest(world: World, who: str, method: str, path: str, body: Mapping[str, Any]) -> Answer:
    """A request of REST with a body."""
    headers = {"content-type": "application/json"}
    sent = json.dumps(body).encode()
    return await world.visitors[who].ask(method, f"/api/v1{path}", body=sent, headers=headers)


async def tickets() -> int:
    """How many tickets there are."""
    return int(await db.fetch_value("SELECT count(*) FROM ticket"))


async def test_a_part_shows_its_files_and_no_others(world: World) -> None:
    """Neither what the task does not show, nor what was said in the ticket, nor what another ticket shows."""
    plan, papers, said, strange = [await world.send("requester", f"{name}.txt") for name in ("a", "b", "c", "d")]
    answers = {offers.PLAN: [plan], offers.PAPERS: [papers]}
    ticket = await order(world.actors["requester"], Order(service=offers.PARTED, answers=answers))
    await comment(world.actors["requester"], ticket.number, text="x", files=[said])
    await order(world.actors["requester"], Order(service=offers.PLAIN, files=[strange]))
    tasked = world.visitors["tasked"]
    for file, status in ((plan, 200), (papers, 404), (said, 404), (strange, 404)):
        for path in (f"/files/{file}", f"/api/v1/files/{file}", f"/api/v1/files/{file}/content"):
            assert (await tasked.ask("GET", path)).status == status, path
    # The confidential team does another part of it, which shows nothing.
    assert (await world.visitors["hr"].ask("GET", f"/files/{plan}")).status == 404


async def test_a_part_cannot_take_what_it_does_not_show(world: World) -> None:
    """The id of a file of the order, put into an answer of the own task, is no way to it."""
    papers = await world.send("requester", "b.txt")
    answers = {offers.PAPERS: [papers]}
    ticket = await order(world.actors["requester"], Order(service=offers.PARTED, answers=answers))
    part = next(one for one in await task_store.tasks_of(ticket.id) if one.key == "part")
    for value in (papers, [papers], {"id": papers}):
        body = {"fields": {offers.SEAT: value}, "version": part.version}
        await rest(world, "tasked", "POST", f"/tickets/{ticket.number}/tasks/{part.id}", body)
        assert (await world.visitors["tasked"].ask("GET", f"/files/{papers}")).status == 404
    # Nor into a ticket of his own.
    wish = {"service": offers.PARTED, "answers": {offers.PLAN: [papers]}}
    assert (await rest(world, "tasked", "POST", "/tickets", wish)).status == 422


async def test_what_belongs_to_another_ticket(world: World) -> None:
    """A task, an approval, a line, a link: under the number of a ticket that one sees they are not there."""
    ours = (await world.thing("ticket", "ours")).parts["number"]
    part, asked = await world.make("task", "secret_part"), await world.make("approval", "secret_asked")
    line, link = await world.make("line", "confidential"), await world.make("link", "confidential")
    for method, path, body in (
        ("POST", f"/tickets/{ours}/tasks/{part.parts['task']}", {"to": "cancelled", "comment": "x"}),
        ("POST", f"/tickets/{ours}/approvals/{asked.parts['approval']}", {"decision": "approve"}),
        ("PATCH", f"/tickets/{ours}/checklist/{line.parts['line']}", {"text": "x"}),
        ("DELETE", f"/tickets/{ours}/checklist/{line.parts['line']}", {}),
        ("DELETE", f"/tickets/{ours}/links/{link.parts['link']}", {}),
        ("POST", f"/tickets/{ours}/checklist", {"text": "x", "task_id": int(part.parts["task"])}),
        ("POST", f"/tickets/{ours}/links", {"kind": "related", "to": line.parts["number"]}),
        ("POST", f"/tickets/{ours}/merge", {"into": line.parts["number"], "version": 1}),
    ):
        got = await rest(world, "lead", method, path, body)
        none = await rest(world, "lead", method, path.replace(path.rpartition("/")[2], "99999"), body)
        assert got.status in (404, 409, 422), path
        assert got.status == 404 or "merge" in path, path
        assert "checklist" in path or "tasks" in path or got.status == none.status or "merge" in path, path
    # Whoever does a part finds it under no other number either.
    assert (
        await world.visitors["tasked"].ask("GET", f"/api/v1/tickets/{ours}/tasks/{part.parts['task']}")
    ).status == 404


async def test_a_number_that_is_not_mine_is_as_one_that_is_not(world: World) -> None:
    """Linking with it and merging into it answers the same, on pages too."""
    pair = await world.make("pair", "ours")
    number, version = pair.parts["number"], pair.version
    hidden = (await world.thing("ticket", "confidential")).parts["number"]
    seen = []
    for other in (hidden, "99999"):
        linked = await rest(world, "lead", "POST", f"/tickets/{number}/links", {"kind": "related", "to": other})
        merged = await rest(world, "lead", "POST", f"/tickets/{number}/merge", {"into": other, "version": version})
        page = await world.visitors["lead"].ask(
            "POST", f"/tickets/{number}/links", form={"kind": "related", "to": other}
        )
        look = await world.visitors["lead"].ask("GET", f"/tickets/{number}/merge?into={other}")
        bodies = [one.body.replace(other.encode(), b"N") for one in (linked, merged)]
        seen.append(
            (linked.status, merged.status, page.status, look.status, [json.loads(one)["title"] for one in bodies])
        )
    assert seen[0] == seen[1]


async def test_a_service_that_is_for_others(world: World) -> None:
    """It can be ordered by no way: the page, REST, a begun form, a star, another’s ticket, a split or a copy of one."""
    stranger, agent = world.visitors["stranger"], world.visitors["agent"]
    before = await tickets()
    hidden = {"service": offers.HIDDEN}
    absent = await rest(world, "stranger", "POST", "/tickets", {"service": "m-absent"})
    there = await rest(world, "stranger", "POST", "/tickets", hidden)
    assert (there.status, absent.status) == (422, 422)
    assert (
        there.body.replace(b"m-hidden", b"").partition(b"request_id")[0]
        == absent.body.replace(b"m-absent", b"").partition(b"request_id")[0]
    )
    for path in (f"/catalog/{offers.HIDDEN}", f"/catalog/{offers.HIDDEN}/draft", f"/favourites/{offers.HIDDEN}"):
        assert (await stranger.ask("POST", path, form={"words": "x"})).status == 404, path
    # An agent orders for whoever may have it, and for nobody else; for himself neither.
    assert (await rest(world, "agent", "POST", "/tickets", hidden)).status == 422
    assert (await rest(world, "agent", "POST", "/tickets", {**hidden, "on_behalf_of": "author-x"})).status == 422
    assert (await rest(world, "agent", "POST", "/tickets", {**hidden, "on_behalf_of": "stranger"})).status == 422
    own = await order(world.actors["stranger"], Order(service=offers.PLAIN, text="x"))
    change = {**hidden, "version": own.version}
    assert (await rest(world, "agent", "PATCH", f"/tickets/{own.number}", change)).status == 422
    assert (await rest(world, "agent", "POST", f"/tickets/{own.number}/split", {**hidden, "text": "x"})).status == 422
    form = {"service": offers.HIDDEN, "text": "x", "subject": "x"}
    assert (await agent.ask("POST", f"/tickets/{own.number}/split", form=form)).status == 422
    page = await agent.ask("GET", f"/tickets/{own.number}/reclassify?service={offers.HIDDEN}&q=HIDDENSERVICE")
    assert offers.HIDDEN_WORD not in page.whole
    assert await tickets() == before + 1


async def test_a_service_that_one_had_once(world: World) -> None:
    """Whoever has left the department goes on with the general service, not with what is for others."""
    former = await order(world.actors["requester"], Order(service=offers.HIDDEN, text="x"))
    await db.execute("UPDATE ticket SET state = 'closed', open = $1 WHERE id = $2", False, former.id)
    await db.execute("UPDATE person SET department = '' WHERE id = $1", world.actors["requester"].id)
    answer = await rest(world, "requester", "POST", f"/tickets/{former.number}/follow-ups", {"text": "Опять"})
    assert answer.status == 201
    assert json.loads(answer.body)["service"] != offers.HIDDEN


async def test_who_is_called_is_not_let_in(world: World) -> None:
    """A name in a confidential request tells nobody of it, and gives nobody a way to it."""
    thing = await world.make("ticket", "confidential")
    number = thing.parts["number"]
    for visibility in ("public", "internal"):
        await comment(world.actors["keeper_hr"], number, text="@agent @stranger @lead", visibility=visibility)
    for who in ("agent", "stranger", "lead"):
        assert (await world.visitors[who].ask("GET", f"/tickets/{number}")).status == 404
        assert await db.fetch("SELECT id FROM notice WHERE person_id = $1 AND ticket_id = $2",
                              world.actors[who].id, thing.values["id"]) == []  # fmt: skip
        for path in (f"/api/v1/tickets/{number}/watchers/me", f"/api/v1/tickets/{number}/watchers/{who}"):
            assert (await world.visitors[who].ask("PUT", path)).status == 404


async def test_who_followed_a_part_of_it(world: World) -> None:
    """A team that has given its part to another one learns no more of it; nor does who left the watchers."""
    ticket = await world.make("ticket", "parted")
    number = ticket.parts["number"]
    made = await task_adding.add(world.actors["keeper"], number, NewTask(title="x", team=PARTS))
    handed = {"team": "accounting", "version": made.task.version}
    path = f"/tickets/{number}/tasks/{made.task.id}"
    assert (await rest(world, "tasked", "POST", path, handed)).status == 200
    assert (await world.visitors["tasked"].ask("GET", f"/api/v1{path}")).status == 404
    await watch.add(world.actors["keeper"], number, world.actors["watcher"].id)
    watcher = world.visitors["watcher"]
    assert (await watcher.ask("GET", f"/tickets/{number}")).status == 200
    await watch.remove(world.actors["requester"], number, world.actors["watcher"].id)
    assert (await watcher.ask("GET", f"/tickets/{number}")).status == 404
