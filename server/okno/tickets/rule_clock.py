"""Rules by time: what has waited for its hour acts when it has come and the ticket fits."""

from __future__ import annotations

from dataclasses import dataclass

from okno.catalog import registry
from okno.catalog.automation import Rule
from okno.catalog.model import Catalog
from okno.clock import now_us
from okno.db import fetch, in_list
from okno.tickets import criteria, rule_waits
from okno.tickets.rules import act, active, named

BATCH = 100


@dataclass
class _Armed:
    """The catalog for which the rows were made last by this process."""

    catalog: Catalog | None = None


_armed = _Armed()


async def look() -> int:
    """Lets rules act whose hour has come, a batch for each of them; returns how many have acted."""
    rules = active(timed=True)
    await _follow_catalog(rules)
    return sum([await _look(rule) for rule in rules])


async def _follow_catalog(rules: list[Rule]) -> None:
    catalog = registry.current()
    if _armed.catalog is not catalog:
        await rule_waits.arm(rules)
        _armed.catalog = catalog


async def _look(rule: Rule) -> int:
    condition, args = criteria.where(rule.criteria, 4)
    teams, keys = in_list(named(rule, "team") or [""], start=4 + len(args))
    services, more = in_list(named(rule, "service") or [""], start=4 + len(args) + len(keys))
    # What fits only later waits here; its row stays among those that are due until the ticket is over.
    rows = await fetch(
        "SELECT w.ticket_id, w.began FROM rule_wait w JOIN ticket t ON t.id = w.ticket_id"
        " JOIN team m ON m.id = t.team_id WHERE w.rule = $1 AND w.due_at <= $2 AND t.open = true"
        f" AND t.merged_into_id IS NULL AND (m.confidential = $3 OR m.key IN {teams} OR t.service IN {services})"
        f" AND {condition} ORDER BY w.due_at, w.id LIMIT {BATCH}",
        rule.key,
        now_us(),
        False,
        *args,
        *keys,
        *more,
    )
    for row in rows:
        await act(rule, row["ticket_id"], occasion=row["began"])
        await rule_waits.done(rule.key, row["ticket_id"], row["began"])
    return len(rows)
