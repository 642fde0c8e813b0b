"""How a database would run a statement, were its tables large: which of them it would read as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from okno import db
from tests.plans.recorder import Statement

LARGE = frozenset({
    "ticket", "event", "comment", "ticket_reader", "ticket_search", "ticket_value", "notice", "clock_story",
})  # fmt: skip
"""Tables that grow with every ticket."""
_SCAN = re.compile(r"^(?:SCAN (\w+)\b|SEARCH (\w+) USING AUTOMATIC )")
"""An automatic index is made for the one statement, from the whole table."""
_ALIAS = re.compile(r"\b(?:FROM|JOIN) (\w+)(?: (?!JOIN\b|WHERE\b|ON\b|ORDER\b|GROUP\b|LIMIT\b)(\w+))?")
_BY_INDEX = ("Index Scan", "Index Only Scan")


async def whole_reads(statement: Statement) -> list[str]:
    """The large tables that a statement reads from end to end, each with how."""
    if not statement.text.lstrip().upper().startswith(("SELECT", "WITH")):
        return []
    return [*(await (_sqlite if db.dialect() == "sqlite" else _postgres)(statement))]


async def _sqlite(statement: Statement) -> list[str]:
    rows = await db.fetch(f"EXPLAIN QUERY PLAN {statement.text}", *statement.args)
    large = {alias or table for table, alias in _ALIAS.findall(statement.text) if table in LARGE}
    scans = [found for row in rows if (found := _SCAN.match(str(row["detail"])))]
    return [found.string for found in scans if (found[1] or found[2]) in large]


async def _postgres(statement: Statement) -> list[str]:
    async with db.tx():
        # Tables of a few rows are read as a whole and joined so, whatever indexes they have.
        for way in ("seqscan", "hashjoin", "mergejoin"):
            await db.execute(f"SET LOCAL enable_{way} = off")
        rows = await db.fetch(f"EXPLAIN (FORMAT JSON) {statement.text}", *statement.args)
    told = next(iter(rows[0].values()))
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return [
        f"{node['Node Type']} on {node['Relation Name']} {node.get('Index Name', '')}"
        for node in _nodes(plan)
        if node.get("Relation Name") in LARGE and _is_whole(node)
    ]


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a plan does, but for what stops as soon as there is enough."""
    if plan["Node Type"] == "Limit" and plan["Plans"][0]["Node Type"] in _BY_INDEX:
        return
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def _is_whole(node: Mapping[str, Any]) -> bool:
    return node["Node Type"] == "Seq Scan" or (node["Node Type"] in _BY_INDEX and "Index Cond" not in node)
