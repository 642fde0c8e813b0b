"""Classes 28 and 9: every answer, good or bad, has the headers that hold browsers and caches back."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from okno.settings import Settings
from tests.security.conftest import House
from tests.security.test_foreign_objects import CHANGING, READING, WHO, Parts, change
from tests.security.visitor import Answer, Visitor

# What is the same for everybody and may be kept.
KEPT = ("/assets/", "/favicon.ico", "/robots.txt")


def wrong(answer: Answer, *, kept: bool = False) -> list[str]:
    """What an answer lacks."""
    headers = answer.headers
    policy = headers.get("content-security-policy", "")
    expected = {
        "nosniff": headers.get("x-content-type-options") == "nosniff",
        "no frames": headers.get("x-frame-options") == "DENY",
        "no scripts of others": policy.startswith("default-src 'none'") and "unsafe" not in policy,
        "no address to others": headers.get("referrer-policy") == "same-origin",
        "no use by others": headers.get("cross-origin-resource-policy") == "same-origin",
        "no name of the server": "server" not in headers and "x-powered-by" not in headers,
        "no-store": kept or "no-store" in headers.get("cache-control", ""),
        "request id": bool(headers.get("x-request-id")),
    }
    return [name for name, fine in expected.items() if not fine]


async def test_every_route(house: House) -> None:
    """For everybody, whatever the answer is."""
    parts = Parts(house, house.ticket, house.loose_file)
    found = []
    for who in WHO:
        for route, how in READING:
            path = parts.path(route, "" if how.startswith("?") else how) + (how if how.startswith("?") else "")
            answer = await house.visitors[who].ask("GET", path)
            lacks = wrong(answer, kept=path.startswith(KEPT) and answer.status < 400)
            if lacks:
                found.append(f"GET {route} by {who}, {answer.status}: {lacks}")
    for route, kind, body in CHANGING:
        for who in ("nobody", "requester"):
            answer = await change(house, who, route, kind, body)
            if wrong(answer):
                found.append(f"POST {route} by {who}, {answer.status}: {wrong(answer)}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("signed_in", [False, True])
async def test_every_error(house: House, signed_in: bool) -> None:
    """Of the router, of the middleware, of what nobody foresaw."""
    visitor = house.visitors["requester" if signed_in else "nobody"]
    ticket = f"/tickets/{house.ticket.number}"
    for method, path, headers, status in (
        ("GET", "/nothing", {}, 404),
        ("GET", "/api/v1/nothing", {}, 404),
        ("DELETE", ticket, {}, 405),
        ("OPTIONS", f"/api/v1{ticket}", {}, 405),
        ("GET", "/%00", {}, 404),
        ("GET", "/api/v1/me", {"authorization": "Bearer okno_wrong"}, 401),
        ("GET", "/", {"authorization": "Basic YTpi"}, 401),
        ("POST", "/sign-in", {"content-length": str(2**40)}, 413),
        ("POST", "/sign-in", {"content-type": "multipart/form-data"}, 422),
    ):
        answer = await visitor.ask(method, path, headers=headers)
        assert answer.status == status, (method, path, answer.status)
        assert wrong(answer) == [], (method, path)


async def test_what_nobody_foresaw(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number for the help desk, and not a word about the inside."""

    async def broken(*_: object) -> None:
        raise RuntimeError("SELECT secret FROM inside")

    monkeypatch.setattr("okno.web.portal.reading.mine", broken)
    monkeypatch.setattr("okno.rest.tickets.page", broken)
    for path in ("/", "/api/v1/tickets"):
        answer = await house.visitors["requester"].ask("GET", path)
        assert answer.status == 500
        assert wrong(answer) == []
        assert "secret" not in answer.whole
        assert "Traceback" not in answer.whole
        assert "RuntimeError" not in answer.whole


async def test_a_host_that_is_not_ours(app: Starlette, settings: Settings) -> None:
    """Answered before anything is read; the address of letters and links never follows the header."""
    answer = await Visitor(app).ask("GET", "/", headers={"host": "evil.test"})
    assert "evil.test" not in answer.whole
    body = b'{"service": "monitor"}'
    made = await Visitor(app).ask("POST", "/api/v1/tickets", body=body, headers={"host": "evil.test"})
    assert "evil.test" not in made.whole
    assert settings.own_url.startswith("http://127.0.0.1")
