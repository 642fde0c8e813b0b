"""What machines ask: health, assets, the live stream."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from okno.db import execute
from okno.http import sessions
from okno.settings import Settings
from okno.themes import asset_url
from okno.web.health import Health
from tests.web.conftest import Company


async def test_health_tells_the_status_only(client: httpx.AsyncClient) -> None:
    """In public, without a session."""
    response = await client.get("/health")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


async def test_health_of_an_unmigrated_database(app: Starlette) -> None:
    """503 until the migrations are applied, then 200."""
    waiting = ["core.0009_later"]

    async def pending() -> list[str]:
        return waiting

    health = Health(pending)
    response = await health.answer(None)  # type: ignore[arg-type]
    assert (response.status_code, bytes(response.body)) == (503, b'{"status":"not_migrated"}')
    waiting.clear()
    assert (await health.answer(None)).status_code == 200  # type: ignore[arg-type]


async def test_health_without_a_database(app: Starlette) -> None:
    """Whatever the driver raises, the answer is the same."""

    async def pending() -> list[str]:
        raise ConnectionError

    response = await Health(pending).answer(None)  # type: ignore[arg-type]
    assert (response.status_code, bytes(response.body)) == (503, b'{"status":"no_database"}')


async def test_assets_are_kept_for_good_by_their_hash(client: httpx.AsyncClient, settings: Settings) -> None:
    """Asked for again, only the hash travels."""
    address = asset_url("default", "okno.css", settings.home)
    first = await client.get(address)
    assert "immutable" in first.headers["cache-control"]
    assert first.headers["content-type"].startswith("text/css")
    again = await client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get(address.partition("?")[0])).headers["cache-control"] == "no-cache"


async def test_assets_are_packed_for_who_takes_it(client: httpx.AsyncClient, settings: Settings) -> None:
    """The packed form has a tag of its own, so a cache never mixes the two."""
    address = asset_url("default", "okno.css", settings.home)
    packed = await client.get(address, headers={"Accept-Encoding": "br, gzip"})
    plain = await client.get(address, headers={"Accept-Encoding": "gzip;q=0"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) * 3 < int(plain.headers["content-length"])
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    again = await client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["default/../theme.toml", "default/nothing.css", "nobody/okno.css"])
async def test_nothing_but_assets_is_served(client: httpx.AsyncClient, path: str) -> None:
    """Whatever the path says."""
    assert (await client.get(f"/assets/{path}")).status_code == 404


async def test_robots_are_kept_out_and_the_icon_is_ours(client: httpx.AsyncClient) -> None:
    """Both without a session."""
    assert "Disallow: /" in (await client.get("/robots.txt")).text
    assert "logo.svg" in (await client.get("/favicon.ico")).headers["location"]


async def test_the_live_stream_is_for_people(client: httpx.AsyncClient) -> None:
    """Without a session there is none."""
    assert (await client.get("/live")).status_code == 401


async def test_the_live_stream_says_where_it_begins(company: Company, app: Starlette) -> None:
    """A browser that has entered hears at once, and its leaving ends the stream."""
    said = bytearray()
    status: list[int] = []
    enough = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await enough.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        status.extend([message["status"]] if "status" in message else [])
        said.extend(message.get("body", b""))
        if b"event: ready" in said:
            enough.set()

    cookie = f"{sessions.COOKIE}={company.anna.client.cookies[sessions.COOKIE]}".encode()
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/live",
        "raw_path": b"/live",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"cookie", cookie)],
        "client": ("127.0.0.1", 1),
        "server": None,
    }
    async with asyncio.timeout(10):
        await app(scope, receive, send)
    assert status == [200]
    assert b"event: bye" in said


async def test_a_part_that_a_script_fetches_leaves_the_toast(company: Company) -> None:
    """What is said once is said on a page that somebody reads."""
    boris = company.boris
    page = await boris.open("/profile")
    token = page.form("/sign-out").values["_csrf"][0]
    response = await boris.client.post("/profile/sessions", data={"_csrf": token})
    assert response.status_code == 303
    assert (await boris.open("/profile", headers={"X-Okno-Live": "1"})).text("toast") == ""
    assert "only here" in (await boris.open("/profile")).text("toast")
    assert (await boris.open("/profile")).text("toast") == ""


async def test_every_page_answers_on_a_broken_shell(company: Company) -> None:
    """A page that nobody has is a page of ours, with the menu."""
    page = await company.anna.open("/no/such/page", 404)
    assert any(href == "/catalog" for href, _ in page.links)
    await execute("SELECT 1")
