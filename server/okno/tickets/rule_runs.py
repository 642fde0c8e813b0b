"""That a rule has acted on a ticket on an occasion: once each, with what came of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from okno.access import Actor
from okno.clock import SECOND_US, now_us
from okno.db import Row, dump_json, execute, fetch, fetch_value, in_list
from okno.errors import Invalid, OknoError
from okno.text import N_, Phrase
from okno.tickets.visible import staff_teams

Outcome = Literal["done", "nothing", "refused", "failed"]
"""done; nothing: all was so already; refused: something stood in the way; failed: something broke."""
LONGEST = 1000
ROW_LIMIT = 5
"""After so many acts without success in a row a rule is told to be broken."""
COUNT_DAYS = 30
COUNT_MOST = 10_000
_DAY = 86_400 * SECOND_US


@dataclass(frozen=True)
class RuleRun:
    """One act of a rule. `at` in microseconds UTC; `why` it did not come about, None when it did."""

    id: int
    ticket_id: int
    at: int
    outcome: Outcome
    why: Phrase | None


async def is_over(rule: str, ticket_id: int, occasion: int) -> bool:
    """Whether a rule has dealt with a ticket on this occasion already."""
    return bool(
        await fetch_value(
            "SELECT 1 AS one FROM rule_run WHERE rule = $1 AND ticket_id = $2 AND occasion = $3",
            rule,
            ticket_id,
            occasion,
        )
    )


async def write(rule: str, ticket_id: int, occasion: int, outcome: Outcome, why: Phrase | None = None) -> None:
    """Writes down what came of it, in the current transaction."""
    await execute(
        "INSERT INTO rule_run (rule, ticket_id, occasion, at, outcome, error) VALUES ($1, $2, $3, $4, $5, $6)",
        rule,
        ticket_id,
        occasion,
        now_us(),
        outcome,
        _kept(why),
    )


def reason_of(error: OknoError) -> Phrase:
    """The sentence that says why a rule was stopped: that of the first field when it is about fields."""
    if isinstance(error, Invalid) and error.fields:
        return next(iter(error.fields.values()))
    return error.phrase


def _kept(why: Phrase | None) -> str:
    if why is None:
        return ""
    told = dump_json([why.msgid, {name: str(value) for name, value in why.params.items()}])
    return told if len(told) <= LONGEST else dump_json([why.msgid[: LONGEST // 2], {}])


def _read(error: str) -> Phrase | None:
    if not error:
        return None
    msgid, params = json.loads(error)
    return Phrase(msgid, params)


# Reading ------------------------------------------------------------------------------------------------------


_OPEN = (
    "SELECT r.id, r.ticket_id, r.at, r.outcome, r.error FROM rule_run r JOIN ticket t ON t.id = r.ticket_id"
    " JOIN team m ON m.id = t.team_id WHERE r.rule = $1 AND (m.confidential = $2 OR m.id IN"
)
"""Acts that somebody may know of: what happens in a confidential team is known to its staff alone."""


async def last(rule: str, actor: Actor, limit: int = 50) -> Sequence[RuleRun]:
    """The last acts of a rule that the actor may know of, the newest first."""
    teams, args = in_list(staff_teams(actor), 4)
    return _runs(await fetch(f"{_OPEN} {teams}) ORDER BY r.id DESC LIMIT $3", rule, False, limit, *args))


def _runs(rows: Sequence[Row]) -> list[RuleRun]:
    return [RuleRun(row["id"], row["ticket_id"], row["at"], row["outcome"], _read(row["error"])) for row in rows]


async def counts(rule: str, actor: Actor) -> Mapping[str, int]:
    """How its acts of the last COUNT_DAYS days came out, of the last COUNT_MOST ones that the actor may know of."""
    teams, args = in_list(staff_teams(actor), 3)
    rows = await fetch(f"{_OPEN} {teams}) ORDER BY r.id DESC LIMIT {COUNT_MOST}", rule, False, *args)
    since = now_us() - COUNT_DAYS * _DAY
    return Counter(row["outcome"] for row in rows if row["at"] >= since)


async def broken(rule: str, actor: Actor) -> Phrase | None:
    """Why a rule does not work: the reason of its last act when the last ROW_LIMIT ones all came to nothing.

    Of those that the actor may know of.
    """
    runs = await last(rule, actor, ROW_LIMIT)
    if len(runs) < ROW_LIMIT or any(one.outcome in ("done", "nothing") for one in runs):
        return None
    return runs[0].why or N_("Something broke on our side. It is written down.")
