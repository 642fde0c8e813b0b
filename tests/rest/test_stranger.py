"""What a program counts on that was written from the description alone: keys, headers, bounds and refusals."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from okno import people
from tests.rest.conftest import Caller, Company
from tests.tickets.agreeing import offer, step

PATHS = {
    "task": "1",
    "approval": "1",
    "line": "1",
    "link": "1",
    "id": "x",
    "person": "anna",
    "login": "anna",
    "entry": "1",
    "bulk": "1",
    "name": "trial",
}
OUTAGE = {"kind": "outage", "title": {"ru": "Печать не работает"}}


async def _described(client: httpx.AsyncClient) -> dict[tuple[str, str], Any]:
    told = (await client.get("/api/v1/openapi.json")).json()
    return {(method.upper(), path): one for path, item in told["paths"].items() for method, one in item.items()}


async def test_the_key_of_repeated_requests_is_described(client: httpx.AsyncClient) -> None:
    for (method, path), one in (await _described(client)).items():
        told = [part["name"] for part in one["parameters"] if part["in"] == "header"]
        wanted = method in ("POST", "PATCH") and path != "/api/v1/files"
        assert told == (["Idempotency-Key"] if wanted else []), (method, path)


async def test_an_unknown_key_is_refused_everywhere(company: Company) -> None:
    """By its name, as a problem; nowhere is it left aside."""
    ticket = await company.anna.order()
    for (method, path), one in (await _described(company.anna.client)).items():
        if "application/json" not in one.get("requestBody", {}).get("content", {}):
            continue
        for who in (company.boris, company.admin):
            real = path.removeprefix("/api/v1").format(**PATHS, number=ticket["number"], absence="1")
            answer = await who.call(method, real, json={"nonsense_key": 1})
            assert answer.status_code in (403, 422), (method, path, answer.text)
            assert answer.headers["content-type"].startswith("application/problem+json")
            if answer.status_code == 422:
                assert "nonsense_key" in [wrong["field"] for wrong in answer.json()["errors"]], (method, path)


@pytest.mark.parametrize("what", ["emergency", "me too", "change"])
async def test_a_repeat_under_the_same_key_is_answered_as_before(company: Company, what: str) -> None:
    ticket = await company.anna.order()
    said = await company.admin.post("/announcements", OUTAGE)
    reason = "Борис в отпуске, поставщик ждёт"
    method, path, body = {
        "emergency": ("POST", "/emergencies", {"number": ticket["number"], "reason": reason}),
        "me too": ("POST", f"/announcements/{said['id']}/me-too", None),
        "change": ("PATCH", f"/announcements/{said['id']}", {"ended": True, "version": said["version"]}),
    }[what]
    key = {"Idempotency-Key": f"once: {what}"}
    first, again = [await company.admin.call(method, path, json=body, headers=key) for _ in range(2)]
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.status_code < 300
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_while_it_waits_for_approval_neither_clock_has_a_term(company: Company) -> None:
    await people.change(company.anna.id, {"manager_id": company.stranger.id}, actor_id=None)
    await offer(step())
    ticket = await company.anna.order()
    assert (ticket["respond_by"], ticket["resolve_by"]) == (None, None)
    clock = await company.anna.get(f"/tickets/{ticket['number']}/clock")
    assert (clock["respond"]["by"], clock["respond"]["done_at"], clock["resolve"]["by"]) == (None, None, None)
    assert clock["respond"]["worked_seconds"] == 0
    [asked] = (await company.stranger.get("/approvals"))["items"]
    path = f"/tickets/{ticket['number']}/approvals/{asked['id']}"
    await company.stranger.post(path, {"decision": "approve"}, 200)
    clock = await company.anna.get(f"/tickets/{ticket['number']}/clock")
    ticket = await company.anna.get(f"/tickets/{ticket['number']}")
    assert (clock["respond"]["by"], clock["respond"]["done_at"]) == (ticket["respond_by"], None)


async def test_the_bounds_of_days_are_told(company: Company) -> None:
    form = await _form(company.anna, "laptop")
    assert form["properties"]["until"]["x-min"] == "today"
    assert "x-max" not in form["properties"]["until"]


async def _form(who: Caller, key: str) -> Any:
    return (await who.get(f"/services/{key}"))["form"]
