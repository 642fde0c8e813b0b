"""Services: kept running while their plugin is on, one holder at a time, started again when they fall."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from okno import db as okno_db, extend, plugins as house
from okno.db import execute, fetch_value
from okno.extend import services
from okno.extend.services import Keeper
from okno.hooks import failures
from okno.jobs import lease
from okno.settings import Settings
from tests.stands.plugins import Shelf
from tests.stands.wait import soon

SERVICES = '''
    """Services."""
    import asyncio

    story = []

    async def reader(ctx, stop):
        story.append("begins")
        await stop.wait()
        story.append("ends")

    async def falling(ctx, stop):
        story.append("falls")
        raise ValueError

    async def told(ctx, stop):
        story.append(ctx.settings["days"])
        await stop.wait()

    async def stubborn(ctx, stop):
        story.append("begins")
        while "enough" not in story:
            try:
                await asyncio.sleep(0.05)
            except asyncio.CancelledError:
                story.append("no")

    async def deaf(ctx, stop):
        story.append("begins")
        await asyncio.Event().wait()
'''


def _manifest(name: str, *, once: bool = True, process: bool = False) -> str:
    flags = f"once = {str(once).lower()}\nprocess = {str(process).lower()}"
    title = 'title = { ru = "Служба", en = "Service" }'
    setting = f'[[setting]]\nkey = "days"\ntype = "int"\ndefault = 7\n{title}\n'
    return f'{setting}[[service]]\nname = "{name}"\n{flags}\n{title}\n'


Open = Callable[..., Awaitable[Keeper]]


@asynccontextmanager
async def _open(tmp_path: Path, settings: Settings, name: str) -> AsyncIterator[list[str]]:
    shelf = Shelf(tmp_path / "site")
    shelf.put("trial", {"services.py": SERVICES}, manifest=_manifest(name))
    with shelf.loaded() as plugins:
        await okno_db.connect(settings, house.owners())
        await house.start(settings, listening=False)
        try:
            story: list[str] = plugins["trial"].modules["services"].story
            yield story
        finally:
            await house.stop()
            await okno_db.disconnect()
            failures.forget()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks often, waits short."""
    monkeypatch.setattr(services, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(services, "STOP_SECONDS", 0.2)
    monkeypatch.setattr(services, "RENEW_SECONDS", 0.05)


def _keeper() -> Keeper:
    plugin = extend.required("trial")
    return Keeper(plugin, plugin.manifest.service[0])


async def test_a_service_runs_until_it_is_told_to_stop(tmp_path: Path, migrated: None, settings: Settings) -> None:
    async with _open(tmp_path, settings, "reader") as story:
        stop = asyncio.Event()
        keeping = asyncio.create_task(services.run_here(stop))
        await soon(lambda: story == ["begins"], "the service has begun")
        stop.set()
        await keeping
        assert story == ["begins", "ends"]
        assert await fetch_value("SELECT count(*) FROM lease") == 0


async def test_switching_the_plugin_off_ends_it_and_on_begins_it_anew(
    tmp_path: Path, migrated: None, settings: Settings
) -> None:
    async with _open(tmp_path, settings, "reader") as story:
        stop = asyncio.Event()
        keeping = asyncio.create_task(_keeper().keep(stop))
        await soon(lambda: story == ["begins"], "the service has begun")
        await extend.disable("trial", actor_id=None)
        await soon(lambda: story == ["begins", "ends"], "the service has ended")
        await extend.enable("trial", actor_id=None)
        await soon(lambda: story == ["begins", "ends", "begins"], "the service has begun again")
        stop.set()
        await keeping


async def test_of_two_nodes_one_runs_it_and_the_other_takes_over(
    tmp_path: Path, migrated: None, settings: Settings
) -> None:
    async with _open(tmp_path, settings, "reader") as story:
        stops = [asyncio.Event(), asyncio.Event()]
        first = asyncio.create_task(_keeper().keep(stops[0]))
        await soon(lambda: story == ["begins"], "the first has begun")
        second = asyncio.create_task(_keeper().keep(stops[1]))
        for _ in range(3):
            await lease.take("service:x.trial.reader", "a third one")
        assert story == ["begins"]
        stops[0].set()
        await first
        await soon(lambda: story == ["begins", "ends", "begins"], "the second has taken over")
        stops[1].set()
        await second


async def test_whoever_has_lost_the_lease_stops(tmp_path: Path, migrated: None, settings: Settings) -> None:
    async with _open(tmp_path, settings, "reader") as story:
        stop = asyncio.Event()
        keeping = asyncio.create_task(_keeper().keep(stop))
        await soon(lambda: story == ["begins"], "the service has begun")
        await execute("UPDATE lease SET holder = 'another node', until = until + 60000000")
        await soon(lambda: story == ["begins", "ends"], "the service has ended")
        stop.set()
        await keeping


async def test_a_service_that_falls_is_started_again(tmp_path: Path, migrated: None, settings: Settings) -> None:
    async with _open(tmp_path, settings, "falling") as story:
        keeper = _keeper()
        stop = asyncio.Event()
        keeping = asyncio.create_task(keeper.keep(stop))
        await soon(lambda: len(story) >= 2, "it has been started again")
        stop.set()
        await keeping
        assert failures.failures_of("trial")[0].what == "service falling"
        assert extend.active("trial")


async def test_a_service_that_does_not_listen_is_cut(tmp_path: Path, migrated: None, settings: Settings) -> None:
    async with _open(tmp_path, settings, "deaf") as story:
        stop = asyncio.Event()
        keeping = asyncio.create_task(_keeper().keep(stop))
        await soon(lambda: story == ["begins"], "the service has begun")
        stop.set()
        await asyncio.wait_for(keeping, 10)


async def test_with_other_settings_it_begins_anew(tmp_path: Path, migrated: None, settings: Settings) -> None:
    async with _open(tmp_path, settings, "told") as story:
        stop = asyncio.Event()
        keeping = asyncio.create_task(_keeper().keep(stop))
        await soon(lambda: story == [7], "the service has begun")
        await extend.put_settings(settings, "trial", {"days": 9}, actor_id=None)
        await soon(lambda: story == [7, 9], "the service has begun anew")
        stop.set()
        await keeping


async def test_a_service_that_refuses_to_end_keeps_nobody_waiting_and_is_not_doubled(
    tmp_path: Path, migrated: None, settings: Settings
) -> None:
    async with _open(tmp_path, settings, "stubborn") as story:
        stop = asyncio.Event()
        keeping = asyncio.create_task(_keeper().keep(stop))
        await soon(lambda: story == ["begins"], "the service has begun")
        await extend.disable("trial", actor_id=None)
        await soon(lambda: "no" in story, "it was cut")
        await extend.enable("trial", actor_id=None)
        stop.set()
        await asyncio.wait_for(keeping, 10)
        assert story.count("begins") == 1
        story.append("enough")


def test_a_service_with_a_process_of_its_own_is_known_without_running_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path / "site")
    shelf.put("trial", {"services.py": "raise SystemExit"}, manifest=_manifest("reader", process=True))
    monkeypatch.setattr(services, "installed", shelf.found)
    with shelf.on_path():
        assert services.apart(Settings(home=tmp_path)) == ["trial/reader"]
        assert services.apart(Settings(home=tmp_path, plugins="none")) == []
