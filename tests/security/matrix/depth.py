"""Things of the matrix that the depth of the catalog brings: parts, approvals, pairs, lines, announcements, drafts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from okno import announcements, db
from okno.announcements import Wording
from okno.channels import outgoing
from okno.clock import now_us
from okno.notify import leave
from okno.tickets import (
    Ticket,
    approval,
    bulk_store,
    checklist,
    links,
    merge,
    own_replies,
    saved_lists,
    task_adding,
    task_store,
    watch,
    work,
)
from okno.tickets.saved_lists import SavedList
from okno.tickets.task_adding import NewTask
from tests.security.matrix import offers
from tests.security.matrix.entry import Thing
from tests.security.matrix.truth import DEPARTMENT, PARTS, TASKS

if TYPE_CHECKING:
    from okno.access import Actor
    from tests.security.matrix.world import World

_devices = count(1)
KEYS: Mapping[str, str] = {"secret_part": "secret-part"}
"""The keys of tasks that differ from their names."""


async def finish(world: World, name: str, ticket: Ticket, words: Mapping[str, str]) -> None:
    """Gives a new ticket what makes it what its name says; `words` are those that it tells, by who may read them."""
    keeper = world.keeper(name)
    if name.endswith("watched"):
        await watch.add(keeper, ticket.number, world.actors["watcher"].id)
    if name.endswith("merged"):
        goal = await world.order(name)
        await merge.merge(keeper, ticket.number, goal.number, version=None)
    if name.endswith("parted"):
        await checklist.add(keeper, ticket.number, text=words["hush"])
        if name == "parted":
            await task_adding.add(keeper, ticket.number, NewTask(title=words["extra"], team=PARTS))


async def _task(world: World, name: str, _: str) -> Thing:
    ticket = await world.make("ticket", TASKS[name].ticket)
    return await _found(name, ticket)


async def _found(name: str, ticket: Thing) -> Thing:
    found = await task_store.tasks_of(ticket.values["id"])
    key = KEYS.get(name, name)
    task = next(one for one in found if one.key == key or (name == "extra" and one.by_hand))
    return Thing({"task": str(task.id), "number": ticket.parts["number"]}, task.version, ticket.values)


async def _approval(world: World, name: str, _: str) -> Thing:
    ticket = await world.make("ticket", name)
    found = (await approval.approvals_of(ticket.values["id"]))[0]
    values = {**ticket.values, "approval": found.id}
    return Thing({**ticket.parts, "approval": str(found.id)}, ticket.version, values)


async def _pair(world: World, name: str, _: str) -> Thing:
    """A ticket, and another one of the same customer and team."""
    one = await world.make("ticket", name)
    other = await world.order(name)
    return Thing(one.parts, one.version, {**one.values, "other": other.number})


async def _link(world: World, name: str, who: str) -> Thing:
    pair = await _pair(world, name, who)
    made = await links.link(world.keeper(name), pair.parts["number"], pair.values["other"], "related")
    return Thing({**pair.parts, "link": str(made.id)}, pair.version, pair.values)


async def _line(world: World, name: str, _: str) -> Thing:
    ticket = await world.make("ticket", name)
    made = await checklist.add(world.keeper(name), ticket.parts["number"], text="Строка")
    return Thing({**ticket.parts, "line": str(made.id)}, ticket.version, ticket.values)


async def _sent(world: World, name: str, _: str) -> Thing:
    """A message of a ticket that did not arrive."""
    ticket = await world.make("ticket", name)
    async with db.tx():
        message = await outgoing.send("gone", "somebody@else.test", text="x", ticket_id=ticket.values["id"])
        await db.execute("UPDATE channel_outgoing SET state = 'failed' WHERE id = $1", message)
    return Thing({**ticket.parts, "message": str(message)}, ticket.version, ticket.values)


async def _news(world: World, name: str, _: str) -> Thing:
    words = {locale: news_word(name) for locale in ("ru", "en")}
    wording = Wording(
        kind="outage", title=words, text=words,
        services=(offers.HIDDEN,) if name == "of_hidden" else (),
        departments=(DEPARTMENT,) if name == "of_department" else (),
    )  # fmt: skip
    number = await announcements.publish(world.actors["admin"], wording)
    return Thing({"number": str(number)}, 1)


def news_word(name: str) -> str:
    """What an announcement tells."""
    return f"OpenNEWS{name.replace('_', '').upper()}x"


def _owner(world: World, name: str, who: str) -> Actor:
    """Whose own something is: of who asks, or of somebody else."""
    return (world.actors.get(who) if name == "own" else None) or world.actors["keeper"]


async def _bulk_act(world: World, name: str, who: str) -> Thing:
    made = await bulk_store.keep(_owner(world, name, who), "take", [], [], undoable=True)
    return Thing({"bulk": str(made.id)})


async def _list(world: World, name: str, who: str) -> Thing:
    owner = _owner(world, name, who)
    made = await saved_lists.save(owner, SavedList(title="Свой", queue="mine", person_id=owner.id))
    return Thing({"list": str(made.id)}, made.version)


async def _reply(world: World, name: str, who: str) -> Thing:
    made = await own_replies.add(_owner(world, name, who).id, title="Свой", text="Слова")
    return Thing({"reply": str(made.id)})


async def _device(world: World, name: str, who: str) -> Thing:
    """As a browser has given itself; pushes need not be switched on for letting go of it."""
    made = await db.fetch_value(
        "INSERT INTO push_subscription (person_id, endpoint, key, secret, browser, created_at, failures)"
        " VALUES ($1, $2, 'x', 'x', 'x', $3, 0) RETURNING id",
        _owner(world, name, who).id, f"https://push.test/{next(_devices)}", now_us(),
    )  # fmt: skip
    return Thing({"device": str(made)})


async def _work_entry(world: World, name: str, _: str) -> Thing:
    """Time that a colleague has written down on a ticket of his team."""
    ticket = await world.thing("ticket", "ours")
    made = await work.log(world.actors["keeper"], ticket.parts["number"], spent=work.MINUTE_US, text="")
    return Thing({**ticket.parts, "entry": str(made.id)})


async def _letter(world: World, _: str, __: str) -> Thing:
    """The link of a letter of somebody's that ends such letters."""
    app = world.app
    path = leave.href(app.state.settings, world.actors["keeper"].id, "following")
    return Thing({"token": path.rpartition("/")[2]})


