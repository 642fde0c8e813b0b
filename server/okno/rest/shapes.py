"""What all models of REST share: times, strict bodies, lists with cursors, names instead of ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, PlainSerializer, WithJsonSchema

from okno import people, teams
from okno.clock import from_us
from okno.http import cursor as codec
from okno.http.rest import Model
from okno.i18n import utc

Moment = Annotated[
    datetime, PlainSerializer(utc, return_type=str), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""A moment in ISO 8601, UTC, with Z."""

PAGE = 50
LARGEST_PAGE = 100


class Body(Model):
    """The base of what is sent: unknown keys and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ListQuery(Model):
    """The query of every list."""

    cursor: str = Field("", description="`next_cursor` of the page before; empty for the first one.")
    limit: int = Field(PAGE, ge=1, description="How many; more than 100 are never given at once.")

    @property
    def size(self) -> int:
        """How many are given at most."""
        return min(self.limit, LARGEST_PAGE)

    def after_id(self, start: int = 0) -> int:
        """The id that the page before ended with; `start` on the first page."""
        return int(codec.decode(self.cursor, int)[0]) if self.cursor else start


def moment(us: int | None) -> datetime | None:
    """The moment of microseconds, if there is one."""
    return None if us is None else from_us(us)


@dataclass(frozen=True)
class Names:
    """Logins of persons and keys of teams by their ids: REST speaks of both by name."""

    logins: Mapping[int, str]
    keys: Mapping[int, str]

    @classmethod
    async def of(cls, person_ids: Iterable[int | None], team_ids: Iterable[int | None] = ()) -> Names:
        """The names of these persons and teams."""
        found = await people.get_many(person_ids)
        known = await teams.get_many(team_ids)
        return cls({one.id: one.login for one in found.values()}, {one.id: one.key for one in known.values()})

    def person(self, person_id: int | None) -> str | None:
        """The login of a person; None for nobody."""
        return None if person_id is None else self.logins.get(person_id)

    def team(self, team_id: int | None) -> str | None:
        """The key of a team."""
        return None if team_id is None else self.keys.get(team_id)
