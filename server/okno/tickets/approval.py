"""The steps of an approval and the persons who are asked in them, as they are stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okno.catalog.model import ApprovalStep
from okno.catalog.shape import Path, build, plain
from okno.clock import FAR_US, now_us
from okno.db import Row, dump_json, execute, fetch, fetch_one, fetch_value, in_list, load_json
from okno.events import record
from okno.log import get as get_log
from okno.people import stand_in
from okno.text import Phrase
from okno.tickets import store
from okno.tickets.events import ApprovalFinished
from okno.tickets.ticket import Ticket

READS = "approver"
"""Why whoever is asked reads the ticket."""
OPEN = ("waiting", "asked")
"""The states of a step that is not over."""
DECIDED = ("approved", "refused")
KINDS = ("ApprovalAsked", "ApprovalGiven", "ApprovalPassed", "ApprovalBypassed")
"""The facts of which the story tells; ApprovalFinished says by meaning what the move after it says by state."""

log = get_log(__name__)


@dataclass(frozen=True)
class Step:
    """A step. Instants are microseconds UTC.

    `spec` is the step as the service had it; None for one that an agent has asked for by hand: then `author_id` has
    asked it in the words `text`.
    """

    id: int
    ticket_id: int
    position: int
    key: str
    spec: ApprovalStep | None
    author_id: int | None
    text: str
    state: str
    need: int
    asked_at: int | None
    remind_at: int | None
    due_at: int | None
    next_at: int
    decided_at: int | None

    @property
    def by_hand(self) -> bool:
        """Whether an agent has asked, and not the service."""
        return self.spec is None


@dataclass(frozen=True)
class Approval:
    """One person who is asked in a step; see the table for `why` and `state`."""

    id: int
    step_id: int
    ticket_id: int
    person_id: int
    why: str
    state: str
    asked_at: int
    decided_at: int | None
    decided_by_id: int | None
    text: str

    @property
    def instead_of_id(self) -> int | None:
        """For whom another has decided; None when he did it himself, or nobody has."""
        by_other = self.state in DECIDED and self.decided_by_id not in (None, self.person_id)
        return self.person_id if by_other else None


def outcome(need: int, decisions: Sequence[tuple[str, str]]) -> str:
    """What has become of a step: approved, refused, or "" while it is open.

    `decisions` are pairs of why somebody is asked and what he has decided. Where one is enough, the first decision
    counts, be it a refusal; where more are needed, it is refused when they can't be reached any more. Whoever was
    asked because others were silent decides alone.
    """
    counted = [(why, state) for why, state in decisions if state != "void"]
    above = [state for why, state in counted if why == "escalated" and state in DECIDED]
    if above:
        return above[0]
    given = [state for _, state in counted if state == "approved"]
    if len(given) >= need:
        return "approved"
    refused = any(state == "refused" for _, state in counted)
    # Those who were asked beyond the others decide alone, so they don't help to reach the number.
    able = [state for why, state in counted if why != "escalated" and state != "refused"]
    return "refused" if refused and (need == 1 or len(able) < need) else ""


# Reading ------------------------------------------------------------------------------------------------------


async def steps_of(ticket_id: int) -> list[Step]:
    """The steps of a ticket in their order, those of earlier rounds too."""
    return (await steps_of_many([ticket_id])).get(ticket_id, [])


async def steps_of_many(ticket_ids: Sequence[int]) -> dict[int, list[Step]]:
    """The same for many tickets at once, by the ticket; the caller has chosen them by right."""
    places, args = in_list(sorted(set(ticket_ids)))
    rows = await fetch(
        f"SELECT * FROM approval_step WHERE ticket_id IN {places} ORDER BY ticket_id, position, id", *args
    )
    found: dict[int, list[Step]] = {}
    for row in rows:
        found.setdefault(row["ticket_id"], []).append(_step(row))
    return found


async def approvals_of(ticket_id: int) -> list[Approval]:
    """Everybody who was ever asked about a ticket."""
    return (await approvals_of_many([ticket_id])).get(ticket_id, [])


async def approvals_of_many(ticket_ids: Sequence[int]) -> dict[int, list[Approval]]:
    """The same for many tickets at once, by the ticket; the caller has chosen them by right."""
    places, args = in_list(sorted(set(ticket_ids)))
    found: dict[int, list[Approval]] = {}
    for row in await fetch(f"SELECT * FROM approval WHERE ticket_id IN {places} ORDER BY id", *args):
        found.setdefault(row["ticket_id"], []).append(Approval(**row))
    return found


async def step(step_id: int) -> Step:
    """The step with this id, which the caller knows to exist."""
    row = await fetch_one("SELECT * FROM approval_step WHERE id = $1", step_id)
    assert row is not None
    return _step(row)


async def asked_in(step_id: int) -> list[Approval]:
    """Everybody who is asked in a step."""
    return [Approval(**row) for row in await fetch("SELECT * FROM approval WHERE step_id = $1 ORDER BY id", step_id)]


async def reason_of(ticket_id: int, fact_actor_id: int | None, at: int) -> str:
    """Why somebody has begun without approval, by who did it and when: "" when it is erased."""
    found = await fetch_value(
        "SELECT text FROM approval WHERE ticket_id = $1 AND state = 'void' AND decided_by_id = $2 AND decided_at <= $3"
        " ORDER BY decided_at DESC LIMIT 1",
        ticket_id,
        fact_actor_id,
        at,
    )
    return str(found or "")


async def is_open(ticket_id: int) -> bool:
    """Whether somebody is asked about a ticket, or will be."""
    return bool(
        await fetch_value(
            "SELECT 1 AS one FROM approval_step WHERE ticket_id = $1 AND state IN ('waiting', 'asked') LIMIT 1",
            ticket_id,
        )
    )


def _step(row: Row) -> Step:
    body: Mapping[str, Any] = load_json(row["spec"])
    by_hand = row["key"] == ""
    return Step(
        **{
            **row,
            "spec": None if by_hand else _spec(row["id"], body),
            "author_id": body.get("author") if by_hand else None,
            "text": str(body.get("text", "")) if by_hand else "",
        }
    )


def _spec(step_id: int, body: Mapping[str, Any]) -> ApprovalStep:
    """The step as the service had it; of one that this version can't read, what everybody understands."""

    def report(path: Path, reason: Phrase) -> None:
        log.error("a stored step of an approval cannot be read", step=step_id, path=str(path), why=str(reason))

    known = build(ApprovalStep, dict(body), report)
    return known or ApprovalStep(key=str(body.get("key")), title={"ru": str(body.get("key"))}, ask="manager")


