"""What every answer has, and what never gets in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from okno.errors import ConfigError
from okno.http import compose, raw, visit_of
from okno.http.middleware import networks
from okno.settings import Limits, Settings


async def _tell(request: Request) -> Response:
    visit = visit_of(request)
    await request.body()
    return Response(f"{visit.address} {request.scope['scheme']} {visit.locale} {visit.path}")


async def _break(_: Request) -> Response:
    raise ZeroDivisionError("the secret of the house")


ROUTES = [raw("/tell", _tell, methods=("GET", "POST")), raw("/break", _break)]
EVERYWHERE = (
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "permissions-policy",
    "x-request-id",
)


@pytest.mark.parametrize(
    ("path", "status"), [("/tell", 200), ("/break", 500), ("/none", 404), ("/api/v1/none", 404), ("/tell?a=%00", 404)]
)
async def test_every_answer_has_the_headers(bare: Settings, visit, path: str, status: int) -> None:
    answer = await visit(bare, ROUTES).get(path)
    assert answer.status_code == status
    assert all(name in answer.headers for name in EVERYWHERE)
    csp = answer.headers["content-security-policy"]
    assert "script-src 'self';" in csp
    assert "unsafe" not in csp
    assert "frame-ancestors 'none'" in csp


async def test_a_wrong_method_is_told(bare: Settings, visit) -> None:
    answer = await visit(bare, ROUTES).delete("/tell")
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]


async def test_a_foreign_host_is_refused(bare: Settings, visit) -> None:
    settings = bare.model_copy(update={"allowed_hosts": ("desk.example.com",)})
    browser = visit(settings, ROUTES)
    answer = await browser.get("/tell", headers={"Host": "evil.test"})
    assert answer.status_code == 400
    assert "x-request-id" in answer.headers
    assert (await browser.get("/tell", headers={"Host": "desk.example.com:8000"})).status_code == 200


async def test_the_id_of_a_request_is_ours(bare: Settings, visit) -> None:
    answer = await visit(bare, ROUTES).get("/tell", headers={"X-Request-Id": "mine"})
    assert answer.headers["x-request-id"] != "mine"


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "198.51.100.1, 10.0.0.6", "198.51.100.1"),
        ("10.0.0.5", "10.0.0.7, 10.0.0.6", "10.0.0.7"),
        ("10.0.0.5", "<script>", "10.0.0.5"),
        ("10.0.0.5", "198.51.100.1, nonsense", "10.0.0.5"),
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "fe80::1%<script>alert(1)</script>", "fe80::1"),
        ("::ffff:10.0.0.5", "198.51.100.1", "198.51.100.1"),
    ],
)
async def test_only_a_trusted_proxy_speaks_for_others(
    bare: Settings, visit, peer: str, forwarded: str, address: str
) -> None:
    settings = bare.model_copy(update={"trusted_proxies": ("10.0.0.0/24",)})
    browser = visit(settings, ROUTES, client=(peer, 1))
    headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"}
    told = (await browser.get("/tell", headers=headers)).text.split()
    assert told[0] == address
    assert told[1] == ("http" if peer == "203.0.113.9" else "https")


def test_a_wrong_proxy_is_refused_at_start() -> None:
    with pytest.raises(ConfigError):
        networks(["10.0.0.0/99"])


@pytest.mark.parametrize(
    ("headers", "locale"),
    [
        ({"Accept-Language": "en-GB,ru;q=0.5"}, "en"),
        ({"Cookie": "okno_locale=en"}, "en"),
        ({"Cookie": "okno_locale=xx"}, "ru"),
    ],
)
async def test_the_language_before_signing_in(bare: Settings, visit, headers: dict[str, str], locale: str) -> None:
    assert f" {locale} " in (await visit(bare, ROUTES).get("/tell", headers=headers)).text


async def test_a_stated_length_is_refused_unread(bare: Settings, visit) -> None:
    settings = bare.model_copy(update={"limits": Limits(body_bytes=1000)})
    assert (await visit(settings, ROUTES).post("/tell", content=b"x" * 1001)).status_code == 413


async def test_a_stream_is_cut_at_the_limit(bare: Settings, visit) -> None:
    settings = bare.model_copy(update={"limits": Limits(body_bytes=1000)})
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield b"x" * 100

    answer = await visit(settings, ROUTES).post("/tell", content=body())
    assert answer.status_code == 413
    assert taken < 20


@pytest.mark.parametrize("path", ["/break", "/api/v1/break"])
async def test_an_error_tells_its_number_and_nothing_more(bare: Settings, visit, path: str) -> None:
    routes = [*ROUTES, raw("/api/v1/break", _break)]
    answer = await visit(bare, routes).get(path)
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text
    assert "ZeroDivision" not in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


async def test_an_error_is_told_even_when_the_theme_is_broken(bare: Settings, visit) -> None:
    async def broken(*_: object) -> str:
        raise KeyError("template")

    answer = await visit(bare, ROUTES, show=broken).get("/none")
    assert answer.status_code == 404
    assert answer.headers["x-request-id"] in answer.text
    assert "KeyError" not in answer.text


async def test_a_route_without_a_permission_does_not_start(bare: Settings) -> None:
    with pytest.raises(RuntimeError, match="/open"):
        compose([Route("/open", _tell)], settings=bare)
