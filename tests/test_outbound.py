"""The door outward: what it calls, what it refuses to call, and what it takes for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from okno import outbound
from okno.outbound import Unreachable, Way, check, public
from tests.stands.push import HOST, PushStand, push_stand

LOOPBACK = Way(inside=(HOST,))


@pytest_asyncio.fixture
async def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PushStand]:
    """A service that this process trusts and that reads nothing."""
    async with push_stand(tmp_path) as one:
        monkeypatch.setenv("SSL_CERT_FILE", one.authority)
        one.answer = 410
        yield one


@pytest.mark.parametrize(
    "url",
    [
        "http://push.example.com/x",
        "ftp://push.example.com/x",
        "https:///x",
        "https://user@push.example.com/x",
        "https://push.example.com:0/x",
        "https://push.example.com:99999/x",
        "https://push.example.com/x y",
        "https://push.example.com/x\r\nHost: y",
        "https://пуш.example.com/x",
        "https://127.0.0.1/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://localhost/x",
        "https://intranet/x",
        "https://printer.local/x",
        "https://db.internal/x",
    ],
)
def test_what_is_never_called(url: str) -> None:
    with pytest.raises(Unreachable):
        check(url, Way())


def test_hosts_may_be_narrowed_and_those_inside_named() -> None:
    way = Way(only=("example.com",), inside=("push.corp",))
    assert check("https://eu.push.example.com/x?y=1", way).hostname == "eu.push.example.com"
    with pytest.raises(Unreachable):
        check("https://badexample.com/x", way)
    assert check("https://push.corp/x", Way(inside=("push.corp",))).hostname == "push.corp"
    with pytest.raises(Unreachable):
        check("https://push.corp/x", way)


@pytest.mark.parametrize(
    ("address", "open_"),
    [
        ("8.8.8.8", True),
        ("2a00:1450:4010::1", True),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:192.168.0.1", False),
        ("2002:7f00:0001::", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b::808:808", True),
    ],
)
def test_which_addresses_are_of_the_open_internet(address: str, open_: bool) -> None:
    assert public(ip_address(address)) is open_


def _resolves_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Has names resolve to these addresses, one answer after the other; returns what was asked."""
    asked: list[str] = []
    left = list(answers)

    async def getaddrinfo(_: Any, host: str, port: int, **__: object) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", (one, port)) for one in left.pop(0)]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", getaddrinfo)
    return asked


async def test_a_name_that_leads_inside_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in (["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:169.254.169.254"]):
        _resolves_to(monkeypatch, answer)
        with pytest.raises(Unreachable):
            await outbound.post("https://push.example.com/x", b"", {}, Way())


async def test_what_was_resolved_is_what_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise the next time is not asked a second time."""
    asked = _resolves_to(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    called: list[str] = []

    async def connect(host: str, _: int, **more: Any) -> Any:
        called.append(f"{host} for {more['server_hostname']}")
        raise OSError("nobody there")

    monkeypatch.setattr(asyncio, "open_connection", connect)
    with pytest.raises(OSError, match="nobody"):
        await outbound.post("https://push.example.com/x", b"", {}, Way())
    assert asked == ["push.example.com"]
    assert called == ["8.8.8.8 for push.example.com"]


async def test_an_answer_comes_back_and_is_not_followed(stand: PushStand) -> None:
    stand.answer, stand.more = 307, "Location: http://127.0.0.1:1/\r\n"
    answer = await outbound.post(f"{stand.base}/x", b"words", {"TTL": "1"}, LOOPBACK)
    assert answer.status == 307
    assert answer.headers["location"] == "http://127.0.0.1:1/"


async def test_loopback_is_called_only_when_it_is_named(stand: PushStand) -> None:
    with pytest.raises(Unreachable):
        await outbound.post(f"{stand.base}/x", b"", {}, Way())


async def test_a_certificate_that_nobody_vouches_for_ends_it(stand: PushStand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        await outbound.post(f"{stand.base}/x", b"", {}, LOOPBACK)


async def test_silence_ends_in_time(stand: PushStand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "WHOLE_SECONDS", 0.3)
    stand.silent = True
    with pytest.raises(TimeoutError):
        await outbound.post(f"{stand.base}/x", b"", {}, LOOPBACK)


async def test_a_proxy_connects_and_the_rest_is_between_the_ends(stand: PushStand) -> None:
    proxy = await asyncio.start_server(stand.proxy, HOST, 0)
    way = Way(proxy=f"http://{HOST}:{proxy.sockets[0].getsockname()[1]}")
    answer = await outbound.post("https://push.example.test/x", b"", {}, way)
    assert answer.status == 410
    assert stand.connects == ["CONNECT push.example.test:443 HTTP/1.1"]
    stand.answer = 407
    with pytest.raises(OSError, match="refuses"):
        await outbound.post("https://push.example.test/x", b"", {}, way)
    with pytest.raises(Unreachable):
        await outbound.post("https://10.0.0.1/x", b"", {}, way)
    proxy.close()
