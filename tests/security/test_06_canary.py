"""Class 6: what happens in a confidential team leaves no trace, not a word and not a number, with anybody else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from okno import clock, db
from okno.catalog import registry
from okno.catalog.automation import Action, Criterion, Rule
from okno.events.dispatch import deliver_due
from okno.live import Ping
from okno.live.presence import REPLIES
from okno.notify import digest, times
from okno.tickets import (
    Ticket,
    approvals,
    assign,
    bulk,
    checklist,
    clock_scanner,
    comment,
    deciding,
    get,
    macros,
    move,
    own_replies,
    reclassify,
    reply_drafts,
    saved_lists,
    take,
    task_adding,
    task_work,
    watch,
    work,
    work_timer,
)
from okno.tickets.bulk import Act, Chosen
from okno.tickets.bulk_undo import undo
from okno.tickets.follow_up import follow_up
from okno.tickets.links import link
from okno.tickets.merge import merge, unmerge
from okno.tickets.reclassify import Wish as Reclassified
from okno.tickets.saved_lists import SavedList
from okno.tickets.split import split
from okno.tickets.task_adding import NewTask
from okno.tickets.task_work import Wish
from tests.security.crawl import crawl, listed, plain, prepared, told
from tests.security.matrix import READING, WHO, World, offers
from tests.security.matrix.truth import AT_THE_DOOR, SECRET, SIGHT
from tests.security.matrix.world import TICKETS, secrets_of, sought_word, words_of
from tests.security.visitor import Answer

NOON = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
MARKING = ("/tickets/{number}", "/tasks/{task}", "/approvals", "/notices")
"""Pages that take what they show for read."""
MARKED = re.compile(r"^/(tickets/\d+|tasks/\d+|approvals|notices)$")
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
        for path in ("/search", "/search/suggest", "/api/v1/search"):
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


async def awaited(world: World) -> None:
    """What lies in wait for it: a list of the team’s requests that every agent has, devices, letters that gather."""
    every = Criterion(of="team", values=(SECRET,))
    await saved_lists.save(
        world.actors["admin"], SavedList(title="Чужие", queue="all", role="agent", criteria=(every,))
    )
    for who in ("author", "keeper_hr", *BLIND):
        if who not in AT_THE_DOOR:
            await world.make("device", "own", who)
            async with db.tx():
                await times.put(world.actors[who].id, times.Times(digest=times.HOURLY))


async def delivered() -> None:
    """All that is to be told is told."""
    while await deliver_due():
        pass


async def test_words_reach_whom_they_are_for_and_nothing_moves_for_others(world: World) -> None:
    """Whoever sees a ticket reads its words, nobody else does; and what happens then moves no byte for the others.

    Both are asked of the same answers: every page, list, stream, letter and notice that somebody reaches.
    """
    wrong: list[str] = []
    with at(NOON):
        await prepared(world)
        more = await questions(world)
        await delivered()
        await awaited(world)
        for who in BLIND:
            # The first visit of a page marks its notices as read.
            await crawl(world, who, entries=[entry for entry in READING if entry.path in MARKING], within=MARKED)
        places = {who: more | await place_of(world, who) for who in WHO}
        before = {}
        for who in WHO:
            answers, letters = await crawl(world, who, places[who]), await told(world, who)
            wrong += read(who, {**{path: answer.whole for path, answer in answers.items()}, **letters})
            if who in BLIND:
                before[who] = seen(answers, letters)
    with at(NOON + timedelta(minutes=7)):
        await happenings(world)
        await delivered()
    with at(NOON + timedelta(hours=3)):
        await digest.gather(None)
    for sent in ("state = 'gathered'", "channel LIKE 'push:%'"):
        found = await db.fetch_value(
            f"SELECT count(*) FROM message WHERE {sent} AND person_id = $1", world.actors["author"].id
        )
        assert found, f"nothing with {sent} has gone to whom it is for"
    with at(NOON):
        for who in BLIND:
            wrong += compared(who, before.pop(who), await picture(world, who, places[who]))
    assert not wrong, listed(wrong)


def read(who: str, texts: Mapping[str, str]) -> list[str]:
    """The words that somebody reads and may not, or may read and finds nowhere."""
    whole, hidden = "\n".join(texts.values()), secrets_of(who)
    return [
        *(f"{who} reads {word} at {place}" for place, text in texts.items() for word in hidden if word in text),
        *(f"{who} finds {word} nowhere" for word, known in words_of(who).items() if known and word not in whole),
    ]


async def picture(world: World, who: str, more: set[str]) -> dict[str, object]:
    """All that somebody gets."""
    return seen(await crawl(world, who, more), await told(world, who))


def seen(answers: Mapping[str, Answer], letters: Mapping[str, str]) -> dict[str, object]:
    """The same from what has come."""
    return {**{path: plain(answer) for path, answer in answers.items()}, **letters}


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
    await _day_of_work(world, ticket)
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


async def _day_of_work(world: World, ticket: Ticket) -> None:
    """What an agent does to it through a day, and what happens by itself: a rule, and a clock that runs out."""
    keeper = world.actors["keeper_hr"]
    await reply_drafts.save(keeper, ticket.id, "public", "Черновик")
    await own_replies.add(keeper.id, title="Свой ответ", text="Слова")
    await world.app.state.hub.presence.say(
        Ping(ticket.id, ticket.team_id, ticket.customer_id, keeper.id, "abcd1234", REPLIES)
    )
    await work.log(keeper, ticket.number, spent=30 * work.MINUTE_US, text="Разговор")
    await work.plan(keeper, ticket.number, 60 * work.MINUTE_US)
    await work_timer.start(keeper, ticket.number)
    await work_timer.stop(keeper, ticket.number, spent=5 * work.MINUTE_US, text="Ещё")
    await macros.run(keeper, ticket.id, offers.NOTE)
    await assign(keeper, ticket.id, version=None, line=2, note="Дальше")
    await assign(keeper, ticket.id, version=None, line=1, note="Обратно")
    kept = SavedList(title="Кадровые", queue=SECRET, person_id=keeper.id)
    await saved_lists.save(keeper, kept)
    done = await bulk.perform(keeper, Act(action="priority", priority="low"), [Chosen(ticket.number)])
    assert done.done, done.left
    await undo(keeper, done.id)
    await _rule_acts(world)
    # It burns, and is late: whoever hears of that is of the team.
    await db.execute("UPDATE ticket SET resolve_work = 1, respond_work = 1, next_clock_at = 0 WHERE id = $1", ticket.id)
    assert await clock_scanner.look() == 1


async def _rule_acts(world: World) -> None:
    """A rule acts on what is ordered of the team."""
    held = registry._registry.held
    assert held is not None
    before = held.catalog
    note = Action(do="note", text={"ru": "Правило", "en": "Rule"})
    only = Criterion(of="team", values=(SECRET,))
    rule = Rule(
        key="m-rule", title={"ru": "x", "en": "x"}, sort=1, active=True, on=("created",), criteria=(only,),
        actions=(note,),
    )  # fmt: skip
    held.catalog = replace(before, rules={rule.key: rule})
    try:
        again = await world.order("confidential")
        await delivered()
        acted = "SELECT count(*) FROM rule_run WHERE ticket_id = $1 AND outcome = 'done'"
        assert await db.fetch_value(acted, again.id) == 1
    finally:
        held.catalog = before


async def test_the_team_sees_it_all(world: World) -> None:
    """On the same paths, from the same place of the stream: else the silence above would prove nothing."""
    await prepared(world)
    await delivered()
    more = await place_of(world, "hr") | {"/api/v1/queues", "/api/v1/tickets", "/desk/hr", "/notices"}
    before = await opened(world, "hr", more)
    await happenings(world)
    await delivered()
    after = await opened(world, "hr", more)
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    assert changed >= more
    assert any(place.startswith("notice ") for place in changed)


async def opened(world: World, who: str, paths: set[str]) -> dict[str, object]:
    """These addresses alone, with letters and notices."""
    return seen({path: await world.visitors[who].ask("GET", path) for path in paths}, await told(world, who))


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
