"""What nobody sends by good will: it is refused with a sentence, and never breaks anything."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rest.conftest import MONITOR, Company

NUMBERS = ["0", "-1", "1.5", "9" * 18, "9" * 19, "9" * 5000, "10001abc", "²", "١٠٠٠١", "%00", "' OR 1=1--", "\\"]


@pytest.mark.parametrize("number", NUMBERS)
async def test_numbers_that_are_none(company: Company, number: str) -> None:
    for path in ("", "/events", "/comments", "/files", "/clock"):
        response = await company.boris.call("GET", f"/tickets/{number}{path}")
        assert response.status_code == 404, response.text
    moved = await company.boris.call("POST", f"/tickets/{number}/moves", json={"to": "done", "version": 1})
    assert moved.status_code == 404
    assert (await company.boris.call("GET", f"/files/{number}")).status_code == 404


def _deep(levels: int) -> str:
    return "[" * levels + "]" * levels


BODIES: list[tuple[str | bytes, int]] = [
    ("", 400),
    ("{", 400),
    ("[]", 422),
    ("null", 422),
    ('"text"', 422),
    ('{"answers": {}, "answers": {}}', 400),
    ('{"text": "\\u0000"}', 400),
    ('{"text": "\\ud800"}', 400),
    ('{"revision": NaN}', 400),
    ('{"revision": ' + "9" * 5000 + "}", 400),
    ('{"answers": ' + _deep(100_000) + "}", 400),
    ('{"answers": {"model": ' + _deep(400) + "}}", 422),
    ('{"unknown": 1}', 422),
    ('{"answers": []}', 422),
    ('{"answers": {"model": {"$gt": ""}}}', 422),
    ('{"service": 5}', 422),
    ('{"service": "nothing"}', 422),
    ('{"service": ["monitor"]}', 422),
    ('{"kind": "virus", "text": "x"}', 422),
    ('{"text": 5}', 422),
    ('{"files": "abc"}', 422),
    ('{"files": [{}]}', 422),
    ('{"files": ["../../etc/passwd"], "text": "x", "subject": "y"}', 422),
    ('{"on_behalf_of": true}', 422),
    ('{"on_behalf_of": ' + "9" * 300 + ', "text": "x", "subject": "y"}', 422),
    ('{"on_behalf_of": "²", "text": "x", "subject": "y"}', 422),
    ('{"revision": "1"}', 422),
    (b'{"text": "\xff"}', 400),
]


@pytest.mark.parametrize(("body", "status"), BODIES, ids=[str(n) for n in range(len(BODIES))])
async def test_bodies_that_are_no_order(company: Company, body: str | bytes, status: int) -> None:
    headers = {"Content-Type": "application/json"}
    response = await company.anna.call("POST", "/tickets", content=body, headers=headers)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert (await company.anna.get("/tickets"))["items"] == []


async def test_answers_of_every_wrong_type(company: Company) -> None:
    values: list[Any] = [0, -1, 1.5, 10**30, True, [], ["27"], {}, {"a": 1}, "x" * 100_000, "'; DROP TABLE ticket"]
    for value in values:
        for key in ("model", "place", "needed_by", "old_number"):
            body = {"service": "monitor", "answers": {**MONITOR["answers"], key: value}}
            response = await company.anna.call("POST", "/tickets", json=body)
            assert response.status_code in (201, 422), response.text
            if response.status_code == 422:
                assert [one["field"] for one in response.json()["errors"]] == [f"answers.{key}"]


async def test_only_json_is_read(company: Company) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        response = await company.anna.call("POST", "/tickets", content=b"{}", headers={"Content-Type": kind})
        assert response.status_code == 415


async def test_a_body_has_a_limit(company: Company) -> None:
    response = await company.anna.call("POST", "/tickets", json={**MONITOR, "text": "x" * 2**20})
    assert response.status_code == 413
    long = await company.anna.post("/tickets", {**MONITOR, "text": "x" * 20_001}, 422)
    assert long["errors"][0]["field"] == "text"


CHANGES: list[tuple[str, dict[str, Any], str]] = [
    ("moves", {"to": "done"}, "version"),
    ("moves", {"to": "done", "version": "1"}, "version"),
    ("moves", {"to": "done", "version": True}, "version"),
    ("moves", {"to": "done", "version": None}, "version"),
    ("moves", {"to": 5, "version": 1}, "to"),
    ("moves", {"to": "done", "version": 1, "fields": {"a": 1}}, "fields.a"),
    ("moves", {"to": "done", "version": 1, "force": True}, "force"),
    ("assignment", {"assignee": "boris"}, "version"),
    ("assignment", {"assignee": {"id": 1}, "version": 1}, "assignee.str"),
    ("assignment", {"assignee": 10**40, "version": 1}, "assignee"),
    ("assignment", {"team": "nothing", "version": 1}, "team"),
    ("assignment", {"line": 10**20, "version": 1}, "line"),
    ("comments", {"text": ""}, "text"),
    ("comments", {"text": " \n "}, "text"),
    ("comments", {"text": "x", "visibility": "secret"}, "visibility"),
    ("comments", {"text": "x", "thread": "one"}, "thread"),
    ("comments", {"text": "x", "files": ["nothing"]}, "files"),
]


@pytest.mark.parametrize(("path", "body", "field"), CHANGES)
async def test_changes_that_are_none(company: Company, path: str, body: dict[str, Any], field: str) -> None:
    ticket = await company.anna.order()
    refused = await company.boris.post(f"/tickets/{ticket['number']}/{path}", body, 422)
    assert field in [one["field"] for one in refused["errors"]]
    assert await company.boris.get(f"/tickets/{ticket['number']}") == ticket


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=-1", "limit=x", "limit=1&limit=2", "sort=id", "who=1", "q=" + "x" * 201, "state=" + "a," * 30],
)
async def test_queries_that_are_none(company: Company, query: str) -> None:
    assert (await company.anna.call("GET", f"/tickets?{query}")).status_code == 422


@pytest.mark.parametrize(
    "query", ["limit=" + "9" * 40, "q=%25%5F", "q=" + "9" * 30, "state=nothing", "state=%27", "queue="]
)
async def test_odd_queries_that_are_harmless(company: Company, query: str) -> None:
    assert (await company.anna.call("GET", f"/tickets?{query}")).status_code == 200


async def test_unknown_addresses_are_problems_too(company: Company) -> None:
    response = await company.anna.call("GET", "/nothing")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert (await company.anna.call("DELETE", "/tickets/10001")).status_code == 405
