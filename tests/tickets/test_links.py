"""Links between tickets: what they are told as from both sides, for whom they are there, what can't be linked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from okno import access, db, teams
from okno.access import Actor
from okno.db import fetch, fetch_value
from okno.errors import Conflict, Forbidden, Invalid, NotFound
from okno.events.log import read_stream
from okno.tickets import Sight, Ticket, get, store
from okno.tickets.links import INVERSE, WAYS, add_link, link, links_of, unlink
from okno.tickets.story import facts_after, timeline
from tests.company import MONITOR_TEAM, Company, actor_again, hire, make_confidential, team_id


async def told(company: Company, ticket: Ticket) -> Sequence[tuple[str, int]]:
    """The links of a ticket as Boris sees them."""
    return [(one.told, one.other.id) for one in await links_of(company.boris, ticket, Sight.STAFF)]


@pytest.mark.parametrize("kind", list(WAYS))
async def test_each_link_is_told_from_both_sides(company: Company, kind: str) -> None:
    """One direction is stored."""
    one, other = await company.order(), await company.order()
    made = await link(company.boris, one.id, other.id, kind)
    stored, outgoing = WAYS[kind]
    back = INVERSE[stored] if outgoing else stored
    assert (made.told, made.kind) == (kind, stored)
    assert await told(company, one) == [(kind, other.id)]
    assert await told(company, other) == [(back, one.id)]
    kinds = {row["kind"] for row in await fetch("SELECT kind FROM ticket_link")}
    assert kinds == {stored}


async def test_the_same_pair_is_linked_once(company: Company) -> None:
    """In whatever direction and by whatever word."""
    one, other = await company.order(), await company.order()
    await link(company.boris, one.id, other.id, "duplicate")
    for first, second, kind in ((one, other, "duplicate"), (other, one, "duplicate"), (one, other, "related")):
        with pytest.raises(Conflict):
            await link(company.boris, first.id, second.id, kind)
    assert await fetch_value("SELECT count(*) AS n FROM ticket_link") == 1


async def test_two_at_once_make_one_link(company: Company) -> None:
    """From the two sides, and they do not wait for each other."""
    one, other = await company.order(), await company.order()
    done = await asyncio.gather(
        link(company.boris, one.id, other.id, "related"),
        link(company.vera, other.id, one.id, "related"),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in done) == ["Conflict", "Link"]
    assert await fetch_value("SELECT count(*) AS n FROM ticket_link") == 1


async def test_nothing_contains_itself(company: Company) -> None:
    """Neither at once nor around several corners; other kinds may go round."""
    a, b, c = [await company.order() for _ in range(3)]
    with pytest.raises(Invalid):
        await link(company.boris, a.id, a.id, "related")
    await link(company.boris, a.id, b.id, "part_of")
    await link(company.boris, c.id, b.id, "parent")
    for first, second, kind in ((c, a, "part_of"), (a, c, "parent")):
        with pytest.raises(Conflict):
            await link(company.boris, first.id, second.id, kind)
    await link(company.boris, c.id, a.id, "caused_by")


async def test_a_link_of_no_known_kind_is_refused(company: Company) -> None:
    """With the words that there are."""
    one, other = await company.order(), await company.order()
    with pytest.raises(Invalid) as refused:
        await link(company.boris, one.id, other.id, "friend")
    assert "duplicate" in str(refused.value.fields["kind"].params)


async def test_who_may_link(company: Company) -> None:
    """Whoever works on the ticket and sees the other; a foreign number answers as one that there is not."""
    one, other = await company.order(), await company.order()
    with pytest.raises(Forbidden):
        await link(company.anna, one.id, other.id, "related")
    secret = await hire("secret", "Тайный", role="agent", team="accounting")
    for stranger in (company.stranger, company.fedor, secret):
        with pytest.raises(NotFound):
            await link(stranger, one.id, other.id, "related")
    hidden = await foreign(company)
    answers = []
    for number in (hidden.id, 10**9, "x"):
        with pytest.raises(NotFound) as refused:
            await link(company.boris, one.id, number, "related")
        answers.append(str(refused.value))
    assert len(set(answers)) == 1
    looker = await hire("looker", "Смотрит", role="manager", role_in="it-devices")
    with pytest.raises(Forbidden):
        await link(looker, one.id, other.id, "related")


async def foreign(company: Company) -> Ticket:
    """A ticket of Anna's that Boris does not see."""
    ticket = await company.order()
    await db.execute(
        "UPDATE ticket SET team_id = (SELECT id FROM team WHERE key = 'accounting') WHERE id = $1", ticket.id
    )
    return await store.load(ticket.id)


