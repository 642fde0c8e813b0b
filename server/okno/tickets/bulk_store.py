"""Acts on several tickets at once as they are kept, for a day: what was done, what was not and why, how it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from okno.access import Actor
from okno.clock import now_us
from okno.db import dump_json, execute, fetch, fetch_one, fetch_value, load_json, tx
from okno.errors import NotFound
from okno.events import record
from okno.jobs import job, schedule
from okno.text import N_, Phrase
from okno.tickets.desk_events import BulkDone
from okno.tickets.ticket import Ticket

KEPT = timedelta(days=1)
_WAS = ("service", "team_id", "line", "assignee_id", "state", "priority", "responded_at", "unanswered_since")


@dataclass(frozen=True)
class Item:
    """A ticket that the act has changed: its version afterwards, its columns before, who follows it since."""

    ticket_id: int
    version: int
    was: Mapping[str, Any]
    watcher: int | None = None

    @classmethod
    def of(cls, before: Ticket, after: Ticket, *, watcher: int | None) -> Item:
        """What is kept of a change."""
        changed = {name: getattr(before, name) for name in _WAS if getattr(before, name) != getattr(after, name)}
        return cls(before.id, after.version, changed, watcher)


@dataclass(frozen=True)
class Left:
    """A ticket that was left as it was, and why. `number` is as it was asked for."""

    number: str
    code: str
    reason: Phrase


@dataclass(frozen=True, kw_only=True)
class Result:
    """What an act has done. `undoable` while it can be taken back."""

    id: int
    action: str
    done: tuple[Item, ...]
    left: tuple[Left, ...]
    undoable: bool
    undone: bool = False


async def keep(actor: Actor, action: str, done: Sequence[Item], left: Sequence[Left], *, undoable: bool) -> Result:
    """Writes down an act that is over."""
    told = {
        "done": [asdict(one) for one in done],
        "left": [{"number": one.number, "code": one.code, "reason": _told(one.reason)} for one in left],
        "undoable": undoable,
    }
    async with tx():
        bulk_id = int(
            await fetch_value(
                "INSERT INTO bulk_act (person_id, at, action, items) VALUES ($1, $2, $3, $4) RETURNING id",
                actor.id,
                now_us(),
                action,
                dump_json(told),
            )
        )
        await record(BulkDone(stream_id=bulk_id, actor_id=actor.id, action=action, done=len(done), left=len(left)))
    return Result(id=bulk_id, action=action, done=tuple(done), left=tuple(left), undoable=undoable and bool(done))


async def load(actor: Actor, bulk_id: int) -> Result:
    """An act of the actor; NotFound for those of others and for those of yesterday."""
    row = await fetch_one(
        "SELECT id, action, items, undone_at FROM bulk_act WHERE id = $1 AND person_id = $2 AND at >= $3",
        bulk_id,
        actor.id,
        _edge(),
    )
    if row is None:
        raise NotFound(N_("This act is too long ago, or it is not yours."))
    told = load_json(row["items"])
    done = tuple(Item(**one) for one in told["done"])
    left = tuple(Left(one["number"], one["code"], _phrase(one["reason"])) for one in told["left"])
    undone = row["undone_at"] is not None
    return Result(
        id=row["id"],
        action=row["action"],
        done=done,
        left=left,
        undoable=bool(told["undoable"] and done and not undone),
        undone=undone,
    )


async def mark_undone(bulk_id: int) -> bool:
    """Says that an act is taken back, once: False when it was already."""
    return bool(
        await execute("UPDATE bulk_act SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL", bulk_id, now_us())
    )


async def keep_undone(told: Result) -> None:
    """Writes down what taking back has done, in place of what the act itself did."""
    kept = {
        "done": [asdict(one) for one in told.done],
        "left": [{"number": one.number, "code": one.code, "reason": _told(one.reason)} for one in told.left],
        "undoable": False,
    }
    await execute("UPDATE bulk_act SET items = $2 WHERE id = $1", told.id, dump_json(kept))


def _told(reason: Phrase) -> dict[str, Any]:
    params = {key: _told(value) if isinstance(value, Phrase) else _word(value) for key, value in reason.params.items()}
    return {"msgid": reason.msgid, "params": params, "many": reason.many, "n": reason.n}


def _word(value: object) -> object:
    return value if isinstance(value, int) else str(value)


def _phrase(told: Mapping[str, Any]) -> Phrase:
    params = {key: _phrase(one) if isinstance(one, dict) else one for key, one in told["params"].items()}
    return Phrase(told["msgid"], params, told["many"], told["n"])


@job("tickets.bulk")
async def clean(_: object) -> None:
    """Forgets what nobody can take back any more."""
    await execute("DELETE FROM bulk_act WHERE at < $1", _edge())


schedule("tickets.bulk", every=timedelta(hours=6))


def _edge() -> int:
    return now_us() - KEPT // timedelta(microseconds=1)


async def forget(person_id: int, ticket_ids: Sequence[int]) -> None:
    """Deletes the acts of a person, and those on his tickets: why one was refused may tell of it."""
    await execute("DELETE FROM bulk_act WHERE person_id = $1", person_id)
    his = {str(one) for one in ticket_ids}
    for row in await fetch("SELECT id, items FROM bulk_act"):
        told = load_json(row["items"])
        if his & {str(one.get("ticket_id", one.get("number"))) for one in (*told["done"], *told["left"])}:
            await execute("DELETE FROM bulk_act WHERE id = $1", row["id"])
