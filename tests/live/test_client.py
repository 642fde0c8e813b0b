"""What one browser hears."""

from __future__ import annotations

from collections.abc import Collection

from okno.live.client import QUEUE, RELOAD, Client


def waiting(client: Client) -> list[tuple[str, tuple[str, ...], str]]:
    found = []
    while (message := client.take()) is not None:
        found.append((message.event, message.topics, message.place))
    return found


def tell(client: Client, facts: list[Collection[str]], place: int) -> None:
    client.tell(facts, lambda _: str(place))


def test_only_its_topics() -> None:
    client = Client(5, ["person:5"])
    tell(client, [["person:6", "team:1", "ticket:10001"]], 7)
    tell(client, [["person:5", "person:6", "team:1", "ticket:10002"], ["ticket:10003"]], 8)
    assert waiting(client) == [("change", ("person:5", "ticket:10002"), "8")]


def test_a_ticket_that_was_asked_for() -> None:
    client = Client(5, ["person:5", "ticket:10001"])
    tell(client, [["person:6", "ticket:10001"]], 7)
    assert waiting(client) == [("change", ("ticket:10001",), "7")]


def test_a_slow_browser_loads_its_page_anew() -> None:
    client = Client(5, ["person:5"])
    for position in range(QUEUE + 50):
        tell(client, [["person:5"]], position)
    assert waiting(client) == [(RELOAD, (), str(QUEUE + 49))]
    tell(client, [["person:5"]], 500)
    assert waiting(client) == [("change", ("person:5",), "500")]


def test_what_waits_is_withdrawn_with_the_right() -> None:
    client = Client(5, ["person:5", "team:1"])
    tell(client, [["team:1", "ticket:10001"]], 7)
    client.narrow(["person:5"])
    assert waiting(client) == [(RELOAD, (), "7")]
    tell(client, [["team:1", "ticket:10001"]], 8)
    assert waiting(client) == []


def test_more_rights_change_nothing_that_waits() -> None:
    client = Client(5, ["person:5"])
    tell(client, [["person:5"]], 7)
    client.narrow(["person:5", "team:1"])
    assert waiting(client) == [("change", ("person:5",), "7")]


def test_a_message_is_lines_of_the_stream() -> None:
    client = Client(5, ["person:5"])
    tell(client, [["person:5"]], 7)
    message = client.take()
    assert message is not None
    assert message.encode() == b'id: 7\nevent: change\ndata: {"topics": ["person:5"]}\n\n'
