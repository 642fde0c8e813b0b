"""Class 6: what happens in a confidential team leaves no trace, not a word and not a number, with anybody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from okno import clock, db
from okno.events.dispatch import deliver_due
from okno.tickets import (
    Ticket,
    approvals,
    checklist,
    comment,
    deciding,
    get,
    move,
    reclassify,
    take,
    task_adding,
    task_work,
    watch,
)
from okno.tickets.follow_up import follow_up
from okno.tickets.links import link
from okno.tickets.merge import merge, unmerge
from okno.tickets.reclassify import Wish as Reclassified
from okno.tickets.split import split
from okno.tickets.task_adding import NewTask
from okno.tickets.task_work import Wish
from tests.security.crawl import crawl, listed, plain, prepared, told
from tests.security.matrix import READING, WHO, World
from tests.security.matrix.truth import AT_THE_DOOR, SIGHT
from tests.security.matrix.world import TICKETS, secrets_of, sought_word, words_of

NOON = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
MARKING = ("/tickets/{number}", "/tasks/{task}", "/approvals", "/notices")
"""Pages that take what they show for read."""
BLIND = [who for who in WHO if "confidential" not in SIGHT.get(who, {})]


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The clock of the product stands."""

    class Standing(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return moment.astimezone(tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Standing)
        yield


async def questions(world: World) -> set[str]:
    """Where words and numbers of tickets could be asked for; the next numbers too, which no ticket has yet."""
    last = int(await db.fetch_value("SELECT max(id) FROM ticket"))
    found = {f"/people/suggest?q={word}" for word in "абчко"}
    for word in (*(sought_word(name) for name in TICKETS), *(str(last + n) for n in (0, 1, 2)), "кадр", "договор"):
        for path in ("/api/v1/tickets", "/desk/all", "/api/v1/services", "/catalog", "/api/v1/people"):
            found.add(f"{path}?q={word}")
    for person in ("author", "keeper_hr", "requester"):
        person_id = world.actors[person].id
        found |= {f"/admin/people/{person_id}", f"/admin/people/{person_id}/data", f"/admin/access/{person_id}"}
        found.add(f"/admin/access?ask=ticket&person={person_id}&ticket={last + 1}")
    for number in (last + 1, last + 2):
        found |= {f"/tickets/{number}", f"/api/v1/tickets/{number}", f"/live?topic=ticket:{number}"}
        parts = ("comments", "events", "files", "clock", "approvals", "tasks", "links", "watchers", "duplicates")
        found |= {f"/api/v1/tickets/{number}/{part}" for part in parts}
    last = int(await db.fetch_value("SELECT coalesce(max(id), 0) FROM task"))
    found |= {f"/tasks/{last + n}" for n in (1, 2)}
    shared = await world.thing("ticket", "ours")
    for path in ("links", "merge"):
        # Where an agent looks for another ticket.
        found |= {
            f"/tickets/{shared.parts['number']}/{path}?{name}={word}"
            for name in ("q", "into")
            for word in (sought_word("confidential"), str(last + 1))
        }
    return found


async def delivered() -> None:
    """All that is to be told is told."""
    while await deliver_due():
        pass


async def test_words_reach_whom_they_are_for(world: World) -> None:
    """Whoever sees a ticket reads its words on these paths, and nobody else does."""
    wrong = []
    await prepared(world)
    more = await questions(world)
    await delivered()
    for who in WHO:
        seen = {path: answer.whole for path, answer in (await crawl(world, who, more)).items()} | await told(world, who)
        known = words_of(who)
        hidden = secrets_of(who)
        wrong += [f"{who} reads {word} at {place}" for place, text in seen.items() for word in hidden if word in text]
        whole = "\n".join(seen.values())
        wrong += [f"{who} finds {word} nowhere" for word, seen in known.items() if seen and word not in whole]
    assert not wrong, listed(wrong)


async def test_nothing_moves_for_others(world: World) -> None:
    """Every byte of every page, list, stream, letter and notice is what it was before."""
    with at(NOON):
        await prepared(world)
        more = await questions(world)
        await delivered()
        for who in BLIND:
            # The first visit of a page marks its notices as read.
            await crawl(world, who, entries=[entry for entry in READING if entry.path in MARKING])
        places = {who: await place_of(world, who) for who in BLIND}
        before = {who: await picture(world, who, more | places[who]) for who in BLIND}
    with at(NOON + timedelta(minutes=7)):
        await happenings(world)
        await delivered()
    with at(NOON):
        after = {who: await picture(world, who, more | places[who]) for who in BLIND}
    wrong = [line for who in BLIND for line in compared(who, before[who], after[who])]
    assert not wrong, listed(wrong)


async def picture(world: World, who: str, more: set[str]) -> dict[str, object]:
    """All that somebody gets."""
    seen: dict[str, object] = {path: plain(answer) for path, answer in (await crawl(world, who, more)).items()}
    return {**seen, **await told(world, who)}


async def place_of(world: World, who: str) -> set[str]:
    """Where a browser goes on that has opened a page now: its stream must not tell that anything came after."""
    found = re.search(rb'data-live-from="([^"]+)"', (await world.visitors[who].ask("GET", "/tickets")).body)
    assert found or who in AT_THE_DOOR, who
    return {f"/live?since={found[1].decode()}"} if found else set()


async def happenings(world: World) -> None:
    """A new confidential ticket with all that can happen to it."""
    keeper, author = world.actors["keeper_hr"], world.actors["author"]
    ticket = await world.order("confidential")
    await comment(author, ticket.id, text="Слово")
    note = await world.send("keeper_hr", "записка.txt")
    await comment(keeper, ticket.id, text="Записка", visibility="internal", files=[note])
    ticket = await take(keeper, ticket.id, version=ticket.version)
    ticket = await move(keeper, ticket.id, to="waiting_user", version=ticket.version, text="Вопрос")
    ticket = await move(author, ticket.id, to="in_progress", version=ticket.version, text="Ответ")
    await _worked_on(world, ticket)
    ticket, _ = await get(keeper, ticket.number)
    ticket = await move(keeper, ticket.id, to="done", version=ticket.version)
    await move(author, ticket.id, to="closed", version=ticket.version)
    await follow_up(author, ticket.number, text="Опять")


async def _worked_on(world: World, ticket: Ticket) -> None:
    """The depth of it. Those who get to know a part of it, as approvers and teams of tasks, ask nothing here."""
    keeper, author, outsider = (world.actors[who] for who in ("keeper_hr", "author", "keeper_elsewhere"))
    asked = await approvals.ask_person(keeper, ticket.number, outsider.id, "Согласны?")
    await deciding.decide(outsider, ticket.number, asked, decision="approve", text="Да")
    part = await task_adding.add(keeper, ticket.number, NewTask(title="Часть", team="accounting"))
    await checklist.add(keeper, ticket.number, text="Строка")
    await checklist.add(keeper, ticket.number, text="Строка", task_id=part.task.id)
    await task_work.change(keeper, part.task.id, Wish(to="cancelled", comment="Не нужно"))
    await watch.add(keeper, ticket.number, outsider.id)
    called = " ".join(f"@{who.replace('_', '-')}" for who in WHO)
    await comment(keeper, ticket.number, text=f"{called}, посмотрите")
    await comment(keeper, ticket.number, text=f"{called}, посмотрите", visibility="internal")
    # The requester of the other one must not learn that they have to do with each other.
    another = await world.thing("ticket", "own_secret")
    await link(keeper, ticket.number, another.parts["number"], "caused_by")
    again = await world.order("confidential")
    await merge(keeper, again.number, ticket.number, version=None)
    await unmerge(keeper, again.number)
    await split(keeper, ticket.number, service="hr-question", subject="Другое", text="Другое дело")
    ticket, _ = await get(keeper, ticket.number)
    await reclassify(keeper, ticket.number, Reclassified(subject="Иначе", impact=1), version=ticket.version)
    await comment(author, ticket.id, text="Ещё слово")


async def test_the_team_sees_it_all(world: World) -> None:
    """On the same paths, from the same place of the stream: else the silence above would prove nothing."""
    await prepared(world)
    await delivered()
    more = await place_of(world, "hr") | {"/api/v1/queues", "/desk/hr"}
    before = await picture(world, "hr", more)
    await happenings(world)
    await delivered()
    after = await picture(world, "hr", more)
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    assert changed >= {*more, "/desk/hr", "/api/v1/queues", "/notices", "/api/v1/tickets"}
    assert any(place.startswith("notice ") for place in changed)


async def test_the_file_of_the_audit_has_nothing_of_it(world: World) -> None:
    """Taken out before and after, it differs by its own taking only."""
    before = await _audited(world)
    await happenings(world)
    await delivered()
    assert await _audited(world) == before


async def _audited(world: World) -> list[str]:
    answer = await world.visitors["auditor"].ask("GET", "/admin/audit.csv")
    assert answer.status == 200
    return [line for line in answer.body.decode().splitlines() if "AuditExported" not in line]


def compared(who: str, before: dict[str, object], after: dict[str, object]) -> list[str]:
    """What differs, each with the first place where it does."""
    return [
        f"{who} at {place}: {_difference(before.get(place), after.get(place))}"
        for place in sorted(before.keys() | after.keys())
        if before.get(place) != after.get(place)
    ]


def _difference(one: object, other: object) -> str:
    left, right = repr(one), repr(other)
    at_ = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    start = max(0, at_ - 60)
    return f"{left[start : at_ + 60]} -> {right[start : at_ + 60]}"
