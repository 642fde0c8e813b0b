"""What the doctor says of nodes, and the list that it reads."""

from __future__ import annotations

import asyncio

import pytest

from okno.catalog import registry
from okno.cli.doctor_nodes import of_nodes
from okno.clock import SECOND_US
from okno.i18n import say
from okno.nodes import beat, seen
from okno.nodes.seen import KEPT_US, LATELY_US, Node
from okno.nodes.shape import differences, shape_of
from okno.settings import Settings
from tests.stands.wait import soon

ALIKE = {"locale": "ru", "time_zone": "Europe/Moscow"}


def _said(*known: Node) -> list[str]:
    return [say(found.what, "en") for found in of_nodes(known, own=ALIKE, revision=3)]


def _node(name: str = "a", *, age: int = 0, skew: int = 0, revision: int = 3, **shape: str) -> Node:
    return Node(name, age, skew, revision, {**ALIKE, **shape})


def test_nodes_that_agree_need_no_advice() -> None:
    assert _said(_node("a"), _node("b")) == ["Nodes that run now: 2 (a, b)."]


def test_what_differs_is_named() -> None:
    assert "The node b has other values here: time_zone." in _said(_node("a"), _node("b", time_zone="Asia/Omsk"))
    assert "The clock of the node b is off by -3000 ms." in _said(_node("b", skew=-3 * SECOND_US))
    assert "The node b works with revision 2 of the catalog." in _said(_node("b", revision=2))


def test_a_node_that_has_gone_without_a_word_is_told_of() -> None:
    assert _said(_node("b", age=LATELY_US * 5, skew=10 * SECOND_US)) == [
        "Nodes that run now: 0 (-).",
        "The node b was last seen 5 min ago.",
    ]


def test_the_shape_tells_no_secret() -> None:
    settings = Settings(
        home="/nowhere", metrics_token="hush", mail={"password": "hush"}, database="postgres://u:hush@h/d"
    )
    assert "hush" not in str(shape_of(settings))
    assert differences(shape_of(settings), shape_of(settings.model_copy(update={"locale": "en"}))) == ["locale"]


async def test_a_node_is_seen_and_leaves_and_is_forgotten(db: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    await seen.say(db, 1, shape=ALIKE, revision=3)
    [node] = await seen.nodes()
    assert (node.name, node.shape, node.runs, node.clock_is_off) == (db.node_name, ALIKE, True, False)
    await seen.leave(db, 2)
    assert await seen.nodes(), "another tree of the same home has come by now"
    await seen.leave(db, 1)
    assert not await seen.nodes()
    await seen.say(db.model_copy(update={"home": db.home / "old"}), 1, shape=ALIKE, revision=3)
    now = await seen.clock()

    async def later() -> tuple[int, int]:
        return now[0] + KEPT_US + SECOND_US, 0

    monkeypatch.setattr(seen, "clock", later)
    await seen.say(db, 1, shape=ALIKE, revision=3)
    assert [one.name for one in await seen.nodes()] == [db.node_name]


async def test_it_beats_on_postgres_alone(db: Settings) -> None:
    await registry.refresh()
    stop = asyncio.Event()
    beating = asyncio.create_task(beat.keep(db, stop))
    if db.database != "sqlite":
        assert await soon(seen.nodes, "the node is on the list")
    stop.set()
    await beating
    assert not await seen.nodes()
