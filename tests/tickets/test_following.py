"""Following a ticket, and being called in it: who may, who is told, and what nobody learns by it."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio

from okno import notify, people, teams, tickets
from okno.access import Actor
from okno.db import fetch
from okno.errors import Forbidden, Invalid, NotFound
from okno.events.dispatch import deliver_due
from okno.events.log import read_stream
from okno.settings import Settings
from okno.tickets import Ticket, mentions, watch
from okno.tickets.visible import Sight
from tests.company import MONITOR_TEAM, Company, actor_again, hire, make_confidential, open_company, team_id


@pytest_asyncio.fixture
async def company(stocked: None, db: Settings) -> Company:
    """People on the starter catalog, who are told by notices."""
    notify.settle(db)
    return await open_company()


async def _told(person: Actor) -> list[str]:
    while await deliver_due():
        pass
    rows = await fetch("SELECT kind FROM notice WHERE person_id = $1 ORDER BY id", person.id)
    return [row["kind"] for row in rows]


async def _watchers(ticket: Ticket) -> list[str]:
    return [one.login for one in await watch.watchers(ticket.id)]


# Watchers -----------------------------------------------------------------------------------------------------


async def test_the_staff_lets_a_colleague_follow(company: Company) -> None:
    """He reads it from then on, in public words only, and is told."""
    ticket = await company.order()
    await watch.add(company.boris, ticket.id, "egor")
    assert await _watchers(ticket) == ["egor"]
    _, seen = await tickets.get(company.stranger, ticket.id)
    assert seen is Sight.READER
    assert await _told(company.stranger) == ["watching"]
    again = await watch.add(company.boris, ticket.id, company.stranger.id)
    assert again.id == ticket.id
    assert [fact.kind for fact in await read_stream("ticket", ticket.id)].count("TicketWatched") == 1


async def test_taking_out_takes_the_reading_away(company: Company) -> None:
    """At once; whoever does not follow may be taken out, too: nothing happens."""
    ticket = await company.order()
    await watch.add(company.anna, ticket.id, "egor")
    await watch.remove(company.boris, ticket.id, "EGOR")
    with pytest.raises(NotFound):
        await tickets.get(company.stranger, ticket.id)
    await watch.remove(company.boris, ticket.id, "egor")


async def test_everybody_who_sees_it_follows_and_stops_himself(company: Company) -> None:
    """And nobody else."""
    ticket = await company.order()
    await watch.add(company.vera, ticket.id, company.vera.id)
    await watch.remove(company.vera, ticket.id, "vera")
    assert await _watchers(ticket) == []
    with pytest.raises(NotFound):
        await watch.add(company.stranger, ticket.id, company.stranger.id)
    with pytest.raises(NotFound):
        await watch.remove(company.stranger, ticket.id, company.stranger.id)


async def test_a_watcher_adds_and_removes_nobody(company: Company) -> None:
    """Reading is all that he may."""
    ticket = await company.order()
    await watch.add(company.anna, ticket.id, "egor")
    with pytest.raises(Forbidden):
        await watch.add(company.stranger, ticket.id, "fedor")
    with pytest.raises(Forbidden):
        await watch.remove(company.stranger, ticket.id, "vera")
    await watch.remove(company.stranger, ticket.id, "egor")


async def test_who_only_reads_in_the_team_adds_nobody(company: Company) -> None:
    """Following is his own; letting others needs the right to answer."""
    reads = await hire("nadja", "Надя Читает", role="manager", role_in=MONITOR_TEAM)
    ticket = await company.order()
    with pytest.raises(Forbidden):
        await watch.add(reads, ticket.id, "egor")
    await watch.add(reads, ticket.id, "nadja")


async def test_some_can_not_follow(company: Company) -> None:
    """Who is not there, who has left, and whose request it is."""
    ticket = await company.order()
    await people.change(company.fedor.id, {"active": False}, actor_id=None)
    for who in ("nobody", "fedor", "anna", ""):
        with pytest.raises(Invalid):
            await watch.add(company.boris, ticket.id, who)


async def test_what_is_confidential_is_shown_by_its_staff_alone(company: Company) -> None:
    """The requester asks them; the one who is added is told."""
    await make_confidential(MONITOR_TEAM)
    ticket = await company.order()
    with pytest.raises(Forbidden):
        await watch.add(company.anna, ticket.id, "egor")
    boris = await actor_again(company.boris.id)
    await watch.add(boris, ticket.id, "egor")
    assert "watching" in await _told(company.stranger)


async def test_what_comes_to_a_confidential_team_is_followed_no_more(company: Company) -> None:
    """Its new staff never let them."""
    await make_confidential("accounting")
    ticket = await company.order()
    await watch.add(company.anna, ticket.id, "egor")
    await tickets.assign(company.boris, ticket.id, version=1, team="accounting")
    assert await _watchers(ticket) == []
    with pytest.raises(NotFound):
        await tickets.get(company.stranger, ticket.id)


async def test_whoever_leaves_a_confidential_team_stops_following(company: Company) -> None:
    """Else he would read on what only the team may."""
    await make_confidential(MONITOR_TEAM)
    ticket = await company.order()
    vera = await actor_again(company.vera.id)
    await watch.add(vera, ticket.id, "vera")
    await teams.leave(await team_id(MONITOR_TEAM), vera.id, actor_id=company.admin.id)
    while await deliver_due():
        pass
    with pytest.raises(NotFound):
        await tickets.get(await actor_again(vera.id), ticket.id)


async def test_watchers_hear_of_words_and_moves_once(company: Company) -> None:
    """Notes are not for them; an end is told by its meaning alone."""
    ticket = await company.order()
    await watch.add(company.anna, ticket.id, "egor")
    await tickets.comment(company.boris, ticket.id, text="Внутри", visibility="internal")
    await tickets.comment(company.boris, ticket.id, text="Здравствуйте")
    taken = await tickets.take(company.boris, ticket.id, version=1)
    done = await tickets.move(company.boris, ticket.id, to="done", version=taken.version, text="Готово")
    await tickets.move(company.anna, ticket.id, to="closed", version=done.version)
    assert await _told(company.stranger) == ["watching", "watched_words", "watched_move", "watched_done", "watched_end"]


# Being called -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@boris посмотри", ["boris"]),
        ("Спросите у @Boris, @vera.", ["boris", "vera"]),
        ("(@anna.k-1)", ["anna.k-1"]),
        ("mail anna@example.com, user@boris, @@boris", []),
        ("@boris@host https://x.test/@vera", []),
        ("@boris @boris", ["boris"]),
    ],
)
def test_names_in_a_text(text: str, names: list[str]) -> None:
    """A login after @; addresses call nobody."""
    assert mentions.logins(text) == names


async def test_whoever_is_called_and_reads_it_is_told_once(company: Company) -> None:
    """Instead of what he would hear of the comment anyway."""
    ticket = await company.order()
    taken = await tickets.take(company.boris, ticket.id, version=1)
    await tickets.comment(company.anna, taken.id, text="@boris @vera @egor когда?")
    assert (await _told(company.boris))[-1] == "mentioned"
    assert (await _told(company.boris)).count("commented") == 0
    assert "mentioned" in await _told(company.vera)
    assert await _told(company.stranger) == []
    deaf = await mentions.unheard(ticket, Sight.READER, "@boris @vera @egor когда?", "public")
    assert [one.login for one in deaf] == ["egor"]


async def test_a_note_calls_only_the_staff(company: Company) -> None:
    """The requester hears nothing of it, not even that she was named."""
    ticket = await company.order()
    await watch.add(company.boris, ticket.id, "egor")
    before = await _told(company.stranger)
    await tickets.comment(company.boris, ticket.id, text="@vera @anna @egor подозрительно", visibility="internal")
    assert "mentioned_note" in await _told(company.vera)
    assert await _told(company.stranger) == before
    assert "mentioned" not in " ".join(await _told(company.anna))
    deaf = await mentions.unheard(ticket, Sight.STAFF, "@vera @anna @egor", "internal")
    assert sorted(one.login for one in deaf) == ["anna", "egor"]


async def test_words_of_a_move_call_too_and_one_letter_is_enough(company: Company) -> None:
    """The question tells her already."""
    ticket = await tickets.take(company.boris, (await company.order()).id, version=1)
    await tickets.move(company.boris, ticket.id, to="waiting_user", version=ticket.version, text="@anna @vera какой?")
    assert [kind for kind in await _told(company.anna) if kind != "taken"] == ["asked"]
    assert (await _told(company.vera))[-1] == "mentioned"


async def test_a_requester_does_not_learn_who_is_in_a_confidential_team(company: Company) -> None:
    """Calling names would tell it."""
    await make_confidential(MONITOR_TEAM)
    ticket = await company.order()
    assert await mentions.unheard(ticket, Sight.READER, "@egor @boris", "public") == []


async def test_the_fact_of_a_call_in_a_note_is_for_the_staff(company: Company) -> None:
    """As the note is."""
    ticket = await company.order()
    await tickets.comment(company.boris, ticket.id, text="@vera, глянь", visibility="internal")
    [fact] = [one for one in await read_stream("ticket", ticket.id) if one.kind == "PersonMentioned"]
    kept: dict[str, Any] = dict(fact.payload)
    assert kept.pop("comment_id")
    assert kept == {"person_id": company.vera.id, "visibility": "internal"}
