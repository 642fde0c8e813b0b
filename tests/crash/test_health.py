"""What /health and administration tell of a trouble, and that they stop telling of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from okno.db import condition
from okno.db.trouble import BROKEN, DOWN, FULL, READ_ONLY, Trouble
from okno.disk import Space
from okno.web import alarm, health
from tests.web.conftest import Company

GIB = 2**30


def free(monkeypatch: pytest.MonkeyPatch, free_bytes: int) -> None:
    """So much is free."""

    async def told(_: Any) -> Space:
        return Space(Path("/srv/okno"), 100 * GIB, free_bytes)

    monkeypatch.setattr(alarm, "tightest", told)


@pytest.mark.parametrize("kind", [READ_ONLY, BROKEN], ids=lambda kind: str(kind.code))
async def test_a_trouble_that_lasts_is_told(client: httpx.AsyncClient, kind: Any) -> None:
    condition.note(kind.code)
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": kind.code})
    condition.over(kind.code)
    assert (await client.get("/health")).json() == {"status": "ok"}


async def test_a_disk_is_full_before_anything_was_refused(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    free(monkeypatch, 1000)
    assert (await client.get("/health")).json() == {"status": "disk_full"}
    free(monkeypatch, 50 * GIB)
    assert (await client.get("/health")).json() == {"status": "ok"}


async def test_a_database_that_answers_again_is_well_at_once(client: httpx.AsyncClient) -> None:
    condition.note(DOWN.code)
    assert (await client.get("/health")).json() == {"status": "ok"}


async def test_a_database_that_is_away(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(*_: object) -> None:
        raise Trouble(DOWN)

    monkeypatch.setattr(health, "fetch_value", gone)
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "no_database"})


async def test_administrators_are_told_in_time(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = company.admin
    free(monkeypatch, 50 * GIB)
    assert "disk" not in (await admin.open("/admin/failures")).text("main")
    free(monkeypatch, GIB // 2)
    assert "are left on the disk of /srv/okno" in (await admin.open("/admin/failures")).text("main")
    condition.note(FULL.code)
    assert "The disk of the server is full." in (await admin.open("/admin/failures")).text("main")


async def test_a_form_with_a_secret_is_not_kept(
    app: Starlette, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page holds a password."""
    client = company.anna.client

    async def gone(*_: object, **__: object) -> None:
        raise Trouble(DOWN)

    monkeypatch.setattr("okno.http.sessions.fetch_one", gone)
    typed = {"password": "secret word", "login": "anna"}
    answer = await client.post("/sign-in", data=typed)
    assert answer.status_code == 503
    assert "secret word" not in answer.text
    answer = await client.post("/catalog/monitor", data={"place": 'Office "2"', "_csrf": "as it came"})
    assert answer.status_code == 503
    assert "Office &#34;2&#34;" in answer.text
    assert 'value="as it came"' in answer.text, "no new token is given to a form that proved nothing"
