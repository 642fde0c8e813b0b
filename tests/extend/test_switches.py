"""Switching plugins on and off, their settings, their suspension, what they leave behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
import pytest_asyncio

from okno import db as okno_db, extend, plugins as house
from okno.db import Row, execute, fetch, fetch_value, tx
from okno.db.migrate import migrate
from okno.errors import Conflict, Invalid, Refused
from okno.events import Event, record
from okno.events.dispatch import deliver_due
from okno.extend import State, suspension, switches
from okno.hooks import failures, guest_of
from okno.owners import OWNERS
from okno.settings import Settings
from tests.stands.plugins import Shelf
from tests.stands.wait import soon

HOOKS = '''
    """Hooks."""
    from okno.extend import listen
    from okno.text import N_

    heard = []

    async def settings_check(ctx, *, values):
        return {"days": N_("Not thirteen.")} if values["days"] == 13 else None

    @listen("Rung")
    async def ring(ctx, fact):
        heard.append(fact.stream_id)
        if fact.stream_id < 0:
            raise ValueError("a word of somebody")
'''
TABLES = '''
    """Tables."""
    from tortoise import fields
    from tortoise.models import Model


    class Parent(Model):
        """A parent."""

        id = fields.BigIntField(primary_key=True)

        class Meta:
            table = "x_trial_a_parent"


    class Child(Model):
        """A child."""

        id = fields.BigIntField(primary_key=True)
        parent = fields.ForeignKeyField("trial.Parent", related_name=False)

        class Meta:
            table = "x_trial_child"
'''
FIRST = '''
    """The tables."""
    from tortoise import fields, migrations
    from tortoise.migrations import operations as ops


    class Migration(migrations.Migration):
        """The first ones."""

        dependencies = [("trial", "0000_root")]
        operations = [
            ops.CreateModel(
                name="Parent",
                fields=[("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True))],
                options={"table": "x_trial_a_parent", "app": "trial", "pk_attr": "id"},
                bases=["Model"],
            ),
            ops.CreateModel(
                name="Child",
                fields=[
                    ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                    ("parent", fields.ForeignKeyField("trial.Parent", related_name=False)),
                ],
                options={"table": "x_trial_child", "app": "trial", "pk_attr": "id"},
                bases=["Model"],
            ),
        ]
'''
ROOT = '''
    """Nothing yet."""
    from tortoise import migrations


    class Migration(migrations.Migration):
        """Empty, so that the tables can be removed."""

        dependencies = []
        operations = []
'''
MANIFEST = """
    hooks = ["settings_check"]
    listens = ["Rung"]
    [[setting]]
    key = "days"
    type = "int"
    default = 7
    min = 1
    title = { ru = "Дни", en = "Days" }
    [[setting]]
    key = "token"
    type = "secret"
    title = { ru = "Ключ", en = "Token" }
