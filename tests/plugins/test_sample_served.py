"""The sample in a real tree of processes: jobs, facts, services, the channel, commands, letters, switching."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psutil
import pytest
import pytest_asyncio

from okno import db as okno_db
from okno.db import fetch_one, fetch_value
from okno.owners import OWNERS
from okno.settings import Settings
from tests.flows.company import TEAM, Caller, Hired, monitor, talk
from tests.stands.server import ServerStand, okno
from tests.stands.smtp import SmtpStand
from tests.stands.wait import soon

pytestmark = pytest.mark.plugins("sample")
WITHIN = 40


@pytest.fixture
def server_env(database_url: str, smtp: SmtpStand) -> dict[str, str]:
    """The environment of the server, with the sample."""
    return {
        "OKNO_DATABASE": database_url,
        "OKNO_PLUGINS": "sample",
        "OKNO_MAIL_HOST": smtp.host,
        "OKNO_MAIL_PORT": str(smtp.port),
        "OKNO_MAIL_SENDER": "okno@example.com",
        "OKNO_LOCALE": "en",
    }


@pytest.fixture
def served(home: Path, migrated: None, stocked: None, server_env: dict[str, str]) -> Iterator[ServerStand]:
    """The running server."""
    okno(home, "migrate", env=server_env)
    stand = ServerStand(home, env=server_env).start()
    try:
        yield stand
    except BaseException:
        stand.kill()
        raise
    stand.stop()


@pytest_asyncio.fixture
async def net(served: ServerStand, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the server; this process is connected to its database and knows nothing of plugins."""
    await okno_db.connect(settings, OWNERS)
    try:
        async with talk(served.base_url) as client:
            yield client
    finally:
        await okno_db.disconnect()


async def test_the_whole_life_of_the_sample(
    served: ServerStand, net: httpx.AsyncClient, server_env: dict[str, str], smtp: SmtpStand, tmp_path: Path
) -> None:
    def run(*arguments: str, **more: str) -> str:
        return okno(served.home, *arguments, env=server_env, **more)  # type: ignore[arg-type]

    hired = Hired()
    anna = await hired.get("anna", "Анна Королёва", locale="en")
    boris = await hired.get("boris", "Борис Мастеров", role="agent", team=TEAM, locale="en")
    customer, agent = Caller(anna, net), Caller(boris, net)

    # A service in a process of its own, another in the worker of jobs.
    row = await soon(
        lambda: fetch_one("SELECT pid FROM x_sample_beat WHERE name = 'beat'"), "the service lives", within=WITHIN
    )
    assert "service:sample/beat" in " ".join(psutil.Process(row["pid"]).cmdline())

    # A note by REST, its job by the worker, the command that counts.
    ticket = await customer.post("/tickets", monitor())
    await customer.post("/x/sample/notes", {"ticket": ticket["number"], "text": "Ask"})
    tally = f"SELECT notes FROM x_sample_tally WHERE ticket_id = {ticket['number']}"
    await soon(lambda: fetch_value(tally), "the job has counted", within=WITHIN)
    assert run("sample", "number").strip() == "1"

    # A file becomes a request of the person whose address it names, and the answer becomes a file.
    folder = tmp_path / "drop"
    (folder / "in").mkdir(parents=True)
    run("plugin", "set", "sample", "folder", str(folder))
    run("plugin", "set", "sample", "footer", "Sent by the sample.")
    told = {"from": anna.mail, "name": "Anna", "subject": "A lamp", "text": "It is dark here."}
    (folder / "in" / "1.json").write_text(json.dumps(told), "utf-8")
    sql = "SELECT id FROM ticket WHERE source = 'file-drop'"
    number = await soon(lambda: fetch_value(sql), "the file is a request", within=WITHIN)
    assert (await customer.get(f"/tickets/{number}"))["subject"] == "A lamp"
    assert (folder / "in" / "1.taken").exists()

    # The service that it brings is put in force by hand; its field is of the kind that it brings.
    assert "sample-badge" in run("catalog", "plan", "--of", "sample")
    run("catalog", "apply", "--of", "sample")
    badge = {"service": "sample-badge", "answers": {"badge": "123"}}
    assert "A-123" in str(await customer.post("/tickets", badge, 422))
    made = await customer.post("/tickets", {**badge, "answers": {"badge": "a-123"}})
    assert (await customer.get(f"/tickets/{made['number']}"))["subject"].endswith("A-123")

    # Done: the listener hears it, and the letter has the line of the sample.
    version = (await agent.get(f"/tickets/{ticket['number']}"))["version"]
    await agent.post(f"/tickets/{ticket['number']}/moves", {"to": "done", "version": version}, 200)
    done = f"SELECT done FROM x_sample_tally WHERE ticket_id = {ticket['number']} AND done > 0"
    assert await soon(lambda: fetch_value(done), "the listener has heard", within=WITHIN) == 1
    letters = await soon(lambda: [one for one in smtp.letters if "Sent by the sample." in one.text], "a letter",
                         within=WITHIN)  # fmt: skip
    assert letters

    # Switched off in a running server: no page, no service; and back.
    run("plugin", "disable", "sample")

    async def answers(status: int) -> bool:
        return (await customer.ask("GET", "/x/sample/notes")).status_code == status

    await soon(lambda: answers(404), "the server has heard of it", within=WITHIN)
    at = await fetch_value("SELECT at FROM x_sample_beat WHERE name = 'beat'")
    run("plugin", "enable", "sample")
    await soon(lambda: answers(200), "the server has heard of it", within=WITHIN)
    later = f"SELECT 1 FROM x_sample_beat WHERE name = 'beat' AND at > {int(at)}"
    await soon(lambda: fetch_value(later), "the service lives again", within=WITHIN)
