"""Answers that point at something: persons and files, looked up with the rights of who answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from okno.access import Actor
from okno.catalog.model import Service
from okno.clock import now, zone_of
from okno.files import File, get as get_file
from okno.people import Person, find, get as get_person


def here(actor: Actor) -> datetime:
    """The present moment on the wall clock of the actor: what `today` and a moment without an offset mean to him."""
    return now().astimezone(ZoneInfo(zone_of(actor.time_zone)))


class Lookup:
    """The look-ups of a form: active persons, and files that the one who answers has sent himself."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    async def person(self, reference: str | int, /) -> Person | None:
        """The active person meant by an id or a login."""
        return await find(reference)

    async def file(self, public_id: str, /) -> File | None:
        """A file of the one who answers."""
        found = await get_file(public_id)
        return found if found is not None and found.owner_id == self._actor.id else None


class Shown:
    """The look-ups for showing stored answers to who may see the ticket: people who have left are named too."""

    async def person(self, reference: str | int, /) -> Person | None:
        """The person of a stored id."""
        return await get_person(int(reference)) if str(reference).isdigit() else None

    async def file(self, public_id: str, /) -> File | None:
        """The file of a stored id."""
        return await get_file(public_id)


def readable(service: Service | None, answers: Mapping[str, Any], *, staff: bool) -> dict[str, Any]:
    """The stored answers that one may read: those to the questions of a team are for the staff alone."""
    if staff:
        return dict(answers)
    of_team = {one.key for one in (service.fields if service is not None else ()) if one.teams}
    return {key: value for key, value in answers.items() if key not in of_team}


def file_ids(service: Service, answers: Mapping[str, Any]) -> Iterator[str]:
    """The ids of all files among stored answers."""
    for one in service.fields:
        if one.type == "file":
            yield from answers.get(one.key) or ()
