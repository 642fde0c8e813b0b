"""Plugins by REST: who may see and change them, what is told, what never is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from okno import extend
from okno.db import fetch_value
from okno.hooks import failures
from tests.rest.conftest import Company
from tests.stands.plugins import Shelf

MANIFEST = """
    hooks = ["settings_check"]
    [[job]]
    name = "tidy"
    every = "1h"
    title = { ru = "Уборка", en = "Tidying" }
    [[setting]]
    key = "days"
    type = "int"
    default = 7
    max = 60
    title = { ru = "Дни", en = "Days" }
    [[setting]]
    key = "token"
    type = "secret"
    title = { ru = "Ключ", en = "Token" }
"""
FILES = {
    "hooks.py": '''
        """Hooks."""
        from okno.text import N_

        async def settings_check(ctx, *, values):
            return {"days": N_("Not thirteen.")} if values["days"] == 13 else None
    ''',
    "jobs.py": '''
        """Jobs."""
        async def tidy(ctx, payload):
            """Tidies."""
    ''',
}


@pytest.fixture
def loaded_plugins(tmp_path: Path) -> Iterator[str]:
    """Two plugins in this process, one of which can't be imported."""
    shelf = Shelf(tmp_path / "site")
    shelf.put("trial", FILES, manifest=MANIFEST)
    shelf.put("broken", {"hooks.py": "import nothing_like_this"})
    with shelf.loaded():
        yield ""
    failures.forget()


async def test_all_are_told_with_their_states(company: Company) -> None:
    found = {one["name"]: one for one in (await company.admin.get("/plugins"))["items"]}
    assert found["trial"] == {
        "name": "trial",
        "title": "Проба",
        "version": "0.1.0",
        "state": "running",
        "reason": "",
        "summary": "Плагин для проверки.",
    }
    assert found["broken"]["state"] == "failed"
    assert "hooks.py:1" in found["broken"]["reason"]


async def test_only_who_manages_plugins_is_told(company: Company) -> None:
    for who in (company.anna, company.boris):
        for method, path in (("GET", "/plugins"), ("GET", "/plugins/trial"), ("GET", "/plugins/nothing")):
            assert (await who.call(method, path)).status_code == 403
        assert (await who.call("PATCH", "/plugins/trial", json={"enabled": False})).status_code == 403
    assert extend.active("trial")
    assert (await company.admin.call("GET", "/plugins/nothing")).status_code == 404
    assert (await company.admin.call("PATCH", "/plugins/nothing", json={})).status_code == 404


async def test_it_is_set_and_a_secret_stays_inside(company: Company) -> None:
    before = await company.admin.get("/plugins/trial")
    assert (before["settings"], before["secrets_set"], before["adds"]["jobs"]) == ({"days": 7}, [], ["tidy"])
    body = {"settings": {"days": 21, "token": "a-very-secret-word"}, "version": before["settings_version"]}
    key = {"Idempotency-Key": "once"}
    answers = [await company.admin.call("PATCH", "/plugins/trial", json=body, headers=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    after = answers[0].json()
    assert (after["settings"], after["secrets_set"]) == ({"days": 21}, ["token"])
    assert "a-very-secret-word" not in answers[0].text
    assert extend.values("trial")["token"] == "a-very-secret-word"
    late = await company.admin.call("PATCH", "/plugins/trial", json=body | {"settings": {"days": 3}})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")


async def test_what_is_wrong_is_said_by_field(company: Company) -> None:
    for settings, field in (({"days": 61}, "days"), ({"days": 13}, "days"), ({"colour": 1}, "colour")):
        answer = await company.admin.call("PATCH", "/plugins/trial", json={"settings": settings})
        assert answer.status_code == 422
        assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not await fetch_value("SELECT count(*) FROM plugin_setting")


async def test_it_is_switched_off_and_on(company: Company) -> None:
    answer = await company.admin.call("PATCH", "/plugins/trial", json={"enabled": False})
    assert answer.json()["state"] == "disabled"
    assert not extend.active("trial")
    answer = await company.admin.call("PATCH", "/plugins/trial", json={"enabled": True})
    assert answer.json()["state"] == "running"
