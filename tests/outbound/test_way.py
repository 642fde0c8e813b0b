"""What the letters of an address tell: what is never called, what is called only when it is named."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from okno.outbound import Unreachable, Way, check


@pytest.mark.parametrize(
    "url",
    [
        "http://push.example.com/x",
        "ftp://push.example.com/x",
        "file:///etc/passwd",
        "gopher://push.example.com/x",
        "https:///x",
        "https://user@push.example.com/x",
        "https://:word@push.example.com/x",
        "https://push.example.com:0/x",
        "https://push.example.com:99999/x",
        "https://push.example.com/x y",
        "https://push.example.com/x\r\nHost: y",
        "https://push.example.com\\@127.0.0.1/x",
        "https://пуш.example.com/x",
        "https://push.example.com./x",
        "https://-push.example.com/x",
        "https://%31%32%37.0.0.1/x",
        f"https://{'a' * 64}.example.com/x",
        "https://127.0.0.1/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://0177.0.0.1/x",
        "https://127.1/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://[fe80::1%25eth0]/x",
        "https://localhost/x",
        "https://a.localhost/x",
        "https://intranet/x",
        "https://printer.local/x",
        "https://db.internal/x",
        "https://router.home.arpa/x",
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
    assert check("https://PUSH.corp/x", Way(inside=("push.CORP",))).hostname == "push.corp"
    with pytest.raises(Unreachable):
        check("https://push.corp/x", way)


def test_a_network_that_is_named_opens_its_addresses_and_no_names() -> None:
    way = Way(inside=("10.1.0.0/16", "fd00::/8"))
    assert check("https://10.1.2.3/x", way).hostname == "10.1.2.3"
    assert check("https://[fd00::5]:8443/x", way).port == 8443
    for url in ("https://10.2.0.1/x", "https://0xa.1.2.3/x", "https://[::ffff:10.1.2.3]/x", "https://intranet/x"):
        with pytest.raises(Unreachable):
            check(url, way)


def test_http_is_for_hosts_that_are_named_for_it() -> None:
    way = Way(inside=("hooks.corp", "10.0.0.0/8"), plain=("hooks.corp", "10.1.0.0/16"))
    assert check("http://hooks.corp/x", way).scheme == "http"
    assert check("http://10.1.2.3/x", way).scheme == "http"
    for url in ("http://10.2.0.1/x", "http://example.com/x"):
        with pytest.raises(Unreachable):
            check(url, way)
    with pytest.raises(Unreachable):
        check("http://hooks.corp/x", Way(plain=("hooks.corp",), only=("example.com",)))


def test_this_server_is_called_only_when_it_is_named() -> None:
    with pytest.raises(Unreachable):
        check("https://Desk.example.com/x", Way(own=("desk.example.com",)))
    assert check("https://desk.example.com/x", Way(own=("desk.example.com",), inside=("desk.example.com",)))
    address = ip_address("10.0.0.5")
    assert not Way(inside=("10.0.0.0/8",)).lets(address, ours=True)
    assert Way(inside=("10.0.0.0/8",)).lets(address, ours=False)
    assert Way(inside=("10.0.0.5",)).lets(address, ours=True)
    assert not Way().lets(ip_address("8.8.8.8"), ours=True)
