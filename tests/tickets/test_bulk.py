"""One act on several tickets: each by its own version and rights; taking it back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from okno import teams, tickets
from okno.access import Actor, grant
from okno.catalog.levels import Policy, Target
from okno.clock import now_us
from okno.db import execute, fetch_value
from okno.errors import Conflict, Invalid, NotFound
from okno.events.log import read_stream
from okno.settings import Settings
from okno.tickets import Ticket, bulk, bulk_store, store, watch
from okno.tickets.bulk import Act, Chosen
from okno.tickets.bulk_store import Result
from okno.tickets.bulk_undo import undo
from tests.company import Company, actor_again
from tests.tickets.automating import act, in_force, macro
from tests.tickets.burning import TERMS, begin, catalog, level, put_in_force


async def _several(company: Company, many: int = 3) -> list[Ticket]:
    return [await company.order(subject=f"Monitor {n}") for n in range(many)]


async def _do(actor: Actor, found: list[Ticket], action: str, **more: object) -> Result:
    act = Act(action=action, **more)  # type: ignore[arg-type]
    return await bulk.perform(actor, act, [Chosen(one.number, one.version) for one in found])


async def _now(found: list[Ticket]) -> list[Ticket]:
    return [await store.load(one.id) for one in found]


async def test_each_ticket_stands_for_itself(company: Company) -> None:
    """A stale version, a closed one, another's and one that is not there stay; the rest is done."""
    one, stale, closed, foreign = await _several(company, 4)
    await tickets.assign(company.vera, stale.id, version=1, assignee="vera")
    await tickets.move(company.anna, closed.id, to="cancelled", version=1)
    await tickets.assign(company.vera, foreign.id, version=1, team="hr")
    chosen = [Chosen(str(number), 1) for number in (one.id, stale.id, foreign.id, 999_999)]
    chosen.append(Chosen(closed.number, (await store.load(closed.id)).version))
    result = await bulk.perform(company.boris, Act(action="take"), chosen)
    assert [item.ticket_id for item in result.done] == [one.id]
    assert {left.number: left.code for left in result.left} == {
        stale.number: "conflict", foreign.number: "not_found", "999999": "not_found", closed.number: "conflict",
    }  # fmt: skip
    words = {left.number: str(left.reason) for left in result.left}
    assert "meanwhile" in words[stale.number]
    assert words[foreign.number] == words["999999"]
    assert (await store.load(one.id)).assignee_id == company.boris.id
    assert (await store.load(stale.id)).assignee_id == company.vera.id
    assert await bulk_store.load(company.boris, result.id) == result


async def test_a_requester_in_the_team_does_nothing_to_his_own(company: Company) -> None:
    """He may neither take nor judge it, alone or among others."""
    own = await tickets.order(company.boris, tickets.Order(service="monitor", answers=(await company.order()).answers))
    result = await _do(company.boris, [own], "priority", priority="high")
    assert [left.code for left in result.left] == ["forbidden"]
    assert result.undoable is False


@pytest.mark.parametrize(
    "act",
    [Act(action="dance"), Act(action="assign"), Act(action="team"), Act(action="line"), Act(action="state"),
     Act(action="priority", priority="huge"), Act(action="watch"), Act(action="macro"), Act(action="comment"),
     Act(action="comment", text="x", visibility="everybody")],
)  # fmt: skip
async def test_what_is_wrong_with_all_is_said_once(company: Company, act: Act) -> None:
    """Nothing is done and nothing is kept."""
    found = await _several(company, 1)
    with pytest.raises(Invalid):
        await bulk.perform(company.boris, act, [Chosen(found[0].number, 1)])
    assert await fetch_value("SELECT count(*) FROM bulk_act") == 0


async def test_there_is_a_limit(company: Company) -> None:
    """None, and more than a page of them."""
    for chosen in ([], [Chosen(str(number)) for number in range(bulk.MOST + 1)]):
        with pytest.raises(Invalid):
            await bulk.perform(company.boris, Act(action="take"), chosen)