async def test_of_a_link_to_what_one_does_not_see_there_is_no_trace(company: Company) -> None:
    """Neither in the list nor in the story nor in the facts; whoever sees both sees it."""
    one, hidden = await company.order(), await foreign(company)
    async with db.tx():
        await add_link(one.id, hidden.id, "caused_by", company.admin.id)
    assert await told(company, one) == []
    assert [found.other.id for found in await links_of(company.anna, one, Sight.READER)] == [hidden.id]
    kinds = [entry.fact.kind for entry in await timeline(one, Sight.STAFF, actor=company.boris)]
    assert kinds == ["TicketCreated"]
    facts, _ = await facts_after(company.boris, one, Sight.STAFF, {"TicketLinked"}, after=0, limit=10)
    assert facts == []
    hers = [entry.fact.kind for entry in await timeline(one, Sight.READER, actor=company.anna)]
    assert hers == ["TicketCreated", "TicketLinked"]
    with pytest.raises(NotFound):
        await unlink(company.boris, one.id, await fetch_value("SELECT id FROM ticket_link"))


async def test_a_requester_sees_links_to_his_own_tickets_only(company: Company) -> None:
    """Even when as an agent he sees the other one."""
    hers, egors = await company.order(), await company.order()
    await db.execute("UPDATE ticket SET requester_id = $1 WHERE id = $2", company.stranger.id, egors.id)
    await db.execute("UPDATE ticket_reader SET principal_id = $1 WHERE ticket_id = $2", company.stranger.id, egors.id)
    await link(company.boris, hers.id, egors.id, "related")
    assert await links_of(company.anna, hers, Sight.READER) == []
    anna = await agent_too(company)
    ticket, seen = await get(anna, hers.id)
    assert seen is Sight.READER
    assert await links_of(anna, ticket, seen) == []
    assert [entry.fact.kind for entry in await timeline(ticket, seen, actor=anna)] == ["TicketCreated"]


async def agent_too(company: Company) -> Actor:
    """Anna, who works in the team by now."""
    await access.grant(company.anna.id, "agent")
    await teams.join(await team_id(MONITOR_TEAM), company.anna.id)
    return await actor_again(company.anna.id)


async def test_a_link_is_taken_away_from_either_side(company: Company) -> None:
    """And both stories tell it."""
    one, other = await company.order(), await company.order()
    made = await link(company.boris, one.id, other.id, "part_of")
    with pytest.raises(NotFound):
        await unlink(company.boris, one.id, made.id + 1)
    with pytest.raises(Forbidden):
        await unlink(company.anna, one.id, made.id)
    await unlink(company.vera, other.id, made.id)
    assert await told(company, one) == await told(company, other) == []
    for ticket, word in ((one, "part_of"), (other, "parent")):
        facts = [fact for fact in await read_stream("ticket", ticket.id) if "inked" in fact.kind]
        assert [(fact.kind, fact.payload["kind_"]) for fact in facts] == [
            ("TicketLinked", word),
            ("TicketUnlinked", word),
        ]
    with pytest.raises(NotFound):
        await unlink(company.boris, one.id, made.id)


async def test_a_link_made_by_rule_is_made_once(company: Company) -> None:
    """The second time it is the same one, and nothing is told."""
    one, other = await company.order(), await company.order()
    async with db.tx():
        first = await add_link(one.id, other.id, "follows", None)
        assert await add_link(one.id, other.id, "follows", None) == first
    assert len([fact for fact in await read_stream("ticket", one.id) if fact.kind == "TicketLinked"]) == 1


async def test_the_other_requester_hears_nothing_of_a_link(company: Company) -> None:
    """A push without anything new on the page would tell that there is something."""
    hers, egors = await company.order(), await company.order()
    await db.execute("UPDATE ticket SET requester_id = $1 WHERE id = $2", company.stranger.id, egors.id)
    await link(company.boris, hers.id, egors.id, "related")
    [fact] = [fact for fact in await read_stream("ticket", hers.id) if fact.kind == "TicketLinked"]
    assert f"person:{company.anna.id}" not in fact.topics
    assert f"staff:{hers.id}" in fact.topics


async def test_a_team_that_becomes_confidential_takes_its_links_with_it(company: Company) -> None:
    """From then on they are not there for others."""
    one, other = await company.order(), await company.order()
    await link(company.boris, one.id, other.id, "related")
    await db.execute("UPDATE ticket SET team_id = (SELECT id FROM team WHERE key = 'hr') WHERE id = $1", other.id)
    await make_confidential("hr")
    assert await told(company, one) == []
