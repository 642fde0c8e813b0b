"""The known traps of the library under the database: each test fails without the guard that it is for."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from okno.db import connect, connection, dialect, disconnect, execute, fetch, fetch_value, migrate as runner, spawn, tx
from okno.db.connection import Owner
from okno.db.migrate import migrate, pending
from okno.db.trouble import Trouble
from okno.errors import ConfigError, Refused
from okno.owners import OWNERS
from okno.settings import Settings
from tests.db import program
from tests.db.owners import Sample, core, plugin

WIDER = 'AlterField("Parent", "name", fields.CharField(max_length=80)),'
SEED = """
async def seed(apps, editor):
    await editor.client.execute_query("INSERT INTO parent (name) VALUES ('seed')")
"""


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """An owner as the core, not migrated yet."""
    return core(tmp_path / "owners")


@asynccontextmanager
async def connected(settings: Settings, *samples: Sample) -> AsyncIterator[None]:
    """This process connected as the server is."""
    await connect(settings, [one.owner for one in samples])
    try:
        yield
    finally:
        await disconnect()


async def populate(settings: Settings, sample: Sample) -> None:
    """Five children of each kind under one parent."""
    async with connected(settings, sample):
        await execute("INSERT INTO parent (name) VALUES ('one')")
        for _ in range(5):
            await execute("INSERT INTO kept (parent_id) VALUES (1)")
            await execute("INSERT INTO loose (parent_id) VALUES (1)")


async def tables(settings: Settings, sample: Sample) -> set[str]:
    """The names of all tables."""
    async with connected(settings, sample):
        if dialect() == "sqlite":
            rows = await fetch("SELECT name FROM sqlite_master WHERE type = 'table'")
        else:
            rows = await fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()")
    return {row["name"] for row in rows}


# 1: a changed column of a table that others point at


async def test_changing_a_parent_keeps_its_children(settings: Settings, sample: Sample) -> None:
    await migrate(settings, [sample.owner])
    await populate(settings, sample)
    sample.add("0002_wider", WIDER, after=(("core", "0001_initial"),))
    assert await migrate(settings, [sample.owner]) == ["core.0002_wider"]
    async with connected(settings, sample):
        await execute("UPDATE parent SET name = $1", "x" * 80)
        assert await fetch_value("SELECT count(*) FROM kept WHERE parent_id = 1") == 5
        assert await fetch_value("SELECT count(*) FROM loose WHERE parent_id = 1") == 5


async def test_the_server_itself_keeps_foreign_keys_on(settings: Settings, sample: Sample) -> None:
    await migrate(settings, [sample.owner])
    await populate(settings, sample)
    async with connected(settings, sample):
        await execute("DELETE FROM parent")
        assert await fetch_value("SELECT count(*) FROM kept") == 0
        assert await fetch_value("SELECT count(*) FROM loose WHERE parent_id IS NULL") == 5


async def test_a_migration_that_leaves_broken_references_is_rolled_back(settings: Settings, sample: Sample) -> None:
    await migrate(settings, [sample.owner])
    await populate(settings, sample)
    orphan = """
    async def orphan(apps, editor):
        await editor.client.execute_query("INSERT INTO kept (parent_id) VALUES (999)")
    """
    sample.add("0002_orphan", "RunPython(orphan),", after=(("core", "0001_initial"),), code=orphan)
    with pytest.raises(Exception, match=r"kept|foreign key"):
        await migrate(settings, [sample.owner])
    async with connected(settings, sample):
        assert await fetch_value("SELECT count(*) FROM kept") == 5


# 2, 3, 6: found by reading, before anything runs


async def refusal(settings: Settings, owners: Sequence[Owner]) -> str:
    """The sentence with which a migration is refused."""
    with pytest.raises(Refused) as caught:
        await migrate(settings, owners)
    return str(caught.value)


async def test_a_reference_to_another_owner_names_its_migration(settings: Settings, sample: Sample) -> None:
    other = plugin(sample.folder.parent)
    reference = 'AddField("Thing", "parent", fields.ForeignKeyField("core.Parent", related_name=False, null=True)),'
    other.add("0002_refer", reference, after=(("sample", "0001_thing"),))
    assert "`dependencies`" in await refusal(settings, [sample.owner, other.owner])


async def test_the_first_migration_of_a_plugin_depends_on_nobody(settings: Settings, sample: Sample) -> None:
    other = plugin(sample.folder.parent)
    (other.folder / "migrations" / "0000_root.py").unlink()
    other.add("0001_thing", after=(("core", "0001_initial"),))
    assert "0000_root" in await refusal(settings, [sample.owner, other.owner])


async def test_a_trigger_is_not_written_as_plain_sql(settings: Settings, sample: Sample) -> None:
    sample.add(
        "0002_trigger",
        'RunSQL("CREATE TRIGGER t AFTER INSERT ON parent BEGIN DELETE FROM kept; DELETE FROM loose; END"),',
        after=(("core", "0001_initial"),),
    )
    assert "RunPython" in await refusal(settings, [sample.owner])


async def test_a_trigger_by_code_works(settings: Settings, sample: Sample, dialect: str) -> None:
    if dialect == "postgres":
        pytest.skip("the trap is the splitting of statements on SQLite")
    code = """
    async def trigger(apps, editor):
        await editor.client.execute_query(
            "CREATE TRIGGER t AFTER INSERT ON parent BEGIN"
            " INSERT INTO loose (parent_id) VALUES (NEW.id); INSERT INTO kept (parent_id) VALUES (NEW.id); END"
        )
    """
    sample.add("0002_trigger", "RunPython(trigger),", after=(("core", "0001_initial"),), code=code)
    await migrate(settings, [sample.owner])
    async with connected(settings, sample):
        await execute("INSERT INTO parent (name) VALUES ('one')")
        assert await fetch_value("SELECT (SELECT count(*) FROM loose) + (SELECT count(*) FROM kept)") == 2


# 4, 5: one at a time, all or nothing


async def test_two_that_migrate_at_once_seed_once(settings: Settings, sample: Sample) -> None:
    sample.add("0002_seed", "RunPython(seed),", after=(("core", "0001_initial"),), code=SEED)
    processes = [program.start("migrate", settings, [sample.owner]) for _ in range(2)]
    answers = await asyncio.to_thread(program.finish, processes)
    assert sorted(len(applied) for applied in answers) == [0, 2]
    async with connected(settings, sample):
        assert await fetch_value("SELECT count(*) FROM parent") == 1


async def test_two_that_migrate_step_by_step_beside_each_other_seed_once(settings: Settings, sample: Sample) -> None:
    """As the test before, but sure to overlap: both would make their plans before either applies anything."""
    sample.add("0002_seed", "RunPython(seed),", after=(("core", "0001_initial"),), code=SEED)
    answers = await asyncio.gather(*(spawn(migrate(settings, [sample.owner]), "migrate") for _ in range(2)))
    assert sorted(len(applied) for applied in answers) == [0, 2]


async def test_who_waits_too_long_for_the_other_one_says_so(
    settings: Settings, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "LOCK_SECONDS", 1)
    async with runner._one_at_a_time(settings):
        with pytest.raises(ConfigError, match="Another process"):
            await migrate(settings, [sample.owner])


async def test_a_failing_migration_leaves_nothing_and_may_be_repeated(settings: Settings, sample: Sample) -> None:
    code = SEED + "    await editor.client.execute_query('INSERT INTO no_such_table VALUES (1)')\n"
    sample.add("0002_breaks", f"{WIDER}\nRunPython(seed),", after=(("core", "0001_initial"),), code=code)
    with pytest.raises(Exception, match="no_such_table"):
        await migrate(settings, [sample.owner])
    assert await pending(settings, [sample.owner]) == ["core.0002_breaks"]
    async with connected(settings, sample):
        assert await fetch_value("SELECT count(*) FROM parent") == 0


async def test_the_second_run_finds_nothing_to_do(settings: Settings, sample: Sample) -> None:
    other = plugin(sample.folder.parent)
    owners = [sample.owner, other.owner]
    assert sorted(await migrate(settings, owners)) == ["core.0001_initial", "sample.0000_root", "sample.0001_thing"]
    assert await migrate(settings, owners) == []
    assert await pending(settings, owners) == []


async def test_the_code_of_a_migration_may_use_the_models_of_its_time(settings: Settings, sample: Sample) -> None:
    """They are prepared for queries, which no other step of a migration needs; and a field is there that was added."""
    code = """
