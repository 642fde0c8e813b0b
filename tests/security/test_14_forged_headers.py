"""Class 14: who somebody is, and from where he comes, is never taken from a header that anybody can send."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from okno import app as house_app
from okno.db import fetch, fetch_one
from okno.http.compose import raw
from okno.http.visit import visit_of
from okno.settings import Settings, load
from tests.security.conftest import House
from tests.security.visitor import Visitor

NAMES = (
    "remote-user", "x-remote-user", "x-forwarded-user", "x-auth-user", "x-auth-request-user", "x-user",
    "x-webauth-user",
    "x-forwarded-preferred-username", "x-ms-client-principal-name", "ssl-client-s-dn", "x-ssl-client-cn", "from",
    "x-original-user", "x-authenticated-userid",
)  # fmt: skip
PATHS = ("x-original-url", "x-rewrite-url", "x-forwarded-prefix", "x-forwarded-path", "x-http-method-override")


async def where(request: Request) -> Response:
    """What the house believes of a request."""
    visit = visit_of(request)
    return PlainTextResponse(f"{visit.address} {visit.https} {request.scope['path']}")


@pytest.mark.parametrize("name", NAMES)
async def test_no_header_says_who_it_is(house: House, name: str) -> None:
    """Neither at the door nor for whoever is in."""
    for value in ("admin", str(house.company.admin.id)):
        assert (await Visitor(house.app).ask("GET", "/", headers={name: value})).status == 303
        assert (await Visitor(house.app).ask("GET", "/api/v1/me", headers={name: value})).status == 401
        answer = await house.visitors["stranger"].ask("GET", "/admin/people", headers={name: value})
        assert answer.status == 403


@pytest.mark.parametrize("name", PATHS)
async def test_no_header_says_where_it_goes(house: House, name: str) -> None:
    """The path of the request line is the only one."""
    visitor = Visitor(house.app)
    for value in ("/sign-in", "/assets/default/okno.css", "/health"):
        assert (await visitor.ask("GET", "/admin/people", headers={name: value})).status == 303
    assert (await visitor.ask("GET", "/health", headers={name: "DELETE"})).status == 200


@pytest.mark.parametrize(
    ("peer", "headers", "believed"),
    [
        ("192.0.2.1", {"x-forwarded-for": "10.0.0.9"}, "192.0.2.1 False"),
        ("192.0.2.1", {"x-real-ip": "10.0.0.9"}, "192.0.2.1 False"),
        ("192.0.2.1", {"forwarded": "for=10.0.0.9;proto=https"}, "192.0.2.1 False"),
        ("192.0.2.1", {"x-forwarded-proto": "https", "x-forwarded-ssl": "on"}, "192.0.2.1 False"),
        ("192.0.2.1", {"x-client-ip": "10.0.0.9", "true-client-ip": "10.0.0.9"}, "192.0.2.1 False"),
        # A proxy is believed, as far as it is one: the last hop that is none is the browser.
        ("10.0.0.5", {"x-forwarded-for": "198.51.100.7"}, "198.51.100.7 False"),
        ("10.0.0.5", {"x-forwarded-for": "127.0.0.1, 198.51.100.7"}, "198.51.100.7 False"),
        ("10.0.0.5", {"x-forwarded-for": "198.51.100.7, 10.0.0.5"}, "198.51.100.7 False"),
        ("10.0.0.5", {"x-forwarded-for": "nonsense"}, "10.0.0.5 False"),
        ("10.0.0.5", {"x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https"}, "198.51.100.7 True"),
        ("10.0.0.5", {"x-forwarded-proto": "javascript"}, "10.0.0.5 False"),
        ("10.0.0.5", {"x-real-ip": "198.51.100.7"}, "10.0.0.5 False"),
    ],
)
async def test_proxies_are_known_by_their_address(
    settings: Settings, peer: str, headers: dict[str, str], believed: str
) -> None:
    """Only what a trusted one says of a browser counts."""
    trusting = settings.model_copy(update={"trusted_proxies": ("10.0.0.0/24",)})
    app = house_app.create_app(trusting)
    app.router.routes.insert(0, raw("/where", where))
    answer = await Visitor(app, address=peer).ask("GET", "/where", headers=headers)
    assert answer.body.decode() == f"{believed} /where"


async def test_what_is_written_down_is_the_address_of_the_peer(house: House) -> None:
    """Sessions and counts of attempts, and never the text of a header: it may hold markup."""
    evil = "<script>alert(1)</script>"
    visitor = Visitor(house.app, address="192.0.2.77")
    page = await visitor.ask("GET", "/sign-in", headers={"x-forwarded-for": evil})
    assert evil not in page.whole
    form = {"login": "boris", "password": "x"}
    for n in range(3):
        headers = {"x-forwarded-for": f"198.51.100.{n}", "x-real-ip": evil, "x-csrf-token": ""}
        await visitor.ask("POST", "/sign-in", form=form, headers=headers)
    rows = await fetch("SELECT key FROM sign_in_attempt")
    assert not [row for row in rows if "198.51.100" in row["key"] or "script" in row["key"]]
    assert await fetch_one("SELECT id_hash FROM session WHERE address LIKE $1", "%198.51%") is None


async def test_a_host_that_is_not_ours(app: Starlette, settings: Settings) -> None:
    """Answered before anything is read; the address of letters and links never follows the header."""
    answer = await Visitor(app).ask("GET", "/", headers={"host": "evil.test"})
    assert "evil.test" not in answer.whole
    body = b'{"service": "monitor"}'
    headers = {"host": "evil.test", "x-forwarded-host": "evil.test", "content-type": "application/json"}
    made = await Visitor(app).ask("POST", "/api/v1/tickets", body=body, headers=headers)
    assert "evil.test" not in made.whole
    assert settings.own_url.startswith("http://127.0.0.1")


async def test_hosts_that_are_named_are_the_only_ones(settings: Settings) -> None:
    """CVE-2026-48710: a host with a path in it moves nothing."""
    app = house_app.create_app(load(settings.home, {"OKNO_ALLOWED_HOSTS": "okno.test"}))
    app.router.routes.insert(0, raw("/where", where))
    assert (await Visitor(app).ask("GET", "/where")).status == 200
    for host in ("evil.test", "okno.test.evil.test", "evil.test/where?", "okno.test@evil.test", ""):
        assert (await Visitor(app).ask("GET", "/where", headers={"host": host})).status == 400, host
