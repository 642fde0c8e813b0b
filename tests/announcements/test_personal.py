"""What announcements and favourites hold of a person."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from okno import announcements, people
from okno.announcements import Wording
from okno.catalog.favourites import favourites_of, keep
from okno.people import personal
from tests import shop
from tests.company import hire


@pytest.mark.usefixtures("app")
async def test_it_goes_out_and_is_forgotten(app: Starlette) -> None:
    """What he has said of outages and kept at hand; what he has published for the company stays."""
    await shop.open_shop()
    olga, anna = await hire("olga", "Ольга", role="operator"), await hire("anna", "Анна")
    number = await announcements.publish(olga, Wording(kind="outage", title={"ru": "Не печатают принтеры"}))
    for actor in (olga, anna):
        await announcements.me_too(actor, number)
        await keep(actor.id, "cab")
    told = (await personal.export_person(olga.id, actor_id=None, whole=True)).parts
    assert [one["id"] for one in told["announcements"]["published"]] == [number]
    assert [one["announcement_id"] for one in told["announcements"]["affected_by"]] == [number]
    assert told["announcements"]["affected_by"][0]["at"].endswith("Z")
    assert [one["service"] for one in told["favourites"]] == ["cab"]
    await people.change(olga.id, {"active": False}, actor_id=None)
    await personal.forget_person(olga.id, actor_id=None, reason="asked", locale="ru")
    assert await announcements.affected_people(number) == [anna.id]
    assert await favourites_of(olga.id) == []
    assert await favourites_of(anna.id) == ["cab"]
    assert (await announcements.get(anna, number)).title == {"ru": "Не печатают принтеры"}
