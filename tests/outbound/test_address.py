"""Which addresses are of the open internet, and which spellings of hosts are taken."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from okno.outbound import public
from okno.outbound.address import Disguised, ours, written


@pytest.mark.parametrize(
    ("address", "open_"),
    [
        ("8.8.8.8", True),
        ("2a00:1450:4010::1", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fec0::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:192.168.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("::127.0.0.1", False),
        ("2002:7f00:0001::", False),
        ("2001:0:53aa:64c::80ff:fffe", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b::808:808", True),
        ("64:ff9b:1::808:808", False),
    ],
)
def test_which_addresses_are_of_the_open_internet(address: str, open_: bool) -> None:
    assert public(ip_address(address)) is open_


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "010.0.0.1", "::ffff:10.0.0.1", "fe80::1%eth0", "0"],
)
def test_a_number_in_disguise_is_no_host(host: str) -> None:
    with pytest.raises(Disguised):
        written(host)


def test_an_address_is_written_in_one_way_and_a_name_is_none() -> None:
    assert written("10.0.0.1") == ip_address("10.0.0.1")
    assert written("fd00::1") == ip_address("fd00::1")
    assert written("desk.example.com") is None


def test_this_machine_knows_its_own_addresses() -> None:
    assert ours("127.0.0.1")
