"""Class 28: nothing private is kept by a browser or a proxy; every answer has the headers that hold them back."""

from __future__ import annotations

import pytest

from tests.security.conftest import House
from tests.security.crawl import listed
from tests.security.matrix import ENTRIES, World, ask
from tests.security.visitor import Answer

WHO = ("nobody", "gone_token", "requester", "agent", "admin")
# What is the same for everybody and may be kept.
KEPT = ("/assets/", "/favicon.ico", "/robots.txt", "/manifest.webmanifest", "/sw.js", "/offline")


def wrong(answer: Answer, *, kept: bool = False) -> list[str]:
    """What an answer lacks."""
    headers = answer.headers
    policy = headers.get("content-security-policy", "")
    cookie = headers.get("set-cookie", "httponly; samesite=lax").lower()
    expected = {
        "nosniff": headers.get("x-content-type-options") == "nosniff",
        "no frames": headers.get("x-frame-options") == "DENY",
        "no scripts of others": policy.startswith("default-src 'none'") and "unsafe" not in policy,
        "no address to others": headers.get("referrer-policy") in ("same-origin", "strict-origin", "no-referrer"),
        "no use by others": headers.get("cross-origin-resource-policy") == "same-origin",
        "no name of the server": "server" not in headers and "x-powered-by" not in headers,
        "no-store": kept or "no-store" in headers.get("cache-control", ""),
        "request id": bool(headers.get("x-request-id")),
        "cookies for us alone": "httponly" in cookie and "samesite=lax" in cookie,
        "nothing for other sites": "access-control-allow-origin" not in headers,
    }
    return [name for name, fine in expected.items() if not fine]


async def test_every_route(world: World) -> None:
    """For everybody, whatever the answer is."""
    found = []
    for entry in ENTRIES:
        for who in WHO:
            # What only reads needs nothing new; to make a thing costs more than to ask about it.
            made = world.make if entry.changes else world.thing
            thing = await made(entry.about, entry.things[0], who if entry.kind.own else "")
            if entry.sends:
                thing.values["file"] = await world.send("requester", "x.txt")  # type: ignore[index]
            answer = await ask(world, entry, who, thing)
            lacks = wrong(answer, kept=entry.path.startswith(KEPT) and answer.status < 400)
            if lacks:
                found.append(f"{entry} by {who}, {answer.status}: {lacks}")
            if entry.fresh:
                await world.visitors[who].enter()
    assert not found, listed(found)


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
        ("TRACE", ticket, {}, 405),
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