# Writing ------------------------------------------------------------------------------------------------------


async def add_step(ticket_id: int, position: int, spec: ApprovalStep | Mapping[str, Any], state: str) -> int:
    """Writes a step and gives its id; of one asked by hand `spec` holds `author` and `text`."""
    key, body = (spec.key, plain(spec)) if isinstance(spec, ApprovalStep) else ("", dict(spec))
    row_id = await fetch_value(
        "INSERT INTO approval_step (ticket_id, position, key, spec, state, need, next_at)"
        " VALUES ($1, $2, $3, $4, $5, 1, $6) RETURNING id",
        ticket_id,
        position,
        key,
        dump_json(body),
        state,
        FAR_US,
    )
    return int(row_id)


async def change_step(step_id: int, changes: Mapping[str, object]) -> None:
    """Writes columns of a step."""
    sets = ", ".join(f"{column} = ${n}" for n, column in enumerate(changes, start=2))
    await execute(f"UPDATE approval_step SET {sets} WHERE id = $1", step_id, *changes.values())


async def close_step(step_id: int, state: str) -> None:
    """A step is over; nobody's decision in it is needed any more."""
    await change_step(step_id, {"state": state, "decided_at": now_us(), "next_at": FAR_US})
    await execute("UPDATE approval SET state = 'void' WHERE step_id = $1 AND state = 'asked'", step_id)


async def give_up(step_id: int, person_id: int) -> bool:
    """Somebody can't decide any more; False when he was not asked."""
    sql = "UPDATE approval SET state = 'void' WHERE step_id = $1 AND person_id = $2 AND state = 'asked'"
    return await execute(sql, step_id, person_id) > 0


async def void_open(ticket: Ticket) -> bool:
    """Voids all that is still asked about a locked ticket, and tells whether there was anything."""
    if not await is_open(ticket.id):
        return False
    await finished(ticket, "void", await void_steps(ticket), actor_id=None)
    return True


async def void_steps(ticket: Ticket) -> list[int]:
    """Voids the steps of a locked ticket that are not over; returns whom they asked. The caller records it."""
    asked = [one.person_id for one in await approvals_of(ticket.id) if one.state == "asked"]
    for one in await steps_of(ticket.id):
        if one.state in OPEN:
            await close_step(one.id, "void")
    await settle_readers(ticket.id)
    return asked


async def finished(ticket: Ticket, decision: str, asked: Sequence[int], *, actor_id: int | None) -> None:
    """Records that no step is open any more. Those who were `asked` read it no more, but their lists are shorter."""
    last = await fetch_value("SELECT max(id) AS last FROM approval_step WHERE ticket_id = $1", ticket.id)
    event = ApprovalFinished(stream_id=ticket.id, actor_id=actor_id, decision=decision, step_id=int(last or 0))
    await record(event, await store.topics(ticket, *(f"person:{person_id}" for person_id in asked)))


async def settle_readers(ticket_id: int, *, decided: bool = True) -> None:
    """Lets those read no more who are neither asked any longer nor have decided; not `decided`: who are not asked.

    Those whom somebody has bypassed go on reading: they are told of it and why.
    """
    keep: set[int] = set()
    for one in await approvals_of(ticket_id):
        if one.state == "asked":
            substitute = await stand_in(one.person_id)
            keep |= {one.person_id} | ({substitute.id} if substitute is not None else set())
        elif decided and one.decided_by_id is not None:
            keep |= {one.person_id, one.decided_by_id}
    rows = await fetch("SELECT principal_id FROM ticket_reader WHERE ticket_id = $1 AND why = $2", ticket_id, READS)
    gone = sorted({row["principal_id"] for row in rows} - keep)
    places, args = in_list(gone, start=3)
    if gone:
        sql = f"DELETE FROM ticket_reader WHERE ticket_id = $1 AND why = $2 AND principal_id IN {places}"
        await execute(sql, ticket_id, READS, *args)
