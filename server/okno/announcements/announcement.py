"""An announcement as it is stored, and whom it reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from okno.access import Actor, may
from okno.access.actor import EVERYBODYS
from okno.catalog.audience import Belonging, belonging, in_departments
from okno.catalog.shelf import Shelf
from okno.db import Row, load_json

NEWS, WORKS, OUTAGE = "news", "works", "outage"
KINDS = (OUTAGE, WORKS, NEWS)
"""What it can be, the gravest first."""
PUBLISH = "announcement.publish"
TOPIC = EVERYBODYS
"""The topic of live pushes; it names none of them, for not everybody may know of each."""
_JSON = ("title", "text", "services", "departments")


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """Something that people should know; see AnnouncementRow. Instants in microseconds UTC."""

    id: int
    kind: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    services: Sequence[str]
    departments: Sequence[str]
    starts_at: int
    expected_at: int | None
    ends_at: int | None
    ended_at: int | None
    author_id: int
    created_at: int
    updated_at: int
    version: int

    def over_at(self, now: int) -> int | None:
        """Since when it is over; None while it is not."""
        if self.ended_at is not None:
            return self.ended_at
        return self.ends_at if self.ends_at is not None and self.ends_at <= now else None

    def stage(self, now: int) -> str:
        """Where it stands: "planned", "now" or "past"."""
        if self.over_at(now) is not None:
            return "past"
        return "planned" if self.starts_at > now else "now"


COLUMNS = ", ".join(field.name for field in fields(Announcement))


def from_row(row: Row) -> Announcement:
    """The announcement of a row."""
    return Announcement(**{key: load_json(value) if key in _JSON else value for key, value in row.items()})


@dataclass(frozen=True)
class Reader:
    """Who reads, with what decides over it."""

    actor: Actor
    belonging: Belonging
    shelf: Shelf

    @classmethod
    async def of(cls, actor: Actor) -> Reader:
        """The reader that an actor is."""
        return cls(actor, await belonging(actor.id), await Shelf.of(actor.id))

    @property
    def publishes(self) -> bool:
        """Whether he writes announcements himself."""
        return may(self.actor, PUBLISH)

    def sees(self, one: Announcement) -> bool:
        """Whether it exists for him: it is for his department, and for some service that he has; or he publishes."""
        if self.publishes:
            return True
        if one.departments and not in_departments(one.departments, self.belonging):
            return False
        return not one.services or any(key in self.shelf.services for key in one.services)
