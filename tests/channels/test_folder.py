"""The channel of files, as a plugin brings it: dropped files become requests, answers become files."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from okno import tickets
from okno.db import fetch, fetch_value
from okno.hooks import Guest, hosting
from tests.channels.conftest import ANNA, Desk

SAMPLE = Path(__file__).parent.parent / "sample_plugin"
LETTER = {"from": ANNA, "subject": "Принтер", "text": "Не печатает"}


@pytest.fixture
def channels(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The channel of the sample plugin, as an installed package has it."""
    monkeypatch.syspath_prepend(str(SAMPLE))
    before = set(sys.modules)
    yield importlib.import_module("okno_sample.channels")
    for name in set(sys.modules) - before:
        if name.startswith("okno_sample"):
            del sys.modules[name]


def _guest(channels: ModuleType, folder: Path) -> Guest:
    return Guest(
        "sample", {"message_channels": lambda _: [channels.FILE_DROP]}, settings=lambda: {"folder": str(folder)}
    )


def _drop(folder: Path, name: str) -> Path:
    (folder / "in").mkdir(parents=True, exist_ok=True)
    path = folder / "in" / name
    path.write_text(json.dumps(LETTER), "utf-8")
    return path


async def test_a_dropped_file_is_a_request_and_the_answer_a_file(
    desk: Desk, channels: ModuleType, tmp_path: Path
) -> None:
    file = _drop(tmp_path, "1.json")
    with hosting(_guest(channels, tmp_path)):
        await channels.take_all(tmp_path)
        assert not file.exists()
        row = await desk.take(await fetch_value("SELECT id FROM channel_incoming"))
        ticket, _ = await tickets.get(desk.crew.anna, row["ticket_id"])
        assert (ticket.subject, ticket.text, ticket.source) == ("Принтер", "Не печатает", channels.KEY)
        await tickets.comment(desk.crew.boris, ticket.id, text="Чиним")
        await desk.settle()
    sent = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "out").iterdir()]
    assert [(one["to"], one["text"]) for one in sent] == [(ANNA, "Чиним")]


async def test_a_file_that_was_handed_in_but_not_moved_counts_once(
    desk: Desk, channels: ModuleType, tmp_path: Path
) -> None:
    """The reader is killed between the two: the file lies there still, and is handed in again."""
    _drop(tmp_path, "1.json")
    await channels.take_all(tmp_path)
    _drop(tmp_path, "1.json")
    await channels.take_all(tmp_path)
    assert len(await fetch("SELECT id FROM channel_incoming")) == 1