async def _item(_: World, __: str, ___: str) -> Thing:
    """Items of the catalog as they are in force: whatever somebody has begun is thrown away."""
    await db.execute("DELETE FROM catalog_draft")
    return Thing()


MAKERS: Mapping[str, Callable[[Any, str, str], Awaitable[Thing]]] = {
    "task": _task,
    "task page": _task,
    "led task": _task,
    "lines": _task,
    "lines page": _task,
    "approval": _approval,
    "pair": _pair,
    "link": _link,
    "line": _line,
    "sent": _sent,
    "news": _news,
    "item": _item,
    "bulk act": _bulk_act,
    "list": _list,
    "reply": _reply,
    "device": _device,
    "work entry": _work_entry,
    "letter": _letter,
}
_NO, _NOBODY = "99999", {"id": 99999, "other": "99999", "somebody": 1, "login": "absent", "watcher": 1}
ABSENT: Mapping[str, Thing] = {
    **dict.fromkeys(
        ("task", "task page", "led task", "lines", "lines page"), Thing({"number": _NO, "task": _NO}, 1, _NOBODY)
    ),
    "approval": Thing({"number": _NO, "approval": _NO}, 1, {**_NOBODY, "approval": 1}),
    **dict.fromkeys(("pair", "parts", "staff", "watched", "merged"), Thing({"number": _NO}, 1, _NOBODY)),
    "link": Thing({"number": _NO, "link": _NO}, 1, _NOBODY),
    "line": Thing({"number": _NO, "line": _NO}, 1, _NOBODY),
    "sent": Thing({"number": _NO, "message": _NO}, 1, _NOBODY),
    "news": Thing({"number": _NO}, 1),
    "item": Thing(),
    "member": Thing({"queue": "absent"}),
    "letter": Thing({"token": "x" * 43}),
}
