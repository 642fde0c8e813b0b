"""REST: strict in what it takes, plain in what it refuses."""

from __future__ import annotations

import asyncio
from typing import Literal

import pytest
from pydantic import BaseModel, Field

from okno.db import execute, fetch_value
from okno.errors import Conflict, Refused
from okno.http import tokens
from okno.http.idempotency import KEPT_US
from okno.http.openapi import with_description
from okno.http.rest import Answer, Call, Model, endpoint
from okno.settings import Limits, Settings
from okno.text import N_
from tests.http.conftest import DOOR, HOST


class Thing(Model):
    """What is sent."""

    name: str = Field(max_length=10)
    size: int = Field(default=1, ge=1)
    kind: Literal["a", "b"] = "a"
    answers: dict[str, object] = {}


class Made(Model):
    """What is answered."""

    name: str
    count: int


class Search(Model):
    """The query."""

    q: str = ""
    limit: int = 50


async def make(call: Call) -> object:
    """Makes a thing."""

    async def work() -> Answer:
        if call.body.name == "bad":
            raise Refused(N_("Not today."))
        await execute("INSERT INTO sign_in_attempt (key, started_at, count) VALUES ($1, 0, 0)", f"n{await count()}")
        return Answer(Made(name=call.body.name, count=await count()), status=201, location=f"/things/{call.body.name}")

    return await call.idempotent(work)


async def find(call: Call) -> list[Made]:
    """Finds things."""
    return [Made(name=call.query.q, count=call.query.limit)]


async def lose(_: Call) -> None:
    """Loses a race."""
    raise Conflict(N_("Somebody was faster."), version=3)


async def count() -> int:
    return int(await fetch_value("SELECT count(*) FROM sign_in_attempt WHERE key LIKE 'n%'"))


ENDPOINTS = [
    endpoint("POST", "/things", make, needs="service.order", body=Thing, answer=Made, status=201),
    endpoint("GET", "/things", find, needs="service.order", query=Search, answer=list[Made]),
    endpoint("GET", "/things/{number:int}/race", lose, needs="service.order"),
]
ROUTES = [*DOOR, *(one.route() for one in with_description(ENDPOINTS, "Okno"))]
THINGS = "/api/v1/things"


@pytest.fixture
async def api(db: Settings, vera: int, visit):
    """A client with a token."""
    settings = db.model_copy(update={"limits": Limits(json_bytes=5000)})
    return visit(settings, ROUTES, headers={"Authorization": f"Bearer {await tokens.issue(vera, 'x')}"})


