"""What may be a duplicate: near words, near in time, of the same person, and nothing that one may not know of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from okno import db
from okno.access import Actor
from okno.catalog.find import stem, words_of
from okno.clock import now_us
from okno.tickets import Order, Sight, Ticket, move, order, store
from okno.tickets.likeness import ENOUGH, alike, likeness, open_of_service
from okno.tickets.links import link, unlink
from okno.tickets.merge import merge, unmerge
from tests.company import Company, actor_again, hire, make_confidential, team_id

DAY_US = timedelta(days=1) // timedelta(microseconds=1)
WORDS = st.lists(
    st.sampled_from(["принтер", "монитор", "пропуск", "доступ", "печать", "этаж"]), unique=True, max_size=5
)


async def write(company: Company, text: str, who: Actor | None = None) -> Ticket:
    """A request in one's own words, into the team of monitors."""
    made = await order(who or company.anna, Order(subject=text, text=text))
    await db.execute("UPDATE ticket SET team_id = $1 WHERE id = $2", await team_id("it-devices"), made.id)
    return await store.load(made.id)


async def seen(company: Company, ticket: Ticket, actor: Actor | None = None) -> list[int]:
    """The numbers of what Boris is offered, the most alike first."""
    return [one.ticket.id for one in await alike(actor or company.boris, ticket, Sight.STAFF)]


async def age(ticket: Ticket, days: int) -> None:
    """It was ordered so many days before."""
    await db.execute("UPDATE ticket SET created_at = $1 WHERE id = $2", now_us() - days * DAY_US, ticket.id)


def stems(text: str) -> set[str]:
    """The words of a text as they are compared."""
    return {stem(word) for word in words_of(text) if len(word) > 2}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Не печатает принтер на третьем этаже", "Принтер на 3 этаже опять не печатает"),
        ("Сломался принтер", "сломался притнер"),
        ("Нет доступа к общей папке", "нужен доступ в общую папку"),
        ("Мой ноутбук не включается", "Ноутбук не включается после обновления"),
        ("Ёлка в холле мигает", "елка мигает в холле"),
    ],
)
def test_near_words_are_alike(one: str, other: str) -> None:
    """By other forms, in another order, with slips."""
    assert likeness(stems(one), stems(other)) >= ENOUGH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Не печатает принтер", "Нужен пропуск для гостя"),
        ("Справка 2-НДФЛ", "Справка с места работы для визы"),
        ("", "Не печатает принтер"),
    ],
)
def test_other_words_are_not(one: str, other: str) -> None:
    """Not even with one word in common."""
    assert likeness(stems(one), stems(other)) < ENOUGH


@given(one=WORDS, other=WORDS)
def test_likeness_is_a_share_and_goes_both_ways(one: list[str], other: list[str]) -> None:
    """From 0 to 1, the same from either side, 1 for the same words."""
    score = likeness(one, other)
    assert 0 <= score <= 1
    assert abs(score - likeness(other, one)) < 1e-9
    assert likeness(one, one) == (1 if one else 0)
    assert bool(score) == bool(set(one) & set(other))


async def test_the_most_alike_come_first(company: Company) -> None:
    """Whatever the channel; what is about something else is not there."""
    near = await write(company, "Принтер на третьем этаже не печатает письма")
    await write(company, "Нужен пропуск для гостя завтра")
    same = await write(company, "Не печатает принтер на третьем этаже")
    ticket = await write(company, "Не печатает принтер на третьем этаже")
    assert await seen(company, ticket) == [same.id, near.id]


async def test_of_other_people_and_other_times_nothing(company: Company) -> None:
    """Two weeks around, before and after."""
    text = "Не печатает принтер"
    await write(company, text, company.stranger)
    old, edge, ticket = [await write(company, text) for _ in range(3)]
    await age(old, 15)
    await age(edge, 13)
    assert await seen(company, ticket) == [edge.id]
    assert await seen(company, await store.load(old.id)) == [edge.id]


async def test_for_whom_it_is_counts_not_who_ordered(company: Company) -> None:
    """Ordered for her by a colleague it is hers; ordered by her for another it is not."""
    operator = await hire("operator", "Оператор", role="operator")
    text = "Не печатает принтер"
    hers = await order(operator, Order(subject=text, text=text, on_behalf_of=company.anna.id))
    await db.execute("UPDATE ticket SET team_id = $1 WHERE id = $2", await team_id("it-devices"), hers.id)
    ticket = await write(company, text)
    theirs = await write(company, text, operator)
    assert await seen(company, ticket) == [hers.id]
    assert await seen(company, theirs) == []


async def test_what_somebody_has_judged_is_not_offered_again(company: Company) -> None:
    """Linked or merged; it is when that was taken back. Closed ones are offered: they can be linked."""
    one, other = await write(company, "Не печатает принтер"), await write(company, "Не печатает принтер")
    made = await link(company.boris, one.id, other.id, "related")
    assert await seen(company, one) == []
    await unlink(company.boris, one.id, made.id)
    assert await seen(company, one) == [other.id]
    await merge(company.boris, other.id, one.id, version=None)
    assert await seen(company, one) == []
    await unmerge(company.boris, other.id)
    await move(company.anna, other.id, to="cancelled", version=None)
    assert await seen(company, one) == [other.id]


async def test_nothing_of_what_one_does_not_see(company: Company) -> None:
    """Of other teams, of confidential ones, of teams whose history is not for him."""
    ticket, hidden = await write(company, "Не печатает принтер"), await write(company, "Не печатает принтер")
    await db.execute("UPDATE ticket SET team_id = $1 WHERE id = $2", await team_id("hr"), hidden.id)
    await make_confidential("hr")
    assert await seen(company, ticket) == []
    assert await seen(company, ticket, company.admin) == []
    hr = await hire("hr", "Кадры", role="agent", team="hr")
    assert await seen(company, hidden, hr) == []
    # She reads her own, whatever team has it; whoever follows one of hers reads no other.
    assert [one.ticket.id for one in await alike(company.anna, ticket, Sight.READER)] == [hidden.id]
    async with db.tx():
        await store.add_reader(ticket.id, company.stranger.id, "watcher")
    assert await alike(await actor_again(company.stranger.id), ticket, Sight.READER) == []


async def test_an_open_one_of_the_same_service(company: Company) -> None:
    """His own, the newest, not an old one, not a closed one."""
    assert await open_of_service(company.anna, "monitor") is None
    first, second = await company.order(), await company.order()
    found = await open_of_service(company.anna, "monitor")
    assert found is not None
    assert found.id == second.id
    await move(company.anna, second.id, to="cancelled", version=None)
    await age(first, 20)
    assert await open_of_service(company.anna, "monitor") is None
    await company.order()
    assert await open_of_service(company.stranger, "monitor") is None
    assert await open_of_service(company.boris, "monitor") is None
    assert await open_of_service(company.anna, "laptop") is None
