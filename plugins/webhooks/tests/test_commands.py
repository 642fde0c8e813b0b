"""`okno webhooks`: the list, a test at once, a delivery again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from okno import access, people
from okno.api import context_of
from okno.settings import Settings
from okno_webhooks import keeping
from okno_webhooks.draft import Draft
from tests.stands.receiver import Receiver, Say
from tests.stands.server import okno

pytestmark = pytest.mark.plugins("webhooks")


async def _run(home: Path, env: dict[str, str], *arguments: str, exit_code: int = 0) -> str:
    return await asyncio.to_thread(okno, home, *arguments, env=env, exit_code=exit_code)


async def test_the_terminal(
    stocked: None, db: Settings, home: Path, server_env: dict[str, str], hearer: Receiver
) -> None:
    olga = await people.create(login="olga", name="Ольга Владелец")
    await access.grant(olga, "administrator")
    actor = await access.actor_of(await people.required(olga))
    draft = Draft(title="Склад", url=f"{hearer.base}/in", level="ids", kinds=("ticket.done",))
    hook_id, _ = await keeping.make(context_of("webhooks"), actor, draft)
    env = {**server_env, "OKNO_OUTBOUND_INSIDE": "127.0.0.1", "OKNO_OUTBOUND_PLAIN": "127.0.0.1"}
    listed = await _run(home, env, "webhooks", "list")
    assert listed.split("\t")[:2] == [str(hook_id), "on"]
    hearer.says = [Say(204), Say(500)]
    assert (await _run(home, env, "webhooks", "test", str(hook_id))).startswith("sent: HTTP 204")
    assert (await _run(home, env, "webhooks", "test", str(hook_id), exit_code=1)).startswith("failed: HTTP 500")
    assert [one.headers["okno-event"] for one in hearer.heard] == ["ping", "ping"]
    assert (await _run(home, env, "webhooks", "replay", "1")).strip() == "OK"
    await _run(home, env, "webhooks", "replay", "99", exit_code=1)