"""
FILES = {
    "hooks.py": HOOKS,
    "tables.py": TABLES,
    "migrations/__init__.py": '"""Migrations."""',
    "migrations/0000_root.py": ROOT,
    "migrations/0001_first.py": FIRST,
}


@dataclass(frozen=True, kw_only=True)
class Rung(Event):
    """A bell was rung, in a test."""

    stream: ClassVar[str] = "bell"


@pytest_asyncio.fixture
async def trial(tmp_path: Path, migrated: None, settings: Settings) -> AsyncIterator[str]:
    """A plugin with a table, a listener and settings, in a connected process."""
    shelf = Shelf(tmp_path / "site")
    shelf.put("trial", FILES, manifest=MANIFEST)
    with shelf.loaded():
        assert await house.migrate(settings, lambda phrase: pytest.fail(str(phrase)))
        await okno_db.connect(settings, house.owners())
        await house.start(settings, listening=False)
        try:
            yield "trial"
        finally:
            await house.stop()
            await okno_db.disconnect()
            failures.forget()


def _heard() -> list[int]:
    module = extend.required("trial").modules["hooks"]
    found: list[int] = module.heard
    return found


async def _ring(n: int) -> None:
    async with tx():
        await record(Rung(stream_id=n, actor_id=None))


async def test_a_new_plugin_runs_and_hears(trial: str) -> None:
    assert extend.active("trial")
    await _ring(4)
    await deliver_due()
    assert _heard() == [4]


async def test_what_a_plugin_that_is_off_would_have_heard_waits_for_it(trial: str) -> None:
    await extend.disable("trial", actor_id=None)
    assert extend.state(extend.required("trial")) is State.DISABLED
    await _ring(5)
    assert await deliver_due() == 0
    await extend.enable("trial", actor_id=None)
    await deliver_due()
    assert _heard() == [5]
    kinds = [row["kind"] for row in await fetch("SELECT kind FROM event WHERE stream = 'plugin' ORDER BY id")]
    assert kinds == ["PluginDisabled", "PluginEnabled"]


async def test_a_listener_that_fails_is_tried_again_and_its_words_stay_in_the_log(trial: str) -> None:
    await _ring(-1)
    await deliver_due()
    row = (await fetch("SELECT attempts, error FROM delivery"))[0]
    assert row["attempts"] == 1
    assert "somebody" not in row["error"]
    assert failures.failures_of("trial")[0].what == "listener ring"


async def test_what_fails_again_and_again_is_switched_off_and_comes_back_by_hand(trial: str) -> None:
    suspension.watch()
    for n in range(suspension.IN_A_ROW):
        await _ring(-1 - n)
    await deliver_due()
    await soon(lambda: extend.state(extend.required("trial")) is State.SUSPENDED, "the plugin is suspended")
    assert "ValueError (listener ring)" in str(extend.reason(extend.required("trial")))
    assert await fetch_value("SELECT count(*) FROM event WHERE kind = 'PluginSuspended'") == 1
    await extend.enable("trial", actor_id=None)
    assert extend.active("trial")
    assert failures.failures_of("trial") == ()


async def test_settings_are_typed_kept_and_sealed(trial: str, settings: Settings) -> None:
    assert extend.values("trial") == {"days": 7, "token": ""}
    await extend.put_settings(settings, "trial", {"days": "9", "token": "s3cret"}, actor_id=None)
    guest = guest_of("trial")
    assert guest is not None
    assert guest.settings() == {"days": 9, "token": "s3cret"}
    stored = await fetch_value("SELECT value FROM plugin_setting WHERE key = 'token'")
    assert "s3cret" not in stored
    await extend.put_settings(settings, "trial", {"days": None}, actor_id=None)
    assert extend.values("trial") == {"days": 7, "token": "s3cret"}


@pytest.mark.parametrize(
    ("given", "field"),
    [({"days": 0}, "days"), ({"days": "many"}, "days"), ({"size": 1}, "size"), ({"days": 13}, "days")],
)
async def test_wrong_settings_are_refused_by_field(
    trial: str, settings: Settings, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await extend.put_settings(settings, "trial", given, actor_id=None)
    assert list(refused.value.fields) == [field]
    assert extend.values("trial")["days"] == 7


async def test_of_two_who_set_the_same_the_later_is_told(trial: str, settings: Settings) -> None:
    seen = extend.switch("trial").version
    await extend.put_settings(settings, "trial", {"days": 8}, actor_id=None, version=seen)
    with pytest.raises(Conflict):
        await extend.put_settings(settings, "trial", {"days": 9}, actor_id=None, version=seen)


async def test_a_setting_that_cannot_be_read_counts_as_not_set(trial: str) -> None:
    async with tx():
        sql = "INSERT INTO plugin_setting (plugin, key, value) VALUES ('trial', $1, $2)"
        await execute(sql, "token", '"nothing sealed"')
        await execute(sql, "days", '"many"')
    await switches.refresh()
    assert extend.values("trial") == {"days": None, "token": None}


async def test_all_that_a_plugin_has_kept_can_be_removed_once_it_is_off(trial: str) -> None:
    with pytest.raises(Refused, match="off first"):
        await extend.remove_data("trial", actor_id=None)
    async with tx():
        await execute("INSERT INTO x_trial_a_parent (id) VALUES (1)")
        await execute("INSERT INTO x_trial_child (id, parent_id) VALUES (1, 1)")
        await execute("INSERT INTO x_trial_child (id, parent_id) VALUES (2, 1)")
    await extend.disable("trial", actor_id=None)
    await _ring(1)
    assert await extend.remove_data("trial", actor_id=None) == {"x_trial_a_parent": 1, "x_trial_child": 2}
    assert await extend.tables_of("trial") == {}
    assert await fetch_value("SELECT count(*) FROM delivery") == 0
    await extend.enable("trial", actor_id=None)
    assert extend.state(extend.required("trial")) is State.UNMIGRATED


async def test_tables_that_were_removed_are_made_again(trial: str, settings: Settings) -> None:
    await extend.disable("trial", actor_id=None)
    await extend.remove_data("trial", actor_id=None)
    await house.stop()
    await okno_db.disconnect()
    assert await house.migrate(settings, lambda phrase: pytest.fail(str(phrase))) == [
        "trial.0000_root",
        "trial.0001_first",
    ]
    await okno_db.connect(settings, house.owners())
    await house.start(settings, listening=False)
    await extend.enable("trial", actor_id=None)
    assert extend.active("trial")


# Migrations of plugins ----------------------------------------------------------------------------------------

FAILING = FIRST.replace(
    'ops.CreateModel(\n                name="Child"',
    'ops.RunSQL("SELECT nonsense"), ops.CreateModel(\n                name="Child"',
)
FOREIGN = ROOT.replace("operations = []", 'operations = [ops.RunSQL("CREATE TABLE x_other (id INTEGER)")]').replace(
    "from tortoise import migrations",
    "from tortoise import migrations\n    from tortoise.migrations import operations as ops",
)


@pytest.mark.parametrize(("root", "first", "words"), [(ROOT, FAILING, "nonsense"), (FOREIGN, FIRST, "x_other")])
async def test_a_failing_migration_costs_its_plugin_alone(
    tmp_path: Path, migrated: None, settings: Settings, root: str, first: str, words: str
) -> None:
    shelf = Shelf(tmp_path / "site")
    shelf.put("trial", {**FILES, "migrations/0000_root.py": root, "migrations/0001_first.py": first}, manifest=MANIFEST)
    shelf.put("whole")
    told: list[str] = []
    with shelf.loaded():
        await house.migrate(settings, lambda phrase: told.append(str(phrase)))
        await okno_db.connect(settings, house.owners())
        await house.start(settings, listening=False)
        try:
            assert extend.state(extend.required("trial")) is State.UNMIGRATED
            assert words in str(extend.reason(extend.required("trial")))
            assert extend.active("whole")
            assert await extend.tables_of("trial") == {}
        finally:
            await house.stop()
            await okno_db.disconnect()
    assert len(told) == 1
    assert words in told[0]


async def test_the_core_migrates_although_a_plugin_is_gone(tmp_path: Path, trial: str, settings: Settings) -> None:
    await house.stop()
    await okno_db.disconnect()
    assert await migrate(settings, OWNERS) == []


async def test_tables_that_the_orm_does_not_take_fail_their_plugin_alone(
    tmp_path: Path, migrated: None, settings: Settings
) -> None:
    shelf = Shelf(tmp_path / "site")
    shelf.put("trial", {**FILES, "tables.py": TABLES.replace("trial.Parent", "nobody.Row")}, manifest=MANIFEST)
    with shelf.loaded() as plugins:
        await house.sift(settings)
        assert plugins["trial"].fault is State.FAILED
        assert house.owners() == list(OWNERS)


async def test_who_switches_it_on_elsewhere_has_its_failures_counted_anew_here(trial: str) -> None:
    """Else the first failure after that would switch it off again."""
    suspension.watch()
    for n in range(suspension.IN_A_ROW):
        await _ring(-1 - n)
    await deliver_due()
    await soon(lambda: extend.state(extend.required("trial")) is State.SUSPENDED, "the plugin is suspended")
    await execute("UPDATE plugin SET suspended_at = NULL")
    await switches.refresh()
    assert extend.active("trial")
    # On a slow machine those that failed would be due again by now.
    await execute("DELETE FROM delivery")
    await _ring(-9)
    await deliver_due()
    await asyncio.sleep(0)
    assert failures.row_of("trial", "listener ring") == 1


async def test_a_reading_that_was_begun_before_another_does_not_undo_it(
    trial: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, go_on = asyncio.Event(), asyncio.Event()

    async def slow(sql: str, *args: object) -> list[Row]:
        rows = await fetch(sql, *args)
        if "FROM plugin_setting" in sql and not held.is_set():
            held.set()
            await go_on.wait()
        return rows

    monkeypatch.setattr(switches, "fetch", slow)
    first = asyncio.create_task(switches.refresh())
    await held.wait()
    await extend.disable("trial", actor_id=None)
    go_on.set()
    await first
    assert not extend.active("trial")


async def test_a_plugin_changes_nothing_in_its_settings_for_others(trial: str) -> None:
    guest = guest_of("trial")
    assert guest is not None
    with pytest.raises(TypeError):
        guest.context().settings["days"] = 1  # type: ignore[index]
