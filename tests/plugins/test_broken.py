"""A house full of broken plugins, one of each kind: the pages of the core are right, and each fault is explained."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from okno.db import fetch_value
from okno.http import sessions
from tests.flows.company import TEAM, Caller, Hired, monitor
from tests.flows.conftest import database_url, hired, home, net, own_db, smtp
from tests.plugins.broken import AT_LOAD, AT_WORK, put_all
from tests.stands.environment import environment_with
from tests.stands.plugins import Shelf
from tests.stands.server import ServerStand, okno
from tests.stands.wait import soon
from tests.web.browsing import Browser

__all__ = ["database_url", "hired", "home", "net", "own_db", "smtp"]
SUSPENDED = ("raiser", "sleeper", "leaker", "blocker")


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Python of an environment in which all of them are installed."""
    folder = tmp_path_factory.mktemp("house")
    shelf = Shelf(folder / "site")
    put_all(shelf)
    return environment_with(folder / "environment", shelf)


@pytest.fixture(scope="module")
def server_env(database_url: str) -> dict[str, str]:
    """The environment of the server."""
    return {"OKNO_DATABASE": database_url, "OKNO_PLUGINS": ",".join(["whole", *AT_LOAD, *AT_WORK]), "OKNO_LOCALE": "en"}


@pytest.fixture(scope="module")
def server(home: Path, server_env: dict[str, str], python: str) -> Iterator[ServerStand]:
    """The running server; one failing migration keeps nobody from starting."""
    okno(home, "migrate", env=server_env, python=python)
    stand = ServerStand(home, env=server_env, python=python).start()
    try:
        yield stand
    except BaseException:
        stand.kill()
        raise
    stand.stop()


@pytest_asyncio.fixture
async def at_work(own_db: None, hired: Hired, server: ServerStand) -> AsyncIterator[tuple[Browser, Browser, Caller]]:
    """Anna and an agent at browsers, and Anna over REST."""
    anna = await hired.get("anna", "Анна Королёва", locale="en")
    boris = await hired.get("boris", "Борис Мастеров", role="agent", team=TEAM, locale="en")
    clients = [httpx.AsyncClient(base_url=server.base_url, timeout=60) for _ in range(3)]
    for client, person in zip(clients, (anna, boris), strict=False):
        session = await sessions.create(person.id, address="127.0.0.1", agent="Firefox, Linux", hours=1)
        client.cookies.set(sessions.COOKIE, session)
    yield Browser(clients[0], anna.id), Browser(clients[1], boris.id), Caller(anna, clients[2])
    for client in clients:
        await client.aclose()


def _listed(home: Path, env: dict[str, str], python: str) -> dict[str, tuple[str, str]]:
    """State and explanation of each plugin, as `okno plugin list` prints them."""
    lines = [line.split("\t") for line in okno(home, "plugin", "list", env=env, python=python).splitlines()]
    return {parts[0]: (parts[2], parts[3] if len(parts) > 3 else "") for parts in lines}


async def _core_is_right(anna: Browser, boris: Browser, caller: Caller) -> None:
    """What people do all day."""
    assert "Monitor" in (await anna.open("/catalog/monitor")).text("h1")
    number = (await caller.post("/tickets", monitor()))["number"]
    assert str(number) in (await anna.open(f"/tickets/{number}")).text("main")
    assert str(number) in (await boris.open(f"/desk/{TEAM}")).text("main")
    await boris.open(f"/tickets/{number}")
    await boris.open("/desk/overview")
    assert (await caller.get(f"/tickets/{number}"))["state"] == "new"
    assert (await anna.client.get("/health")).status_code == 200


async def test_those_that_cannot_start_say_why(server: ServerStand, server_env: dict[str, str], python: str) -> None:
    listed = _listed(server.home, server_env, python)
    for name, (state, words) in AT_LOAD.items():
        assert (listed[name][0], words in listed[name][1]) == (state, True), (name, listed[name])
    assert listed["whole"] == ("running", "")


