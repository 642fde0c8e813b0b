"""Ratings over REST."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from okno.http import tokens
from plugins.feedback.tests.desk import put
from plugins.feedback.tests.world import World

pytestmark = pytest.mark.plugins("feedback")
PATH = "/api/v1/x/feedback/ratings"


async def call(world: World, person_id: int, method: str, body: Any = None, **more: Any) -> httpx.Response:
    """A request of a program with a token of somebody."""
    plain = await tokens.issue(person_id, name="test", actor_id=person_id)
    secret = plain if isinstance(plain, str) else plain[0]
    headers = {"Authorization": f"Bearer {secret}", **more.pop("headers", {})}
    return await world.out.client.request(method, PATH, json=body, headers=headers, **more)


async def test_the_customer_rates_and_others_find_nothing(world: World) -> None:
    number = await world.done()
    body = {"ticket": str(number), "stars": 4, "text": "Хорошо"}
    for other in (world.company.stranger, world.company.boris, world.lead):
        assert (await call(world, other.id, "POST", body)).status_code == 404
    answer = await call(world, world.anna.id, "POST", body)
    assert answer.status_code == 201
    told = answer.json()
    assert {key: told[key] for key in ("ticket", "stars", "text", "person", "team")} == {
        "ticket": str(number), "stars": 4, "text": "Хорошо", "person": "anna", "team": "it-devices",
    }  # fmt: skip


async def test_the_same_key_rates_once(world: World) -> None:
    number = await world.done()
    body = {"ticket": str(number), "stars": 4}
    key = {"Idempotency-Key": "one"}
    first = await call(world, world.anna.id, "POST", body, headers=key)
    again = await call(world, world.anna.id, "POST", body, headers=key)
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"stars": 6}, 422),
        ({"stars": "five"}, 422),
        ({"stars": 5, "text": "я" * 2001}, 422),
        ({"stars": 5, "person": "boris"}, 422),
        ({}, 422),
    ],
)
async def test_wrong_bodies_are_refused(world: World, body: dict[str, Any], status: int) -> None:
    answer = await call(world, world.anna.id, "POST", {"ticket": "1", **body})
    assert answer.status_code == status


async def test_what_is_not_done_cannot_be_rated(world: World) -> None:
    number = await world.done()
    await put(share=0)
    second = await world.done()
    assert (await call(world, world.anna.id, "POST", {"ticket": str(second), "stars": 5})).status_code == 422
    assert (await call(world, world.anna.id, "POST", {"ticket": str(number), "stars": 5})).status_code == 201


async def test_the_lead_reads_them_by_pages(world: World) -> None:
    await put(pause=0)
    for stars in ("5", "1", "3"):
        await world.rate(await world.done(), stars)
    first = (await call(world, world.lead.id, "GET", params={"limit": 2})).json()
    rest = (await call(world, world.lead.id, "GET", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [one["stars"] for one in (*first["items"], *rest["items"])] == [3, 1, 5]
    assert rest["next_cursor"] is None
    bad = (await call(world, world.lead.id, "GET", params={"stars": 1, "team": "it-devices"})).json()
    assert [one["stars"] for one in bad["items"]] == [1]
    assert (await call(world, world.lead.id, "GET", params={"team": "accounting"})).json()["items"] == []
    for other in (world.anna, world.company.boris, world.company.admin):
        assert (await call(world, other.id, "GET")).status_code == 403