async def test_a_thing_is_made(api) -> None:
    answer = await api.post(THINGS, json={"name": "pen"})
    assert (answer.status_code, answer.json()) == (201, {"name": "pen", "count": 1})
    assert answer.headers["location"] == "/things/pen"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "x" * 11}, "name"),
        ({"name": 5}, "name"),
        ({"name": "x", "size": 0}, "size"),
        ({"name": "x", "kind": "c"}, "kind"),
        ({"name": "x", "id": 1}, "id"),
        ({"name": "x", "role": "administrator"}, "role"),
        ([], ""),
    ],
)
async def test_each_wrong_field_has_its_sentence(api, body: object, field: str) -> None:
    answer = await api.post(THINGS, json=body)
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["field"] for one in problem["errors"]] == [field]
    assert problem["errors"][0]["detail"]
    assert " or " not in problem["errors"][0]["detail"], "words of the library are no words of ours"
    assert problem["code"] == "invalid"
    assert problem["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    "raw",
    [
        b"{", b"", b'{"name": NaN}', b'{"name": "a", "name": "b"}', b'{"name": "\\ud800"}', b'{"name": "\\u0000"}',
        b"\xff", b"[" * 4000, b'{"name": "x", "answers": {"x": Infinity}}',
    ],
)  # fmt: skip
async def test_what_is_no_json_is_refused(api, raw: bytes) -> None:
    answer = await api.post(THINGS, content=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


async def test_other_types_and_large_bodies_are_refused(api) -> None:
    assert (await api.post(THINGS, data={"name": "pen"})).status_code == 415
    assert (await api.post(THINGS, json={"name": "x", "answers": {"x": "y" * 5000}})).status_code == 413


async def test_unknown_parameters_are_refused(api) -> None:
    assert (await api.get(THINGS + "?q=a&limit=5")).json() == [{"name": "a", "count": 5}]
    for query in ("?x=1", "?q=a&q=b", "?limit=many", "?q=a&actor=1"):
        assert (await api.get(THINGS + query)).status_code == 422
    assert (await api.get("/api/v1/things/5/race?x=1")).status_code == 422


async def test_a_lost_race_tells_what_changed(api) -> None:
    answer = await api.get("/api/v1/things/5/race")
    assert answer.status_code == 409
    assert answer.json()["version"] == 3


async def test_strangers_and_unknown_places_get_problems(db: Settings, visit) -> None:
    api = visit(db, ROUTES)
    for path, status in ((THINGS, 401), ("/api/v1/none", 404)):
        answer = await api.get(path)
        assert (answer.status_code, answer.json()["status"]) == (status, status)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_session_needs_the_token_of_its_page(db: Settings, vera: int, visit) -> None:
    browser = visit(db, ROUTES)
    await browser.enter("vera")
    assert (await browser.get(THINGS)).status_code == 200
    assert (await browser.post(THINGS, json={"name": "pen"})).status_code == 403
    headers = {"X-CSRF-Token": browser.token, "Origin": HOST}
    assert (await browser.post(THINGS, json={"name": "pen"}, headers=headers)).status_code == 201
    headers["Origin"] = "http://evil.test"
    assert (await browser.post(THINGS, json={"name": "pen"}, headers=headers)).status_code == 403


# The same request twice ---------------------------------------------------------------------------------------------


async def test_a_repeated_request_gets_the_first_answer(api) -> None:
    first = await api.post(THINGS, json={"name": "pen"}, headers={"Idempotency-Key": "k1"})
    again = await api.post(THINGS, json={"name": "pen"}, headers={"Idempotency-Key": "k1"})
    assert (again.status_code, again.text, again.headers["location"]) == (201, first.text, first.headers["location"])
    assert again.headers["idempotent-replayed"] == "true"
    other = await api.post(THINGS, json={"name": "cup"}, headers={"Idempotency-Key": "k2"})
    assert other.json()["count"] == 2


async def test_another_request_under_the_same_key_is_a_conflict(api) -> None:
    await api.post(THINGS, json={"name": "pen"}, headers={"Idempotency-Key": "k1"})
    answer = await api.post(THINGS, json={"name": "cup"}, headers={"Idempotency-Key": "k1"})
    assert answer.status_code == 409
    assert await count() == 1


async def test_twins_at_once_do_the_work_once(api) -> None:
    answers = await asyncio.gather(
        *(api.post(THINGS, json={"name": "pen"}, headers={"Idempotency-Key": "k1"}) for _ in range(6))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert await count() == 1


async def test_what_failed_may_be_tried_again(api) -> None:
    for _ in range(2):
        answer = await api.post(THINGS, json={"name": "bad"}, headers={"Idempotency-Key": "k1"})
        assert answer.status_code == 422
    assert (await api.post(THINGS, json={"name": "pen"}, headers={"Idempotency-Key": "k1"})).status_code == 201


async def test_keys_of_others_and_of_yesterday_do_not_count(api, db: Settings, admin: int, visit) -> None:
    await api.post(THINGS, json={"name": "pen"}, headers={"Idempotency-Key": "k1"})
    other = visit(db, ROUTES, headers={"Authorization": f"Bearer {await tokens.issue(admin, 'x')}"})
    answer = await other.post(THINGS, json={"name": "cup"}, headers={"Idempotency-Key": "k1"})
    assert answer.json()["count"] == 2
    await execute("UPDATE idempotency SET at = at - $1", KEPT_US + 1)
    assert (await api.post(THINGS, json={"name": "hat"}, headers={"Idempotency-Key": "k1"})).json()["count"] == 3


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
async def test_a_strange_key_is_refused(api, key: str) -> None:
    assert (await api.post(THINGS, json={"name": "pen"}, headers={"Idempotency-Key": key})).status_code == 422


# The description ----------------------------------------------------------------------------------------------------


async def test_the_description_names_what_is_there(bare: Settings, visit) -> None:
    told = (await visit(bare, ROUTES).get("/api/v1/openapi.json")).json()
    assert told["openapi"] == "3.1.0"
    post = told["paths"][THINGS]["post"]
    assert post["summary"] == "Makes a thing."
    assert post["security"] == [{"bearer": []}]
    assert post["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Thing"}
    assert told["components"]["schemas"]["Thing"]["additionalProperties"] is False
    assert {one["name"] for one in told["paths"][THINGS]["get"]["parameters"]} == {"q", "limit"}
    race = told["paths"]["/api/v1/things/{number}/race"]["get"]["parameters"]
    assert race == [{"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}]
    assert {"Problem", "FieldProblem", "Made"} <= set(told["components"]["schemas"])


def test_a_model_that_takes_anything_is_refused() -> None:
    class Loose(BaseModel):
        name: str

    with pytest.raises(RuntimeError, match="Loose"):
        endpoint("POST", "/loose", make, needs="service.order", body=Loose)