async def test_the_core_stands_and_whoever_fails_again_and_again_is_switched_off(
    at_work: tuple[Browser, Browser, Caller], server: ServerStand, server_env: dict[str, str], python: str
) -> None:
    anna, boris, caller = at_work
    await _core_is_right(anna, boris, caller)
    assert (await anna.client.get("/x/whole/greet")).status_code == 303

    async def suspended() -> bool:
        await anna.open("/")
        sql = "SELECT count(*) FROM plugin WHERE suspended_at IS NOT NULL AND name <> 'blocker'"
        return int(await fetch_value(sql)) == len(SUSPENDED) - 1

    await soon(suspended, "what fails in the portal is switched off", within=60)
    assert (await anna.open("/")).text("theirs") == ""
    await asyncio.gather(anna.client.get("/x/blocker/stop"), return_exceptions=True)
    sql = "SELECT fault FROM plugin WHERE name = 'blocker' AND suspended_at IS NOT NULL"
    fault = await soon(lambda: fetch_value(sql), "the watchdog finds who stops the loop", within=30)
    assert "Blocked" in str(fault)

    async def gone() -> bool:
        with suppress(httpx.HTTPError):
            return (await anna.client.get("/x/blocker/stop")).status_code == 404
        return False

    # The row is written before each process has heard of it.
    await soon(gone, "its pages are gone", within=60)
    await _core_is_right(anna, boris, caller)
    listed = _listed(server.home, server_env, python)
    assert {name: listed[name][0] for name in SUSPENDED} == dict.fromkeys(SUSPENDED, "suspended")
    assert "TimeoutError" in listed["sleeper"][1]
    assert "LeftBehind" in listed["leaker"][1]


async def test_a_listener_that_fails_is_told_and_loses_nothing(
    at_work: tuple[Browser, Browser, Caller], server: ServerStand, server_env: dict[str, str], python: str
) -> None:
    await _core_is_right(*at_work)
    sql = "SELECT count(*) FROM delivery WHERE listener = 'x.deaf.hear' AND attempts > 0"
    await soon(lambda: fetch_value(sql), "a delivery has failed", within=30)
    shown = okno(server.home, "plugin", "show", "deaf", env=server_env, python=python)
    assert "listener hear: LookupError" in shown
    assert "TicketCreated → hear" in shown
    assert "the words of a person" not in shown


async def test_the_page_of_plugins_explains_each(own_db: None, hired: Hired, server: ServerStand) -> None:
    admin = await hired.get("olga", "Ольга Админ", role="administrator", locale="en")
    async with httpx.AsyncClient(base_url=server.base_url, timeout=60) as client:
        session = await sessions.create(admin.id, address="127.0.0.1", agent="Firefox, Linux", hours=1)
        client.cookies.set(sessions.COOKIE, session)
        text = (await Browser(client).open("/admin/plugins")).text("main")
        for name, (_, words) in AT_LOAD.items():
            assert words in text, name
        for name in AT_LOAD:
            await Browser(client).open(f"/admin/plugins/{name}")
        health = await client.get("/health")
        assert "plugin" not in health.text


async def test_without_plugins_it_starts_clean(server: ServerStand, server_env: dict[str, str], python: str) -> None:
    """The tree of before ends first: a home folder has one."""
    server.stop()
    told = len(server.log.read_text("utf-8"))
    bare = ServerStand(server.home, env=server_env, python=python, arguments=("--no-plugins",)).start()
    try:
        async with httpx.AsyncClient(base_url=bare.base_url, timeout=60) as client:
            assert (await client.get("/x/whole/greet")).status_code == 404
            assert (await client.get("/sign-in")).status_code == 200
    finally:
        bare.stop()
    log = bare.log.read_text("utf-8")[told:]
    assert "plugin" not in log.replace("plugins-refresh", ""), log
