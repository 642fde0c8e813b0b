"""Models and migrations say the same: whoever changes a table writes the migration too."""

from __future__ import annotations

from pathlib import Path

from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector

from okno.db.connection import config
from okno.owners import OWNERS
from okno.settings import Settings


async def test_no_migration_is_missing(tmp_path: Path) -> None:
    """The writer of tortoise-orm forgets `generated=False` of a key: put it into the written migration by hand."""
    wanted = config(Settings(home=tmp_path), OWNERS)
    async with TortoiseContext() as context:
        await context.init(config=wanted, init_connections=False)
        assert context.apps is not None
        changes = await MigrationAutodetector(context.apps, wanted["apps"]).changes()
    operations = [type(operation).__name__ for writer in changes for operation in writer.operations]
    assert operations == [], "The models have changed: add a migration to server/okno/migrations."