async def test_taking_is_taken_back(company: Company) -> None:
    """State, assignee and the answer that it counted as; once."""
    found = await _several(company)
    result = await _do(company.boris, found, "take")
    assert {one.state for one in await _now(found)} == {"in_progress"}
    assert all(one.responded_at for one in await _now(found))
    back = await undo(company.boris, result.id)
    assert (len(back.done), back.left, back.undone) == (3, (), True)
    for before, after in zip(found, await _now(found), strict=True):
        assert (after.state, after.assignee_id, after.responded_at) == ("new", None, None)
        assert after.due_sort == before.due_sort
        assert after.unanswered_since == before.unanswered_since
    with pytest.raises(Conflict):
        await undo(company.boris, result.id)


async def test_what_somebody_has_touched_since_stays(company: Company) -> None:
    """And it is said which; a comment is no touch."""
    one, touched = await _several(company, 2)
    result = await _do(company.boris, [one, touched], "priority", priority="critical")
    await tickets.comment(company.anna, one.id, text="Any news?")
    await tickets.take(company.vera, touched.id, version=(await store.load(touched.id)).version)
    back = await undo(company.boris, result.id)
    assert [item.ticket_id for item in back.done] == [one.id]
    assert [left.number for left in back.left] == [touched.number]
    assert [one.priority for one in await _now([one, touched])] == [3, 1]
    kept = await bulk_store.load(company.boris, result.id)
    assert ([left.number for left in kept.left], kept.undoable) == ([touched.number], False)
    told = [fact.actor_id for fact in await read_stream("ticket", one.id, 20) if fact.kind == "TicketReclassified"]
    assert told == [company.boris.id, company.boris.id], "the story names who took it back"


async def test_a_ticket_comes_back_from_another_team(company: Company) -> None:
    """Though whoever sent it there does not see it any more; colleagues cannot do it for him."""
    found = await _several(company, 2)
    await tickets.assign(company.boris, found[0].id, version=1, assignee="vera")
    result = await _do(company.boris, await _now(found), "team", team="accounting", text="Not ours")
    assert len(result.done) == 2
    with pytest.raises(NotFound):
        await tickets.get(company.boris, found[0].id)
    with pytest.raises(NotFound):
        await undo(company.vera, result.id)
    assert len((await undo(company.boris, result.id)).done) == 2
    assert [one.assignee_id for one in await _now(found)] == [company.vera.id, None]


async def test_the_former_promise_comes_back_with_the_line(db: Settings) -> None:
    """The second line promises by a level of its own: taken back, the due times are those of before."""
    people = await begin()
    slow = replace(level(), key="slow", targets={**TERMS, "normal": Target(respond="8h", resolve="40h")})
    policy = Policy(key="second", title={"ru": "Вторая", "en": "Second"}, sort=1, sla="slow", lines=(2,))
    await put_in_force(catalog(level(), slow, policies=(policy,)))
    ticket = await people.ticket()
    result = await _do(people.lead, [ticket], "line", line=2)
    assert (await store.load(ticket.id)).sla == "slow"
    await undo(people.lead, result.id)
    after = await store.load(ticket.id)
    assert (after.line, after.sla, after.policy) == (1, "fast", "")
    assert (after.resolve_by, after.respond_by, after.due_sort) == (
        ticket.resolve_by, ticket.respond_by, ticket.due_sort,
    )  # fmt: skip


async def test_what_is_closed_is_not_opened_by_taking_back(company: Company) -> None:
    """What belonged to it is over."""
    found = await _several(company, 1)
    result = await _do(company.boris, found, "state", state="cancelled", text="A double")
    assert len(result.done) == 1
    back = await undo(company.boris, result.id)
    assert [left.code for left in back.left] == ["refused"]
    assert (await _now(found))[0].state == "cancelled"


