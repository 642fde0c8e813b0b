"""Keeping what a person wants to be told, and planning anew by it what waits."""

from __future__ import annotations

from collections.abc import Mapping

from okno.db import tx
from okno.events import record
from okno.notify import digest, times
from okno.notify.choices import Choice, choose
from okno.notify.events import NoticesChosen
from okno.notify.times import Times
from okno.people import Person

_NAMES = ("quiet_from", "quiet_until", "quiet_days", "digest", "urgent")


async def keep(
    person: Person, wanted: Mapping[Choice, bool], new: Times, *, before: Times, version: int | None
) -> None:
    """Keeps choices and times at once. Raises Invalid by field, and Conflict when the times were changed meanwhile."""
    changed = tuple(name for name in _NAMES if getattr(new, name) != getattr(before, name))
    async with tx():
        await choose(person.id, wanted, actor_id=person.id)
        if changed:
            await times.put(person.id, new, version=version)
            await record(NoticesChosen(stream_id=person.id, actor_id=person.id, changed=changed))
            await digest.look_again(person)
