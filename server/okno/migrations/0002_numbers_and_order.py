"""Ticket numbers begin with five digits, and names sort by the alphabet in every PostgreSQL."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

FIRST_NUMBER = 10001


async def forward(_: Any, editor: Any) -> None:
    """Sets where ids of tickets begin; sort keys are made for the order of code points, collation "C"."""
    run = editor.client.execute_query
    if editor.client.capabilities.dialect == "postgres":
        await run(f"SELECT setval(pg_get_serial_sequence('ticket', 'id'), {FIRST_NUMBER - 1})")
        await run('ALTER TABLE person ALTER COLUMN sort_key TYPE varchar(512) COLLATE "C"')
        return
    await run("DELETE FROM sqlite_sequence WHERE name = 'ticket'")
    await run(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('ticket', {FIRST_NUMBER - 1})")


async def backward(_: Any, editor: Any) -> None:
    """Nothing to take back: numbers that were given stay given."""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [ops.RunPython(forward, backward)]
