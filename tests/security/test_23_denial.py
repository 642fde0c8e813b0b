"""Class 23: what is too much, too long or too clever is refused at once."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from uvicorn.server import ServerState

from okno.catalog.check import check
from okno.catalog.model import Catalog, Field
from okno.http.cursor import encode
from okno.live import Client
from okno.live.hub import STREAMS_MOST, Hub
from okno.serve.protocol import HEAD_BYTES, Protocol
from tests.company import starter_catalog
from tests.security.conftest import House
from tests.security.visitor import Visitor, multipart

CLEVER = ["(a+)+$", "(a*)*b", "(a|a)*$", "(?:a|b|ab)*c", "a*a*a*a*a*b", "([a-z]+,?)+;", "(a{1,9}){1,99}$", ".*.*.*.*x"]
HARMLESS = [
    r"([01]?[0-9]|2[0-3]):[0-5][0-9]",
    "[A-Z]{2}-[0-9]+",
    r"(\d{1,3}\.){3}\d{1,3}",
    "[^@ ]+@[^@ ]+",
    "INV-?[0-9]{4,12}",
]


@pytest.mark.parametrize("pattern", CLEVER)
def test_patterns_that_could_run_for_ever(pattern: str) -> None:
    """A pattern of the catalog meets the texts of everybody, in the loop that serves everybody."""
    assert "pattern" in _refused(pattern)


@pytest.mark.parametrize("pattern", HARMLESS)
def test_patterns_of_everyday(pattern: str) -> None:
    assert _refused(pattern) == []


def _refused(pattern: str) -> list[str]:
    catalog: Catalog = starter_catalog()
    service = catalog.services["taxi"]
    asked = Field(
        key="code", type="string", title={"ru": "Код", "en": "Code"}, help={"ru": "Как 12", "en": "As 12"},
        pattern=pattern,
    )  # fmt: skip
    changed = replace(service, fields=(asked,), subject={})
    judged = replace(catalog, services={**catalog.services, "taxi": changed})
    return [problem.file for problem in check(judged, place=lambda where: (str(where.path[-1]), 1))]


@pytest.mark.parametrize("charset", ["punycode", "unicode_escape", "idna", "utf-16", "rot13", "nothing"])
async def test_forms_in_odd_alphabets(app: Starlette, charset: str) -> None:
    """A megabyte of punycode takes minutes to decode, and anybody may send one to the door."""
    headers, body = multipart(("login", "", b"a" * 100 + b"-" + b"a" * 300_000))
    headers["content-type"] += f"; charset={charset}"
    assert (await Visitor(app).ask("POST", "/sign-in", body=body, headers=headers)).status == 422


async def test_whoever_has_not_signed_in_sends_little(app: Starlette) -> None:
    """Neither files nor megabytes of text."""
    visitor = Visitor(app)
    for headers, body in (
        multipart(("login", "x.txt", b"x")),
        multipart(*((f"f{n}", "", b"x" * 2**19) for n in range(5))),
        ({"content-type": "application/x-www-form-urlencoded"}, b"&".join(b"f=" + b"x" * 2**19 for _ in range(5))),
    ):
        assert (await visitor.ask("POST", "/sign-in", body=body, headers=headers)).status == 413


async def test_a_query_of_many_names(app: Starlette) -> None:
    """Each is looked at once; the answer names some of them."""
    query = "&".join(f"n{n}" for n in range(20_000))
    answer = await Visitor(app).ask("GET", f"/api/v1/openapi.json?{query}")
    assert answer.status == 422
    assert 0 < len(json.loads(answer.body)["errors"]) <= 100


async def test_more_than_is_asked_for(house: House) -> None:
    """Long lists and long words: refused, never broken."""
    requester, admin, agent = (house.visitors[who] for who in ("requester", "admin", "agent"))
    body = json.dumps({"service": "monitor", "answers": {f"k{n}": 1 for n in range(5000)}}).encode()
    answer = await requester.ask("POST", "/api/v1/tickets", body=body, headers={"content-type": "application/json"})
    assert answer.status == 422
    assert len(json.loads(answer.body)["errors"]) == 100
    states = "&".join("state=done" for _ in range(20_000))
    assert (await agent.ask("GET", f"/api/v1/tickets?{states}")).status == 422
    form = {"login": "a.b", "name": "A B", "manager.text": "x" * 200_000}
    assert (await admin.ask("POST", "/admin/people", form=form)).status == 422
    form = {"login": "a.b", "name": "A B", "phone": "1" * 200, "mail": f"a@{'b' * 253}"}
    assert (await admin.ask("POST", "/admin/people", form=form)).status == 422


CURSORS = [encode(2**70, 1), encode(1, 2**70), encode("\x00", 1), encode("a", 2**70), "x" * 9999]


async def test_cursors_that_no_database_takes(house: House) -> None:
    agent, admin = house.visitors["agent"], house.visitors["admin"]
    for cursor in CURSORS:
        for visitor, path in (
            (agent, "/tickets"), (agent, "/desk/all"), (admin, "/admin/people"),
            (agent, "/api/v1/tickets"), (agent, "/api/v1/people"),
            (agent, f"/api/v1/tickets/{house.ticket.number}/events"),
        ):  # fmt: skip
            assert (await visitor.ask("GET", f"{path}?cursor={cursor}")).status == 422, path
        assert (await agent.ask("GET", f"/notices?cursor={cursor}")).status == 200


async def test_the_streams_of_one_person_are_few() -> None:
    """The oldest ends when there are too many; others keep theirs."""
    hub = Hub()
    other, own = Client(6, ["person:6"]), [Client(5, ["person:5"]) for _ in range(STREAMS_MOST + 2)]
    hub.join(other)
    for client in own:
        hub.join(client)
    assert [client.closed for client in own] == [True, True] + [False] * STREAMS_MOST
    assert not other.closed
    assert hub.clients == STREAMS_MOST + 1


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"x" * HEAD_BYTES * 3 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * HEAD_BYTES * 3,
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * HEAD_BYTES,
    ],
    ids=["address", "header", "headers"],
)
async def test_an_endless_head(head: bytes) -> None:
    """The connection ends before the head fills the memory, also when the head never ends."""
    assert b"HTTP/1.1 200" not in await _talk(head)


async def test_usual_heads_pass() -> None:
    asked = b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 8000 + b"\r\n\r\n"
    assert (await _talk(asked * 20 + asked.replace(b"Host", b"Connection: close\r\nHost"))).count(b"HTTP/1.1 200") == 21


async def _talk(sent: bytes) -> bytes:
    """What a server with our protocol answers to bytes, until it closes the connection."""
    config = uvicorn.Config(_hello, http=Protocol, ws="none", lifespan="off", log_config=None)
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Protocol(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    got = b""
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(sent)
        # A connection that is closed with more on the way is reset.
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(20):
                while piece := await reader.read(2**16):
                    got += piece
        writer.close()
    return got


async def _hello(_: Any, __: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
async def test_a_million_fields(app: Starlette, kind: str) -> None:
    """Refused after some of them: counted by what is read, not by the clock."""
    pieces = _pieces(kind)
    media = "application/x-www-form-urlencoded" if kind == "urlencoded" else "multipart/form-data; boundary=edge"
    taken, answers = 0, list[dict[str, Any]]()

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": next(pieces, b""), "more_body": taken < 1000}

    async def sending(message: Any) -> None:
        answers.append(message)

    headers = [(b"host", b"okno.test"), (b"content-type", media.encode())]
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/sign-in",
        "raw_path": b"/sign-in", "root_path": "", "query_string": b"", "headers": headers,
        "client": ("192.0.2.1", 1), "server": ("okno.test", 80),
    }  # fmt: skip
    await app(scope, receive, sending)
    assert answers[0]["status"] in (413, 422)
    assert taken <= 2, "it has gone on reading what it does not take"


def _pieces(kind: str) -> Iterator[bytes]:
    """A million fields, a thousand at a time."""
    field = b"a=1&" if kind == "urlencoded" else b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    return iter([field * 1000] * 1000)
