"""Publishing, changing and ending; who may know of what; “me too”."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from okno import announcements, people
from okno.access import Actor
from okno.announcements import Wording
from okno.announcements.publish import MOST_NAMED, TEXT_LIMIT, TITLE_LIMIT
from okno.clock import SECOND_US, now_us
from okno.db import execute, fetch
from okno.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from okno.events.log import read_stream
from tests import shop
from tests.company import hire

pytestmark = pytest.mark.usefixtures("db")

HOUR = 3600 * SECOND_US


def wording(**more: Any) -> Wording:
    """An outage of the printers, told in Russian."""
    return Wording(**{"kind": "outage", "title": {"ru": "Не печатают принтеры"}, **more})


async def company() -> tuple[Actor, Actor, Actor]:
    """The shop is open: an operator who publishes, a seller, a storekeeper."""
    await shop.open_shop()
    olga, anna, egor = [
        await hire(login, name, role=role)
        for login, name, role in (("olga", "Ольга", "operator"), ("anna", "Анна", ""), ("egor", "Егор", ""))
    ]
    await people.change(anna.id, {"department": shop.DEPARTMENT}, actor_id=None)
    await people.change(egor.id, {"department": "Склад"}, actor_id=None)
    return olga, anna, egor


async def test_what_is_published_is_read() -> None:
    """Its words are cleaned, its facts audited without them."""
    olga, anna, _ = await company()
    number = await announcements.publish(
        olga,
        wording(
            title={"ru": "  Не печатают\nпринтеры ", "en": "Printers are down", "de": "x"},
            text={"ru": "Печатайте на 2 этаже.\r\n\x00"},
            services=["printing", "printing"],
            departments=["отдел  ПРОДАЖ"],
            expected_at=now_us() + HOUR,
        ),
    )
    found = await announcements.get(anna, number)
    assert found.title == {"ru": "Не печатают принтеры", "en": "Printers are down"}
    assert found.text == {"ru": "Печатайте на 2 этаже."}
    assert (found.services, found.departments) == (["printing"], [shop.DEPARTMENT])
    assert found.stage(now_us()) == "now"
    [fact] = await read_stream("announcement", number)
    assert (fact.kind, dict(fact.payload), fact.topics) == (
        "AnnouncementPublished",
        {"sort": "outage"},
        ("announcements",),
    )
    assert await fetch("SELECT kind, actor_id FROM audit WHERE stream = 'announcement'") == [
        {"kind": "AnnouncementPublished", "actor_id": olga.id}
    ]


async def test_it_needs_the_right() -> None:
    """To publish, to change and to end."""
    olga, anna, _ = await company()
    number = await announcements.publish(olga, wording())
    for what in (
        announcements.publish(anna, wording()),
        announcements.change(anna, number, wording(), version=1),
        announcements.end(anna, number),
    ):
        with pytest.raises(Forbidden):
            await what


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"title": {"en": "Only English"}}, "title.ru"),
        ({"title": {"ru": " \n "}}, "title.ru"),
        ({"title": {"ru": "x" * (TITLE_LIMIT + 1)}}, "title.ru"),
        ({"title": {"ru": "x", "en": "x" * (TITLE_LIMIT + 1)}}, "title.en"),
        ({"text": {"ru": "x" * (TEXT_LIMIT + 1)}}, "text.ru"),
        ({"services": ["no-such"]}, "services"),
        ({"services": ["payroll-access"]}, "services"),
        ({"departments": ["Марс"]}, "departments"),
        ({"expected_at": 1}, "expected_at"),
        ({"ends_at": 1}, "ends_at"),
    ],
)
async def test_what_is_wrong_is_named(wrong: dict[str, Any], field: str) -> None:
    """By field. A service that is not for the publisher is as unknown as any other."""
    olga, _, _ = await company()
    with pytest.raises(Invalid) as refused:
        await announcements.publish(olga, wording(**wrong))
    assert list(refused.value.fields) == [field]
    assert not await fetch("SELECT id FROM announcement")


async def test_there_is_a_limit_of_names() -> None:
    """Of departments as of services."""
    olga, _, _ = await company()
    for n in range(MOST_NAMED + 1):
        await people.create(login=f"p{n}", name="П", department=f"Отдел {n}")
    with pytest.raises(Invalid):
        await announcements.publish(olga, wording(departments=[f"Отдел {n}" for n in range(MOST_NAMED + 1)]))


async def test_who_may_know() -> None:
    """The departments that are named, who has a service that is named, and who publishes."""
    olga, anna, egor = await company()
    every = await announcements.publish(olga, wording())
    sales = await announcements.publish(olga, wording(departments=[shop.DEPARTMENT]))
    admin = await hire("admin", "Админ", role="administrator")
    hidden = await announcements.publish(admin, wording(services=["crm-access"]))
    assert await _seen(anna) == {every, sales, hidden}
    assert await _seen(egor) == {every}
    assert await _seen(olga) == {every, sales, hidden}
    for number in (sales, hidden, 10**9, "x", "²"):
        with pytest.raises(NotFound):
            await announcements.get(egor, number)
        with pytest.raises(NotFound):
            await announcements.me_too(egor, number)
    await people.change(egor.id, {"department": "ОТДЕЛ продаж"}, actor_id=None)
    assert await _seen(egor) == {every, sales, hidden}


async def _seen(actor: Actor) -> set[int]:
    return {one.id for stage in ("now", "planned", "past") for one in await announcements.staged(actor, stage)}


async def test_changing_keeps_to_the_version() -> None:
    """The fact names what has changed; the same again is no change; what is over stays."""
    olga, _, _ = await company()
    number = await announcements.publish(olga, wording())
    old = Wording.of(await announcements.get(olga, number))
    await announcements.change(olga, number, old, version=1)
    await announcements.change(
        olga, number, replace(old, title={"ru": "Иначе"}, expected_at=now_us() + HOUR), version=1
    )
    with pytest.raises(Conflict):
        await announcements.change(olga, number, old, version=1)
    with pytest.raises(Conflict):
        await announcements.end(olga, number, version=1)
    facts = [(one.kind, dict(one.payload)) for one in await read_stream("announcement", number)]
    assert facts[1:] == [("AnnouncementChanged", {"fields": ["heading", "expected_at"]})]
    await announcements.end(olga, number, version=2)
    with pytest.raises(Refused):
        await announcements.change(olga, number, old, version=3)


async def test_it_ends_once() -> None:
    """By hand or by itself; whoever comes later changes nothing."""
    olga, anna, _ = await company()
    by_hand = await announcements.publish(olga, wording())
    await announcements.end(olga, by_hand)
    await announcements.end(olga, by_hand)
    by_itself = await announcements.publish(olga, wording(ends_at=now_us() + HOUR))
    assert not await announcements.end_what_is_over()
    assert [one.id for one in await announcements.current(anna)] == [by_itself]
    await execute("UPDATE announcement SET starts_at = $1, ends_at = $2", now_us() - 2 * HOUR, now_us() - HOUR)
    assert await announcements.current(anna) == []
    for _ in range(2):
        await announcements.end_what_is_over()
    for number, actor in ((by_hand, olga.id), (by_itself, None)):
        ended = [one for one in await read_stream("announcement", number) if one.kind == "AnnouncementEnded"]
        assert [one.actor_id for one in ended] == [actor]
    assert {one.id for one in await announcements.staged(anna, "past")} == {by_hand, by_itself}


async def test_lists_are_in_order() -> None:
    """The gravest first; what is planned by its beginning; what is older than 30 days is gone."""
    olga, anna, _ = await company()
    news, outage = [await announcements.publish(olga, wording(kind=kind)) for kind in ("news", "outage")]
    later = await announcements.publish(olga, wording(kind="works", starts_at=now_us() + 3 * HOUR))
    sooner = await announcements.publish(olga, wording(kind="works", starts_at=now_us() + HOUR))
    assert [one.id for one in await announcements.current(anna)] == [outage, news]
    assert [one.id for one in await announcements.staged(anna, "planned")] == [sooner, later]
    await announcements.end(olga, sooner)
    assert [one.id for one in await announcements.staged(anna, "past")] == [sooner]
    await execute("UPDATE announcement SET ended_at = $1 WHERE id = $2", now_us() - 31 * 24 * HOUR, sooner)
    assert await announcements.staged(anna, "past") == []


async def test_me_too() -> None:
    """Once; it can be taken back; not of news, nor of what is planned or over."""
    olga, anna, egor = await company()
    number = await announcements.publish(olga, wording(services=["printing"]))
    for actor in (anna, anna, egor):
        await announcements.me_too(actor, number)
    assert await announcements.affected_counts([number]) == {number: 2}
    assert await announcements.affected_people(number) == [anna.id, egor.id]
    await announcements.not_me(anna, number)
    await announcements.not_me(anna, number)
    assert await announcements.affected_by(anna.id, [number]) == set()
    assert await announcements.affected_by(egor.id, [number]) == {number}
    facts = [one for one in await read_stream("announcement", number) if one.kind == "AffectedChanged"]
    assert [(one.actor_id, one.payload["affected"]) for one in facts] == [
        (anna.id, True),
        (egor.id, True),
        (anna.id, False),
    ]
    assert all("announcements" not in one.topics for one in facts)
    assert any(topic.startswith("team:") for topic in facts[0].topics)
    planned = await announcements.publish(olga, wording(starts_at=now_us() + HOUR))
    news = await announcements.publish(olga, wording(kind="news"))
    await announcements.end(olga, number)
    for wrong in (planned, news, number):
        with pytest.raises(Refused):
            await announcements.me_too(anna, wrong)


async def test_what_is_known_of_a_service() -> None:
    """Outages and works that name it; neither news nor what concerns everything."""
    olga, anna, _ = await company()
    outage = await announcements.publish(olga, wording(services=["printing", "screen"]))
    await announcements.publish(olga, wording(kind="news", services=["printing"]))
    await announcements.publish(olga, wording())
    now = await announcements.current(anna)
    assert [one.id for one in announcements.beside(now, "printing")] == [outage]
    assert announcements.beside(now, "cab") == []
