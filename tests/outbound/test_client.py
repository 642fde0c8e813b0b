"""Asking: what is called, what comes back, what is followed, and where it all ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from okno import outbound
from okno.outbound import Question, Unreachable, Way, ask, client
from tests.outbound.resolver import resolves_to
from tests.stands.push import HOST, PushStand, push_stand
from tests.stands.receiver import Receiver, Say, receiver

PLAIN = Way(inside=(HOST,), plain=(HOST,))


@pytest_asyncio.fixture
async def tls(tmp_path: Path) -> AsyncIterator[Receiver]:
    """A receiver by TLS whose certificate only `secure` trusts."""
    async with receiver(tmp_path, "hooks.example.com") as one:
        yield one


@pytest_asyncio.fixture
async def plain() -> AsyncIterator[Receiver]:
    """A receiver by http."""
    async with receiver() as one:
        yield one


def secure(stand: Receiver) -> Way:
    """The way to a receiver by TLS."""
    return Way(inside=(HOST,), authorities=stand.authority)


async def test_a_name_that_leads_inside_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in (["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:169.254.169.254"], ["fe80::1%2"]):
        resolves_to(monkeypatch, answer)
        with pytest.raises(Unreachable):
            await outbound.post("https://push.example.com/x", b"", {}, Way())


async def test_what_was_resolved_is_what_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise the next time is not asked a second time."""
    asked = resolves_to(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    called: list[str] = []

    async def connect(host: str, _: int, **more: Any) -> Any:
        called.append(f"{host} for {more['server_hostname']}")
        raise OSError("nobody there")

    monkeypatch.setattr(asyncio, "open_connection", connect)
    with pytest.raises(OSError, match="nobody"):
        await outbound.post("https://push.example.com/x", b"", {}, Way())
    assert asked == ["push.example.com"]
    assert called == ["8.8.8.8 for push.example.com"]


async def test_a_question_arrives_as_it_was_asked(tls: Receiver) -> None:
    tls.says = [Say(201, {"X-Said": "yes"}, b"words")]
    url = f"{tls.base}/a/b?c=d#part"
    headers = {"Accept": "text/plain", "Content-Length": "9", "Cookie": "a=b"}
    reply = await ask(Question(method="PUT", url=url, content=b"more", headers=headers), secure(tls))
    heard = tls.heard[0]
    assert (reply.status, reply.headers["x-said"], reply.body, reply.cut) == (201, "yes", b"words", False)
    assert (heard.method, heard.path, heard.body) == ("PUT", "/a/b?c=d", b"more")
    assert (heard.headers["content-length"], heard.headers["accept"]) == ("4", "text/plain")
    assert "cookie" not in heard.headers


async def test_a_certificate_counts_when_somebody_vouches_for_it(tls: Receiver) -> None:
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        await ask(Question(url=f"{tls.base}/x"), Way(inside=(HOST,)))
    assert (await ask(Question(url=f"{tls.base}/x"), secure(tls))).status == 200


async def test_a_certificate_of_another_name_does_not(tls: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, [HOST])
    way = Way(inside=("example.com",), authorities=tls.authority)
    assert (await ask(Question(url=f"https://hooks.example.com:{tls.port}/"), way)).status == 200
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        await ask(Question(url=f"https://other.example.com:{tls.port}/"), way)


async def test_a_question_is_one_of_the_known_and_keeps_to_its_lines(plain: Receiver) -> None:
    with pytest.raises(ValueError):
        await ask(Question(method="TRACE", url=plain.base), PLAIN)
    with pytest.raises(OSError):
        await ask(Question(url=plain.base, headers={"X-A": "b\r\nX-C: d"}), PLAIN)
    assert plain.heard == []


async def test_loopback_is_called_only_when_it_is_named(plain: Receiver) -> None:
    for way in (Way(), Way(plain=(HOST,)), Way(inside=(HOST,)), Way(inside=("10.0.0.0/8",), plain=(HOST,))):
        with pytest.raises(Unreachable):
            await ask(Question(url=plain.base), way)
    assert (await ask(Question(url=plain.base), PLAIN)).status == 200


async def test_a_network_does_not_open_this_machine_by_name(plain: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.0/8 is named: what else stands there may be called, but not where this server listens itself."""
    resolves_to(monkeypatch, [HOST], ours=(HOST,))
    way = Way(inside=("127.0.0.0/8",), plain=("example.com",))
    with pytest.raises(Unreachable):
        await ask(Question(url=f"http://hooks.example.com:{plain.port}/"), way)


# Redirects ----------------------------------------------------------------------------------------------------


async def test_an_answer_comes_back_and_is_not_followed(plain: Receiver) -> None:
    plain.says = [Say(307, {"Location": "http://127.0.0.1:1/"})]
    reply = await outbound.post(f"{plain.base}/x", b"words", {"TTL": "1"}, PLAIN)
    assert (reply.status, reply.headers["location"]) == (307, "http://127.0.0.1:1/")


async def test_redirects_are_followed_so_many_times(plain: Receiver) -> None:
    plain.says = [Say(302, {"Location": "/b"}), Say(308, {"Location": "c?d"}), Say(200, body=b"here")]
    asked = Question(url=f"{plain.base}/a", follow=2, headers={"Authorization": "Bearer x"})
    reply = await ask(asked, PLAIN)
    assert (reply.body, reply.url) == (b"here", f"{plain.base}/c?d")
    assert [one.headers.get("authorization") for one in plain.heard] == ["Bearer x"] * 3
    plain.says = [Say(302, {"Location": "/again"})]
    assert (await ask(asked, PLAIN)).status == 302


async def test_what_was_sent_becomes_a_question(plain: Receiver) -> None:
    plain.says = [Say(303, {"Location": "/b"}), Say(200)]
    await ask(Question(method="POST", url=f"{plain.base}/a", content=b"words", follow=1), PLAIN)
    assert [(one.method, one.body) for one in plain.heard] == [("POST", b"words"), ("GET", b"")]


async def test_each_hop_is_checked_as_the_first(plain: Receiver) -> None:
    for place in ("https://10.0.0.1/", "https://localhost/", "https://[::1]/", "file:///etc/passwd", "//169.254.1.1/"):
        plain.says = [Say(302, {"Location": place})]
        with pytest.raises(Unreachable):
            await ask(Question(url=plain.base, follow=5), PLAIN)


async def test_a_redirect_does_not_lead_from_tls_to_plain(tls: Receiver, plain: Receiver) -> None:
    tls.says = [Say(302, {"Location": plain.base})]
    way = Way(inside=(HOST,), plain=(HOST,), authorities=tls.authority)
    with pytest.raises(Unreachable):
        await ask(Question(url=tls.base, follow=1), way)
    assert plain.heard == []


async def test_keys_and_words_are_not_for_another_host(plain: Receiver) -> None:
    async with receiver() as other:
        plain.says = [Say(302, {"Location": f"{other.base}/b"})]
        headers = {"Authorization": "Bearer x", "X-Signature": "y", "Accept": "text/plain"}
        await ask(Question(url=plain.base, follow=1, headers=headers), PLAIN)
        assert not {"authorization", "x-signature"} & set(other.heard[0].headers)
        assert other.heard[0].headers["accept"] == "text/plain"
        plain.says = [Say(307, {"Location": f"{other.base}/b"})]
        with pytest.raises(Unreachable):
            await ask(Question(method="POST", url=plain.base, content=b"words", follow=1), PLAIN)
        assert len(other.heard) == 1


# Bounds -------------------------------------------------------------------------------------------------------


async def test_silence_ends_in_time(tls: Receiver, plain: Receiver) -> None:
    for stand, way in ((plain, PLAIN), (tls, secure(tls))):
        stand.says = [Say(silent=True)]
        before = time.monotonic()
        with pytest.raises(TimeoutError):
            await ask(Question(url=stand.base, seconds=0.3), way)
        assert time.monotonic() - before < 5, "the goodbye is not waited for"


async def test_the_time_is_that_of_all_redirects(plain: Receiver) -> None:
    plain.says = [Say(302, {"Location": "/b"}), Say(silent=True)]
    with pytest.raises(TimeoutError):
        await ask(Question(url=plain.base, seconds=0.3, follow=3), PLAIN)


async def test_of_a_long_answer_a_part_is_read(plain: Receiver) -> None:
    plain.says = [Say(body=b"x" * 300_000)]
    reply = await ask(Question(url=plain.base, limit=1000), PLAIN)
    assert (len(reply.body), reply.cut) == (1000, True)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"what\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 40_000 + b"\r\n\r\n",
        b"HTTP/1.1 103 Hints\r\n\r\n" * 9 + b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=("nothing", "no-http", "short", "two-lengths", "endless-head", "forerunners"),
)
async def test_what_is_no_proper_answer_is_a_fault_of_the_other_side(plain: Receiver, raw: bytes) -> None:
    plain.says = [Say(raw=raw or b" ")]
    with pytest.raises(OSError):
        await ask(Question(url=plain.base, seconds=5), PLAIN)


async def test_an_address_that_does_not_answer_leaves_time_for_the_next(
    plain: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolves_to(monkeypatch, ["127.0.0.9", HOST])
    way = Way(inside=("example.com",), plain=("example.com",))
    assert (await ask(Question(url=f"http://hooks.example.com:{plain.port}/"), way)).status == 200


# A proxy ------------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def push(tmp_path: Path) -> AsyncIterator[PushStand]:
    """A stand that is a proxy, too."""
    async with push_stand(tmp_path) as one:
        one.answer = 410
        yield one


async def test_a_proxy_connects_and_the_rest_is_between_the_ends(push: PushStand) -> None:
    proxy = await asyncio.start_server(push.proxy, HOST, 0)
    at = f"http://{HOST}:{proxy.sockets[0].getsockname()[1]}"
    way = Way(proxy=at, authorities=push.authority)
    assert (await outbound.post("https://push.example.test/x", b"", {}, way)).status == 410
    assert push.connects == ["CONNECT push.example.test:443 HTTP/1.1"]
    inside = Way(proxy=at, direct=True, authorities=push.authority, inside=(HOST,))
    assert (await outbound.post(f"{push.base}/x", b"", {}, inside)).status == 410
    assert len(push.connects) == 1, "what is inside is called without it"
    push.answer = 407
    with pytest.raises(OSError, match="refuses"):
        await outbound.post("https://push.example.test/x", b"", {}, way)
    with pytest.raises(Unreachable):
        await outbound.post("https://10.0.0.1/x", b"", {}, way)
    proxy.close()


async def test_the_way_of_the_installation_is_the_usual_one(plain: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client._Usual, "way", Way())
    with pytest.raises(Unreachable):
        await ask(Question(url=plain.base))
    outbound.settle(PLAIN)
    assert (await ask(Question(url=plain.base))).status == 200
