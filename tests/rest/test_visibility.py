"""Who sees what: another's ticket does not exist, and notes of the staff are for the staff."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.rest.conftest import Caller, Company


async def test_without_a_right_token_nobody_gets_in(company: Company, client: httpx.AsyncClient) -> None:
    for headers in ({}, {"Authorization": "Bearer okno_wrong"}, {"Authorization": "Basic YTpi"}):
        response = await client.get("/api/v1/tickets", headers=headers)
        assert response.status_code == 401
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["code"] == "not_signed_in"


async def test_the_ticket_of_another_does_not_exist(company: Company) -> None:
    ticket = await company.anna.order()
    number = ticket["number"]
    requests: list[tuple[str, str, Any]] = [
        ("GET", "", None),
        ("GET", "/events", None),
        ("GET", "/clock", None),
        ("GET", "/comments", None),
        ("GET", "/files", None),
        ("POST", "/comments", {"text": "Я тут"}),
        ("POST", "/comments", {"text": "Я тут", "visibility": "internal"}),
        ("POST", "/moves", {"to": "cancelled", "version": 1}),
        ("POST", "/moves", {"to": "nowhere", "version": 99}),
        ("POST", "/assignment", {"assignee": "me", "version": 1}),
        ("POST", "/files", {"files": ["abc"]}),
    ]
    for outsider in company.outsiders:
        for method, path, body in requests:
            response = await outsider.call(method, f"/tickets/{number}{path}", **({"json": body} if body else {}))
            absent = await outsider.call(method, f"/tickets/99999{path}", **({"json": body} if body else {}))
            assert response.status_code == 404, f"{outsider.login} {method} {path}: {response.text}"
            assert _same(response) == _same(absent)
        assert (await outsider.get("/tickets"))["items"] == []
    assert (await company.anna.get(f"/tickets/{number}"))["version"] == 1


def _same(response: httpx.Response) -> dict[str, Any]:
    return {key: value for key, value in response.json().items() if key != "request_id"}


async def test_notes_of_the_staff_stay_with_the_staff(company: Company) -> None:
    ticket = await company.anna.order()
    said = await company.boris.say(ticket, "Спросить у поставщика", "internal")
    await company.boris.say(ticket, "Закажем")
    assert said["visibility"] == "internal"
    assert await _texts(company.anna, ticket) == ["Закажем"]
    assert await _texts(company.vera, ticket) == ["Спросить у поставщика", "Закажем"]
    for caller, expected in ((company.anna, 1), (company.vera, 2)):
        told = await caller.pages(f"/tickets/{ticket['number']}/events", limit=1)
        kinds = [one["kind"] for page in told for one in page]
        assert kinds.count("TicketCommented") == expected


async def _texts(caller: Caller, ticket: Any) -> list[str]:
    pages = await caller.pages(f"/tickets/{ticket['number']}/comments", limit=1)
    return [one["text"] for page in pages for one in page]


async def test_what_one_sees_but_may_not_do_is_forbidden(company: Company) -> None:
    ticket = await company.anna.order()
    number = ticket["number"]
    await company.anna.assign(ticket, 403, assignee="me")
    await company.anna.move(ticket, "in_progress", status=403)
    await company.anna.post(f"/tickets/{number}/comments", {"text": "Тайна", "visibility": "internal"}, 403)


@pytest.mark.parametrize("path", ["/people", "/people/lookup?phone=1", "/queues"])
async def test_employees_do_not_browse_people_and_queues(company: Company, path: str) -> None:
    assert (await company.anna.call("GET", path)).status_code == 403


async def test_a_queue_of_another_team_does_not_exist(company: Company) -> None:
    told = [
        await company.fedor.call("GET", f"/tickets?queue={queue}") for queue in ("it-devices", "no-such-thing", "1")
    ]
    assert [response.status_code for response in told] == [404, 404, 404]
    assert _same(told[0]) == _same(told[1]) == _same(told[2])


async def test_an_administrator_does_not_see_into_tickets(company: Company) -> None:
    await company.anna.order()
    assert (await company.admin.get("/tickets"))["items"] == []
