"""Giving a mark, changing it, and what is refused."""

from __future__ import annotations

import asyncio

import pytest

from okno import errors
from okno.db import execute, fetch, fetch_value
from okno_feedback import invitation, rating
from okno_feedback.rating import Wish
from plugins.feedback.tests.desk import DAY, Desk, put, row

pytestmark = pytest.mark.plugins("feedback")
SLOW = "Слишком долго | Too slow"


async def test_a_mark_with_words(desk: Desk) -> None:
    kept = await desk.rated(4, text="  Быстро и вежливо\x00 ")
    assert (kept.stars, kept.text, kept.follow) == (4, "Быстро и вежливо", "")
    assert (await row(kept.ticket_id))["state"] == "rated"
    (fact,) = await fetch("SELECT * FROM event WHERE kind = 'RatingGiven'")
    assert fact["actor_id"] is None
    assert "Быстро" not in str(fact)


async def test_reasons_belong_to_bad_marks_and_to_the_list(desk: Desk) -> None:
    kept = await desk.rated(1, reasons=[SLOW, "<b>own</b>"])
    assert list(kept.reasons) == [SLOW]
    better = await rating.give(
        await desk.invited_by(kept), Wish(stars="5", reasons=[SLOW]), actor_id=None, settings=desk.ctx.settings
    )
    assert (list(better.reasons), better.follow) == ([], "")


@pytest.mark.parametrize(
    ("field", "wish"),
    [
        ("stars", Wish(stars="")),
        ("stars", Wish(stars="0")),
        ("stars", Wish(stars="6")),
        ("stars", Wish(stars="٣")),
        ("stars", Wish(stars="1e1")),
        ("text", Wish(stars="5", text="я" * 2001)),
        ("score", Wish(stars="5", score="11")),
        ("score", Wish(stars="5", score="-1")),
    ],
)
async def test_what_is_no_mark_is_refused_by_its_field(desk: Desk, field: str, wish: Wish) -> None:
    ticket = await desk.done()
    with pytest.raises(errors.Invalid) as refused:
        await rating.give(await desk.invited(ticket), wish, actor_id=None, settings=desk.ctx.settings)
    assert list(refused.value.fields) == [field]
    assert await fetch_value("SELECT count(*) FROM x_feedback_rating") == 0


async def test_two_at_once_leave_one_mark(desk: Desk) -> None:
    found = await desk.invited(await desk.done())

    async def send(stars: str) -> None:
        await rating.give(found, Wish(stars=stars), actor_id=None, settings=desk.ctx.settings)

    await asyncio.gather(send("5"), send("2"))
    (kept,) = await fetch("SELECT stars, changes FROM x_feedback_rating")
    assert kept["changes"] == 1


async def test_nobody_changes_a_mark_for_ever(desk: Desk) -> None:
    kept = await desk.rated(3)
    found = await desk.invited_by(kept)
    for _ in range(rating.CHANGES_MOST):
        await rating.give(found, Wish(stars="4"), actor_id=None, settings=desk.ctx.settings)
    with pytest.raises(errors.TooMany):
        await rating.give(found, Wish(stars="5"), actor_id=None, settings=desk.ctx.settings)


async def test_after_a_day_it_stays(desk: Desk) -> None:
    kept = await desk.rated(3)
    found = await desk.invited_by(kept)
    await execute("UPDATE x_feedback_rating SET at = at - $1", DAY)
    with pytest.raises(errors.NotFound):
        await rating.give(found, Wish(stars="5"), actor_id=None, settings=desk.ctx.settings)


async def test_whoever_is_too_slow_finds_it_withdrawn(desk: Desk) -> None:
    ticket = await desk.done()
    found = await desk.invited(ticket)
    await desk.back(ticket)
    with pytest.raises(errors.NotFound):
        await rating.give(found, Wish(stars="5"), actor_id=None, settings=desk.ctx.settings)


async def test_sent_back_after_a_mark_it_keeps_the_mark_and_asks_again(desk: Desk) -> None:
    ticket = await desk.done()
    await desk.rated(2, ticket)
    await desk.back(ticket)
    assert (await row(ticket.id))["state"] == "rated"
    await desk.finished(await desk.again(ticket))
    await desk.rated(5, ticket)
    assert [one.stars for one in await rating.of_ticket(ticket.id)] == [5, 2]


async def test_recommending_is_asked_once_a_quarter(desk: Desk) -> None:
    anna = desk.company.anna.id
    first = await desk.rated(5, score="9")
    assert await rating.may_score(anna, first, desk.ctx.settings)
    assert not await rating.may_score(anna, None, desk.ctx.settings)
    await desk.rated(5, score="0")
    assert await rating.score_of(anna) == (9, first.id)
    await execute("UPDATE x_feedback_score SET quarter = quarter - 10")
    assert await rating.may_score(anna, None, desk.ctx.settings)
    await put(nps=False)
    assert not await rating.may_score(anna, None, desk.ctx.settings)


async def test_a_forgotten_persons_link_gives_nothing(desk: Desk) -> None:
    found = await desk.invited(await desk.done())
    await execute("UPDATE x_feedback_invitation SET person_id = NULL")
    with pytest.raises(errors.NotFound):
        await rating.give(found, Wish(stars="5"), actor_id=None, settings=desk.ctx.settings)
    assert await invitation.unsent() == 0