async def test_who_may_only_look_by_now_takes_nothing_back(company: Company) -> None:
    """He has left the work and still oversees it: states and priorities are not his any more."""
    found = [await tickets.take(company.boris, one.id, version=None) for one in await _several(company, 1)]
    moved = await _do(company.boris, found, "state", state="waiting_user", text="Which?")
    await teams.leave(found[0].team_id, company.boris.id)
    await grant(company.boris.id, "manager", team_id=found[0].team_id)
    result = await undo(await actor_again(company.boris.id), moved.id)
    assert [one.code for one in result.left] == ["forbidden"]
    assert (await store.load(found[0].id)).state == "waiting_user"


async def test_watchers_come_and_go(company: Company) -> None:
    """Whoever followed before goes on following."""
    one, two = await _several(company, 2)
    await watch.add(company.vera, two.id, "vera")
    result = await _do(company.boris, [one, two], "watch", who="vera")
    assert len(result.done) == 2
    await undo(company.boris, result.id)
    assert not await watch.watches(company.vera.id, one.id)
    assert await watch.watches(company.vera.id, two.id)


async def test_words_cannot_be_taken_back(company: Company) -> None:
    """They compete with nobody, so no version is asked for."""
    found = await _several(company, 2)
    await tickets.take(company.vera, found[0].id, version=1)
    result = await _do(company.boris, found, "comment", text="Works on Monday", visibility="internal")
    assert (len(result.done), result.undoable) == (2, False)
    with pytest.raises(Conflict):
        await undo(company.boris, result.id)


async def test_a_macro_is_run_on_each_and_taken_back_as_far_as_it_can(company: Company) -> None:
    """Each by the rights in its team and what the macro is for; people and states come back, words stay."""
    in_force(
        macro("mine", act("assignee", "me"), act("state", "in_progress"), act("note", text="x"), teams=("it-devices",)),
        macro("say", act("note", text="y")),
    )
    one, two, foreign, gone = await _several(company, 4)
    await tickets.assign(company.vera, foreign.id, version=1, team="hr")
    await tickets.move(company.anna, gone.id, to="cancelled", version=1)
    result = await _do(company.boris, [one, two, foreign, await store.load(gone.id)], "macro", macro="mine")
    assert [item.ticket_id for item in result.done] == [one.id, two.id]
    assert [left.number for left in result.left] == [foreign.number, gone.number]
    assert {(item.assignee_id, item.state) for item in await _now([one, two])} == {(company.boris.id, "in_progress")}
    back = await undo(company.boris, result.id)
    assert len(back.done) == 2
    assert {(item.assignee_id, item.state) for item in await _now([one, two])} == {(None, "new")}
    assert await fetch_value("SELECT count(*) FROM comment") == 2
    said = await _do(company.boris, await _now([one]), "macro", macro="say")
    assert (len(said.done), said.undoable) == (1, False), "words cannot be taken back, and there is nothing else"
    wrong = await _do(company.boris, await _now([one]), "macro", macro="unheard-of")
    assert [left.code for left in wrong.left] == ["invalid"]


async def test_another_service_is_not_taken_back_by_halves(company: Company) -> None:
    """Its form and its team belong together: nothing of it comes back, and it is said where it can be done."""
    answers = [act("field", value, key=key) for key, value in (("topic", "other"), ("description", "Whose?"))]
    in_force(macro("other", act("service", "salary-question"), *answers))
    found = await _several(company, 1)
    result = await _do(company.boris, found, "macro", macro="other")
    assert len(result.done) == 1, result.left
    back = await undo(company.boris, result.id)
    assert [left.code for left in back.left] == ["refused"]
    [after] = await _now(found)
    assert after.service == "salary-question"
    assert after.team_id != found[0].team_id


async def test_after_a_day_it_is_forgotten(company: Company) -> None:
    """Nobody takes yesterday back; the rows go."""
    result = await _do(company.boris, await _several(company, 1), "take")
    await execute("UPDATE bulk_act SET at = $1", now_us() - 25 * 3600 * 1_000_000)
    with pytest.raises(NotFound):
        await undo(company.boris, result.id)
    await bulk_store.clean({})
    assert await fetch_value("SELECT count(*) FROM bulk_act") == 0
