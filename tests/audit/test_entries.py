"""Reading the audit: the newest first, narrowed, in pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno import access, people
from okno.audit import Wanted, page
from okno.audit.entries import pieces
from okno.clock import now_us
from okno.db import execute, tx
from okno.events import Event, record
from okno.settings import Settings


@dataclass(frozen=True, kw_only=True)
class PumpReplaced(Event):
    """A fact of a plugin that nobody here knows."""

    stream: ClassVar[str] = "pump"
    audited: ClassVar[bool] = True


async def kinds(wanted: Wanted) -> list[str]:
    """The kinds of the facts that are found."""
    return [entry.kind for entry in (await page(wanted))[0]]


async def test_it_is_narrowed_by_each_property(db: Settings) -> None:
    anna, boris = await people.create(login="anna", name="Анна"), await people.create(login="boris", name="Борис")
    await access.grant(anna, "administrator")
    start = now_us()
    await access.grant(boris, "auditor", actor_id=anna)
    async with tx():
        await record(PumpReplaced(stream_id=7, actor_id=boris))
    assert await kinds(Wanted(by_id=anna)) == ["RoleGranted"]
    assert await kinds(Wanted(person_id=boris)) == ["RoleGranted", "PersonCreated"]
    assert await kinds(Wanted(group="people")) == ["PersonCreated", "PersonCreated"]
    assert await kinds(Wanted(group="other")) == ["PumpReplaced"]
    assert await kinds(Wanted(kinds=("RoleGranted", "PumpReplaced"))) == ["PumpReplaced", "RoleGranted", "RoleGranted"]
    assert await kinds(Wanted(since=start)) == ["PumpReplaced", "RoleGranted"]
    assert await kinds(Wanted(until=start)) == ["RoleGranted", "PersonCreated", "PersonCreated"]
    assert await kinds(Wanted(group="nothing of ours")) == []


async def test_pages_hold_each_fact_once(db: Settings) -> None:
    for number in range(7):
        await people.create(login=f"person{number}", name="Имя")
    seen: list[int] = []
    before: int | None = None
    while True:
        entries, before = await page(Wanted(), before=before, limit=3)
        seen += [entry.event_id for entry in entries]
        if before is None:
            break
    assert len(seen) == 7
    assert seen == sorted(seen, reverse=True)


async def test_pieces_end_at_the_limit(db: Settings) -> None:
    for number in range(5):
        await people.create(login=f"person{number}", name="Имя")
    assert [len(piece) async for piece in pieces(Wanted(), most=4)] == [4]
    assert [len(piece) async for piece in pieces(Wanted(), most=100)] == [5]
    assert [len(piece) async for piece in pieces(Wanted(group="catalog"), most=100)] == []


async def test_a_fact_without_its_event_is_still_told(db: Settings) -> None:
    """The log may lose what is older than its months; the audit stays."""
    await people.create(login="anna", name="Анна")
    await execute("DELETE FROM event")
    ((entry,), _) = await page(Wanted())
    assert (entry.kind, entry.payload) == ("PersonCreated", {})
