"""Lists: within what one may see, in order, page by page."""

from __future__ import annotations

import pytest

from okno import tickets
from okno.access import actor_of, grant
from okno.errors import Invalid, NotFound
from okno.people import required
from okno.teams import by_key, join
from okno.tickets import reading
from okno.tickets.reading import Wish
from tests.company import MONITOR_TEAM, Company


async def _team() -> int:
    team = await by_key(MONITOR_TEAM)
    assert team is not None
    return team.id


async def test_the_queue_of_a_team_is_for_the_team(company: Company) -> None:
    """Others get the answer for a queue that does not exist."""
    ticket = await company.order()
    page = await reading.page(company.boris, Wish(queue=await _team()))
    assert [one.id for one in page.items] == [ticket.id]
    for actor in (company.anna, company.fedor, company.admin):
        with pytest.raises(NotFound):
            await reading.page(actor, Wish(queue=await _team()))


async def test_everything_that_one_sees_comes_once(company: Company) -> None:
    """A ticket that is reached both ways is one row."""
    own = await tickets.order(company.boris, tickets.Order(service="monitor", answers=(await company.order()).answers))
    page = await reading.page(company.boris, Wish(sort="created"))
    ids = [one.id for one in page.items]
    assert len(ids) == len(set(ids)) == 2
    assert own.id in ids
    assert (await reading.page(company.stranger, Wish())).items == []


async def test_a_requester_in_the_team_is_a_requester(company: Company) -> None:
    """He does not read what his colleagues note about his own order."""
    own = await tickets.order(company.boris, tickets.Order(service="monitor", answers=(await company.order()).answers))
    assert (await tickets.get(company.boris, own.id))[1] is tickets.Sight.READER
    assert (await tickets.get(company.vera, own.id))[1] is tickets.Sight.STAFF


@pytest.mark.parametrize("sort", ["due", "created", "updated"])
async def test_pages_follow_each_other_without_gaps(company: Company, sort: str) -> None:
    """Equal keys are told apart by the number."""
    made = {(await company.order()).id for _ in range(7)}
    seen: list[int] = []
    after: tuple[int, int] | None = None
    while True:
        page = await reading.page(company.boris, Wish(queue="all", sort=sort, limit=3, after=after))
        seen += [one.id for one in page.items]
        if (after := page.next) is None:
            break
    assert len(seen) == len(made)
    assert set(seen) == made


async def test_words_are_found_whatever_their_case(company: Company) -> None:
    """Cyrillic too, with ё and е alike, and the number itself."""
    ticket = await company.order(subject="Монитор для Артёма 100%_")
    for words in ("монитор", "АРТЕМА", "артёма монитор", "100%", str(ticket.id)):
        page = await reading.page(company.boris, Wish(queue="all", q=words))
        assert [one.id for one in page.items] == [ticket.id], words
    for words in ("артемида", "%_", "_%", "\\", "'; DROP TABLE ticket; --"):
        assert (await reading.page(company.boris, Wish(queue="all", q=words))).items == [], words


async def test_filters_and_their_counts_agree(company: Company) -> None:
    """What a chip counts is what it shows."""
    first, second = await company.order(), await company.order()
    await tickets.assign(company.boris, first.id, version=1, assignee="boris")
    await tickets.move(company.boris, second.id, to="waiting_user", version=1, text="Какой?")
    counts = await reading.filter_counts(company.boris, "all")
    assert counts == {"all": 2, "nobody": 1, "overdue": 0, "waiting": 1, "done": 0}
    for name, number in counts.items():
        assert len((await reading.page(company.boris, Wish(queue="all", filter=name))).items) == number
    assert await reading.counts(company.boris) == {await _team(): 2, "mine": 1}


async def test_sorts_and_filters_are_a_short_list(company: Company) -> None:
    """Names never reach the statement."""
    with pytest.raises(Invalid):
        await reading.page(company.boris, Wish(sort="id; DROP TABLE ticket"))
    with pytest.raises(Invalid):
        await reading.page(company.boris, Wish(filter="true OR"))


async def test_rights_are_those_of_now(company: Company) -> None:
    """Who joins the team sees its tickets with the next request."""
    ticket = await company.order()
    await grant(company.stranger.id, "agent")
    await join(await _team(), company.stranger.id)
    joined = await actor_of(await required(company.stranger.id))
    assert (await tickets.get(joined, ticket.id))[1] is tickets.Sight.STAFF
