"""The index of the search: two documents for each ticket. Those of present tickets are made in the background."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

# No reference to `ticket`: a row is written last of all in a change, under a lock of its own (see tickets/search), and
# a reference would take the lock of the ticket after it.
_POSTGRES = (
    "CREATE TABLE ticket_search (ticket_id BIGINT PRIMARY KEY, team_id BIGINT NOT NULL, customer_id BIGINT NOT NULL,"
    " digest TEXT NOT NULL, public tsvector NOT NULL, whole tsvector NOT NULL) WITH (toast_tuple_target = 128)",
    # The rows stay narrow, so that going through the hits of a word reads few pages.
    "ALTER TABLE ticket_search ALTER COLUMN public SET STORAGE EXTERNAL, ALTER COLUMN whole SET STORAGE EXTERNAL",
    "CREATE INDEX ticket_search_public ON ticket_search USING gin (public)",
    "CREATE INDEX ticket_search_whole ON ticket_search USING gin (whole)",
)
_SQLITE = (
    "CREATE TABLE ticket_search (ticket_id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL, customer_id INTEGER NOT NULL,"
    " digest TEXT NOT NULL, public TEXT NOT NULL, staff TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE ticket_words USING fts5(public, staff, content='ticket_search', content_rowid='ticket_id',"
    " tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
)
_BOTH = (
    "CREATE INDEX ticket_search_team ON ticket_search (team_id, ticket_id, customer_id)",
    "CREATE INDEX ticket_search_customer ON ticket_search (customer_id, ticket_id)",
    "CREATE TABLE search_fill (id INTEGER PRIMARY KEY, first_id BIGINT NOT NULL, next_id BIGINT NOT NULL)",
    # Nothing waits in a new installation, all tickets in one that has some.
    "INSERT INTO search_fill (id, first_id, next_id) SELECT 1, coalesce(max(id), 0), coalesce(max(id), 0) FROM ticket",
    "INSERT INTO job (name, key, payload, run_at, lease_until, attempts)"
    " SELECT 'search.fill', 'search.fill', '{}', 0, 0, 0 WHERE EXISTS (SELECT 1 FROM ticket)",
)
_DOWN = ("DROP TABLE search_fill", "DROP TABLE ticket_search", "DELETE FROM job WHERE name = 'search.fill'")


async def forward(_: Any, editor: Any) -> None:
    """Makes the tables of this database, and the job that fills them."""
    own = _POSTGRES if editor.client.capabilities.dialect == "postgres" else _SQLITE
    for statement in (*own, *_BOTH):
        await editor.client.execute_query(statement)


async def backward(_: Any, editor: Any) -> None:
    """Drops them."""
    if editor.client.capabilities.dialect == "sqlite":
        await editor.client.execute_query("DROP TABLE ticket_words")
    for statement in _DOWN:
        await editor.client.execute_query(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0005_the_agents_day")]
    operations = [ops.RunPython(forward, backward)]