async def seed(apps, editor):
    parent = await apps.get_model("core", "Parent").create(name="seed", note="n", using_db=editor.client)
    kept = apps.get_model("core", "Kept")
    await kept.create(parent_id=parent.id, using_db=editor.client)
    assert await kept.filter(parent_id=parent.id).using_db(editor.client).count() == 1
"""
    field = 'AddField("Parent", "note", fields.CharField(max_length=9, null=True)),'
    sample.add("0002_seed", f"{field}\nRunPython(seed),", after=(("core", "0001_initial"),), code=code)
    await migrate(settings, [sample.owner])
    async with connected(settings, sample):
        assert await fetch_value("SELECT count(*) FROM parent WHERE note = 'n'") == 1


async def test_the_migrations_of_the_core_apply_to_an_empty_database_once(settings: Settings) -> None:
    assert await migrate(settings, OWNERS)
    assert await migrate(settings, OWNERS) == []


# An owner keeps to its own tables; 15: one that is gone harms nobody


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE parent ADD COLUMN mine INT",
        "CREATE TABLE free_for_all (id INT)",
        "CREATE INDEX x_sample_sly ON parent (name)",
        "DROP TABLE loose",
    ],
)
async def test_a_plugin_that_touches_what_is_not_its_own_is_rolled_back(
    settings: Settings, sample: Sample, statement: str
) -> None:
    other = plugin(sample.folder.parent)
    owners = [sample.owner, other.owner]
    await migrate(settings, owners)
    await populate(settings, sample)
    before = await tables(settings, sample)
    other.add("0002_sly", f'RunSQL("{statement}"),', after=(("sample", "0001_thing"),))
    assert "not its own" in await refusal(settings, owners)
    assert await tables(settings, sample) == before
    assert await pending(settings, owners) == ["sample.0002_sly"]
    async with connected(settings, sample):
        assert list(await fetch("SELECT * FROM parent")) == [{"id": 1, "name": "one"}]


async def test_a_table_of_a_plugin_has_its_prefix(settings: Settings, sample: Sample) -> None:
    other = plugin(sample.folder.parent)
    free = """
    CreateModel("Free", [("id", fields.BigIntField(primary_key=True))], options={"table": "free"}, bases=["Model"]),
    """
    other.add("0002_free", free, after=(("sample", "0001_thing"),))
    assert "x_sample_" in await refusal(settings, [sample.owner, other.owner])


async def test_the_core_does_not_take_the_names_of_plugins(settings: Settings, sample: Sample) -> None:
    sample.add("0002_sly", 'RunSQL("CREATE TABLE x_other_thing (id INT)"),', after=(("core", "0001_initial"),))
    assert "x_other_thing" in await refusal(settings, [sample.owner])


async def test_a_plugin_that_is_gone_does_not_stop_the_core(settings: Settings, sample: Sample) -> None:
    other = plugin(sample.folder.parent)
    await migrate(settings, [sample.owner, other.owner])
    sample.add("0002_wider", WIDER, after=(("core", "0001_initial"),))
    assert await migrate(settings, [sample.owner]) == ["core.0002_wider"]
    assert "x_sample_thing" in await tables(settings, sample)


# Backup


async def test_the_file_is_copied_before_it_is_changed(settings: Settings, sample: Sample, dialect: str) -> None:
    if dialect == "postgres":
        pytest.skip("PostgreSQL is backed up by its own tools")
    folder = settings.home / "backups"
    await migrate(settings, [sample.owner])
    await populate(settings, sample)
    before = set(folder.glob("*")) if folder.exists() else set()
    await migrate(settings, [sample.owner])
    assert (set(folder.glob("*")) if folder.exists() else set()) == before
    sample.add("0002_gone", "DeleteModel('Loose'),", after=(("core", "0001_initial"),))
    await migrate(settings, [sample.owner])
    (copy,) = set(folder.glob("*.sqlite3")) - before
    with sqlite3.connect(copy) as saved:
        assert saved.execute("SELECT count(*) FROM loose").fetchone() == (5,)
    saved.close()


# 11, 12, 13, 14: transactions and tasks


async def test_a_task_may_outlive_the_transaction_that_started_it(settings: Settings, sample: Sample) -> None:
    await migrate(settings, [sample.owner])
    async with connected(settings, sample):
        go = asyncio.Event()

        async def later() -> int:
            await go.wait()
            return int(await fetch_value("SELECT count(*) FROM parent"))

        async with tx():
            await execute("INSERT INTO parent (name) VALUES ('one')")
            task = spawn(later(), "later")
        go.set()
        assert await task == 1


async def test_a_task_is_not_part_of_the_transaction_that_started_it(settings: Settings, sample: Sample) -> None:
    await migrate(settings, [sample.owner])

    async def write() -> None:
        async with tx():
            await execute("INSERT INTO parent (name) VALUES ('task')")

    async def start_and_break() -> asyncio.Task[None]:
        async with tx():
            tasks.append(spawn(write(), "write"))
            await execute("INSERT INTO parent (name) VALUES ('broken')")
            raise ZeroDivisionError

    tasks: list[asyncio.Task[None]] = []
    async with connected(settings, sample):
        with pytest.raises(ZeroDivisionError):
            await start_and_break()
        await asyncio.gather(*tasks)
        assert [row["name"] for row in await fetch("SELECT name FROM parent")] == ["task"]


async def test_three_processes_that_read_then_write_all_succeed(settings: Settings, sample: Sample) -> None:
    await migrate(settings, [sample.owner])
    async with connected(settings, sample):
        await execute("INSERT INTO parent (name) VALUES ('0')")
    processes = [program.start("count_up", settings, [sample.owner], times=50) for _ in range(3)]
    assert await asyncio.to_thread(program.finish, processes) == [50, 50, 50]
    async with connected(settings, sample):
        assert await fetch_value("SELECT name FROM parent") == "150"


async def test_a_begin_that_finds_the_file_locked_gives_the_connection_back(
    settings: Settings, sample: Sample, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if dialect == "postgres":
        pytest.skip("the lock of the one connection is SQLite's")
    await migrate(settings, [sample.owner])
    monkeypatch.setattr(connection, "BUSY_MS", 50)

    async def write() -> None:
        async with tx():
            await execute("INSERT INTO parent (name) VALUES ('one')")

    async with connected(settings, sample):
        rival = sqlite3.connect(settings.home / connection.SQLITE_FILE, isolation_level=None)
        rival.execute("BEGIN IMMEDIATE")
        with pytest.raises(Trouble, match="too much to do"):
            await write()
        rival.execute("ROLLBACK")
        rival.close()
        async with asyncio.timeout(10):
            await write()
        assert await fetch_value("SELECT count(*) FROM parent") == 1


async def test_a_second_kind_of_database_is_refused(settings: Settings, sample: Sample) -> None:
    await migrate(settings, [sample.owner])
    async with connected(settings, sample):
        pass
    other = "postgres://nobody@127.0.0.1:1/none" if settings.database == "sqlite" else "sqlite"
    with pytest.raises(ConfigError, match="another kind"):
        await connect(settings.model_copy(update={"database": other}), [sample.owner])
    async with connected(settings, sample):
        assert await fetch_value("SELECT count(*) FROM parent") == 0


async def test_a_second_connection_is_refused(settings: Settings, sample: Sample) -> None:
    await migrate(settings, [sample.owner])
    async with connected(settings, sample):
        with pytest.raises(ConfigError, match="already"):
            await connect(settings, [replace(sample.owner)])


async def test_a_task_with_a_fresh_context_finds_the_connection(settings: Settings, sample: Sample) -> None:
    await migrate(settings, [sample.owner])
    async with connected(settings, sample):
        assert await spawn(fetch_value("SELECT count(*) FROM parent"), "fresh") == 0
