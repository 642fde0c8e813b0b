"""The database: one connection object, transactions with on_commit, SQL for both dialects, migrations by owner."""

from okno.db.connection import connect, connected, dialect, disconnect
from okno.db.questions import Unasked, asking, beforehand, prepared
from okno.db.sql import Row, dump_json, execute, fetch, fetch_one, fetch_value, in_list, load_json, unique_violation
from okno.db.tasks import spawn
from okno.db.tx import at_end, in_tx, on_commit, tx

__all__ = [
    "Row",
    "Unasked",
    "asking",
    "at_end",
    "beforehand",
    "connect",
    "connected",
    "dialect",
    "disconnect",
    "dump_json",
    "execute",
    "fetch",
    "fetch_one",
    "fetch_value",
    "in_list",
    "in_tx",
    "load_json",
    "on_commit",
    "prepared",
    "spawn",
    "tx",
    "unique_violation",
]
