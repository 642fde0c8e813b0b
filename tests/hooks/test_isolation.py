"""Tasks that a plugin leaves behind, and a loop that it stops."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from okno.db import spawn
from okno.hooks import Guest, failures, hosting, isolation
from okno.hooks.isolation import PluginFailed, isolated, watch_tasks
from okno.hooks.watchdog import Watchdog, culprit
from tests.stands.wait import soon


@pytest.fixture(autouse=True)
def _watched() -> Iterator[None]:
    """Failures of a test are forgotten after it."""
    yield
    failures.forget()


async def test_a_task_that_is_left_behind_is_cancelled_and_told() -> None:
    loop = asyncio.get_running_loop()
    watch_tasks(loop)
    left: list[asyncio.Task[object]] = []

    async def careless() -> str:
        left.append(asyncio.create_task(asyncio.Event().wait()))
        return "done"

    try:
        assert await isolated("a", "here", careless, seconds=1) == "done"
    finally:
        loop.set_task_factory(None)
    await asyncio.wait(left)
    assert left[0].cancelled()
    assert failures.failures_of("a")[0].error == "LeftBehind"


async def test_what_the_core_begins_for_a_plugin_is_not_cut() -> None:
    """Such as switching it off: that begins while its failure is told, inside of its call."""
    loop = asyncio.get_running_loop()
    watch_tasks(loop)
    begun: list[asyncio.Task[object]] = []
    go_on = asyncio.Event()

    async def fails() -> None:
        begun.append(spawn(go_on.wait(), "of-the-core"))
        raise LookupError

    try:
        with pytest.raises(PluginFailed):
            await isolated("a", "here", fails, seconds=1)
    finally:
        loop.set_task_factory(None)
    go_on.set()
    assert await begun[0] is True


async def test_tasks_that_are_awaited_are_no_fault() -> None:
    loop = asyncio.get_running_loop()
    watch_tasks(loop)

    async def part(n: int) -> int:
        return n

    async def tidy() -> int:
        return sum(await asyncio.gather(part(1), part(2)))

    try:
        assert await isolated("a", "here", tidy, seconds=1) == 3
    finally:
        loop.set_task_factory(None)
    assert failures.failures_of("a") == ()


async def test_failures_are_counted_by_place_until_one_succeeds() -> None:
    heard: list[tuple[str, int]] = []
    failures.hear(lambda failure, n: heard.append((failure.what, n)))

    async def broken() -> None:
        raise ValueError

    async def whole() -> None:
        """Nothing is wrong."""

    try:
        for place, call in (("x", broken), ("x", broken), ("y", whole), ("x", broken), ("x", whole), ("x", broken)):
            with contextlib.suppress(PluginFailed):
                await isolated("a", place, call, seconds=1)
    finally:
        failures.hear(None)
    assert heard == [("x", 1), ("x", 2), ("x", 3), ("x", 1)]


async def test_the_watchdog_finds_whose_code_stops_the_loop() -> None:
    dog = Watchdog(block_seconds=0.1, look_seconds=0.02)
    with hosting(Guest("a", folder=Path(__file__).parent)):
        dog.start()
        try:
            deadline = time.monotonic() + 10
            while not dog.blamed and time.monotonic() < deadline:
                pass
            await soon(lambda: failures.failures_of("a"), "the standstill is told")
        finally:
            dog.stop()
    failure = failures.failures_of("a")[0]
    assert failure.error == "Blocked"
    assert failure.place.startswith("test_isolation.py:")


def test_what_only_the_first_page_waits_for_is_no_fault_of_the_plugin_that_shows_it(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    seen: list[tuple[str, str] | None] = []

    def look() -> None:
        seen.append(culprit(sys._getframe()))

    def inside(file: str) -> Callable[[], None]:
        names: dict[str, Any] = {"look": look}
        exec(compile("def call():\n    look()\n", file, "exec"), names)
        return cast(Callable[[], None], names["call"])

    with hosting(Guest("a", folder=tmp_path)):
        for file in ("/site/jinja2/compiler.py", "/site/babel/messages/pofile.py", "/site/jinja2/runtime.py"):
            names: dict[str, Any] = {"call": inside(file)}
            exec(compile("call()", str(template), "exec"), names)
    assert seen == [None, None, ("a", "page.html:1")]


async def test_who_does_not_mind_being_cut_is_left_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "CLEANUP_SECONDS", 0.05)
    rounds: list[int] = []

    async def stubborn() -> None:
        while True:
            with contextlib.suppress(Exception, asyncio.CancelledError):
                rounds.append(1)
                await asyncio.sleep(10)

    with pytest.raises(PluginFailed) as failed:
        await isolated("a", "here", stubborn, seconds=0.01)
    assert isinstance(failed.value.__cause__, TimeoutError)
    assert len(rounds) >= 2
    await asyncio.sleep(0)


async def test_who_comes_late_with_an_answer_comes_too_late() -> None:
    async def late() -> str:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(10)
        return "late"

    with pytest.raises(PluginFailed):
        await isolated("a", "here", late, seconds=0.01)
    assert failures.failures_of("a")[0].error == "TimeoutError"


async def test_who_is_cut_may_end_what_it_has_begun() -> None:
    ended: list[int] = []

    async def tidy() -> None:
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(0.01)
            ended.append(1)

    with pytest.raises(PluginFailed):
        await isolated("a", "here", tidy, seconds=0.01)
    assert ended == [1]


async def test_an_error_of_any_kind_is_its_own() -> None:
    class Strange(BaseException):
        """No Exception."""

    async def strange() -> None:
        raise Strange

    with pytest.raises(PluginFailed):
        await isolated("a", "here", strange, seconds=1)


async def test_who_stops_the_loop_for_good_is_ended_where_it_stands(tmp_path: Path) -> None:
    dog = Watchdog(block_seconds=0.05, look_seconds=0.02, cut_seconds=0.1)
    module: dict[str, Any] = {}
    exec(compile("async def endless():\n    while True:\n        pass\n", str(tmp_path / "own.py"), "exec"), module)
    with hosting(Guest("a", folder=tmp_path)):
        dog.start()
        try:
            with pytest.raises(PluginFailed) as failed:
                await isolated("a", "here", module["endless"], seconds=30)
        finally:
            dog.stop()
    assert type(failed.value.__cause__).__name__ == "TooLong"
