"""Requests that we are made to send: addresses that people type lead nowhere but where they may.

A server listens on loopback as if it were the one with the secrets. Whatever a person types, whatever a name resolves
to and wherever a redirect leads, it hears nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from okno.outbound import Question, Unreachable, Way, ask
from tests.outbound.resolver import resolves_to
from tests.stands.push import HOST
from tests.stands.receiver import Receiver, Say, receiver

SECRET = b"the keys of the castle"

INWARD = (
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001", "0177.0.0.1", "127.0.0.1.",
    "localhost", "localhost.", "LOCALHOST", "a.localhost", "[::1]", "[::]", "0.0.0.0", "0",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]",
    "[fe80::1]", "[fe80::1%25lo]", "169.254.169.254", "[fd00:ec2::254]", "10.0.0.1", "172.16.0.1", "192.168.0.1",
    "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "metadata.internal", "printer.local", "intranet",
    "127.0.0.1%2f@hooks.example.com", "hooks.example.com@127.0.0.1", "127.0.0.1#hooks.example.com",
    "①②⑦.0.0.1", "127。0。0。1",
)  # fmt: skip
"""Ways to write an address inside."""

RESOLVED = (
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "::1", "::", "fe80::1%2", "fd00::1", "fec0::1", "::ffff:127.0.0.1", "::127.0.0.1", "2002:7f00:1::",
    "2001:0:53aa:64c::80ff:fffe", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "224.0.0.1", "240.0.0.1",
)  # fmt: skip
"""What a name may resolve to that is none of the open internet."""


@pytest_asyncio.fixture
async def castle() -> AsyncIterator[Receiver]:
    """A server inside."""
    async with receiver() as one:
        one.says = [Say(body=SECRET)]
        yield one


@pytest.mark.parametrize("host", INWARD)
async def test_no_spelling_of_an_inner_host_is_called(castle: Receiver, host: str) -> None:
    for scheme in ("http", "https"):
        with pytest.raises(Unreachable):
            await ask(Question(url=f"{scheme}://{host}:{castle.port}/"), Way(plain=(HOST, "example.com", host)))
    assert castle.heard == []


@pytest.mark.parametrize("address", RESOLVED)
async def test_no_name_leads_inside(castle: Receiver, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    for answer in ([address], ["93.184.215.14", address]):
        resolves_to(monkeypatch, answer)
        with pytest.raises(Unreachable):
            await ask(Question(url=f"http://hooks.example.com:{castle.port}/"), Way(plain=("example.com",)))
    assert castle.heard == []


async def test_a_name_that_is_bound_anew_between_looking_and_calling_gains_nothing(
    castle: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer is of the internet and nobody answers there; the second one would be the castle."""
    asked = resolves_to(monkeypatch, ["127.0.0.99"], [HOST])
    way = Way(plain=("example.com",), inside=("127.0.0.99",))
    with pytest.raises(OSError):
        await ask(Question(url=f"http://hooks.example.com:{castle.port}/", seconds=5), way)
    assert asked == ["hooks.example.com"]
    assert castle.heard == []
    with pytest.raises(Unreachable):
        await ask(Question(url=f"http://hooks.example.com:{castle.port}/", seconds=5), way)


async def test_each_hop_resolves_and_is_judged_anew(castle: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A receiver that may be called sends us to the castle: by its number, by a name, by a name bound anew."""
    async with receiver() as door:
        way = Way(inside=("door.example.com",), plain=("example.com",))
        for place in (
            castle.base,
            f"http://castle.example.com:{castle.port}/",
            f"//127.1:{castle.port}/",
            f"http://[::ffff:127.0.0.1]:{castle.port}/",
        ):
            resolves_to(monkeypatch, [HOST])
            door.says = [Say(302, {"Location": place})]
            with pytest.raises(Unreachable):
                await ask(Question(url=f"http://door.example.com:{door.port}/", follow=5), way)
        assert len(door.heard) == 4
    assert castle.heard == []


async def test_keys_stay_with_the_host_that_they_are_for(tmp_path: Path, castle: Receiver) -> None:
    """Neither to another port nor by a redirect from TLS to plain."""
    async with receiver(tmp_path) as door:
        way = Way(inside=(HOST,), plain=(HOST,), authorities=door.authority)
        door.says = [Say(302, {"Location": castle.base})]
        asked = Question(url=door.base, headers={"Authorization": "Bearer key"}, follow=3)
        with pytest.raises(Unreachable):
            await ask(asked, way)
        assert castle.heard == []
        async with receiver() as plain:
            plain.says = [Say(302, {"Location": castle.base})]
            reply = await ask(Question(url=plain.base, headers=asked.headers, follow=3), way)
    assert reply.body == SECRET
    assert "authorization" not in castle.heard[0].headers


async def test_what_comes_back_sets_nothing(castle: Receiver) -> None:
    """No cookie is kept, and none is sent."""
    way = Way(inside=(HOST,), plain=(HOST,))
    castle.says = [Say(302, {"Location": "/b", "Set-Cookie": "a=b"}), Say()]
    await ask(Question(url=castle.base, follow=1, headers={"Cookie": "c=d"}), way)
    assert all("cookie" not in one.headers for one in castle.heard)


async def test_this_server_itself_is_not_called_by_its_public_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pages would be asked from an address that proxies and limits trust."""
    resolves_to(monkeypatch, ["93.184.215.14"], ours=("93.184.215.14",))
    for way, host in ((Way(own=("desk.example.com",)), "desk.example.com"), (Way(), "alias.example.com")):
        with pytest.raises(Unreachable):
            await ask(Question(url=f"https://{host}/"), way)
