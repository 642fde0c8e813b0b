"""All that is checked, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from okno.check import attachments, database
from okno.check.flaw import Flaw
from okno.settings import Settings
from okno.tickets import checking

Told = Callable[[str, int], None]


def _quiet(_: str, __: int) -> None:
    """Nobody wants to hear of the progress."""


@dataclass
class Found:
    """What was looked at and what is wrong. `of_requests` is how many requests there are in all."""

    requests: int = 0
    of_requests: int = 0
    files: int = 0
    flaws: list[Flaw] = field(default_factory=list)


async def whole(settings: Settings, *, quick: bool = False, every: bool = False, told: Told = _quiet) -> Found:
    """Looks at the database, the attachments and the requests; `every` looks at all of these, however many.

    `quick` does not read the attachments. `told` hears "files" or "requests" and how many were looked at. Changes
    nothing, and is asked while others write: what changes in that moment may be told wrongly once.
    """
    found = Found(of_requests=await checking.count())
    found.flaws += [flaw async for flaw in database.flaws(settings)]
    async for _, flaw in attachments.flaws(quick=quick):
        found.files += 1
        found.flaws += [flaw] if flaw is not None else []
        told("files", found.files)
    async for number, told_of in checking.flaws(await checking.chosen(whole=every)):
        found.requests += 1
        found.flaws += [Flaw(f"ticket {number}", what) for what in told_of]
        told("requests", found.requests)
    return found
