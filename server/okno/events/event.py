"""What an event is: a past-tense fact about one stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from okno.clock import from_us
from okno.db import Row, load_json


@dataclass(frozen=True, kw_only=True)
class Event:
    """The root of all events. A subclass names its stream; its name is its kind.

    Fields hold ids and enumerated values, never free text or personal data: the log is append-only, and what a
    person wrote must stay erasable. Besides its own fields, the payload that is stored has `rule` where a rule or a
    step of a service level acted (see `okno.events.origin.by_rule_of`); readers take payloads by name.
    """

    stream: ClassVar[str]
    audited: ClassVar[bool] = False
    """Whether the audit keeps it: who did what to people, rights and the server."""
    stream_id: int
    actor_id: int | None

    @classmethod
    def kind(cls) -> str:
        """The name of the fact, as stored."""
        return cls.__name__

    def payload(self) -> dict[str, Any]:
        """The fields beyond the common ones, as stored."""
        return {key: value for key, value in asdict(self).items() if key not in ("stream_id", "actor_id")}


@dataclass(frozen=True)
class Fact:
    """An event as read back: what happened, to what, by whom, when (microseconds UTC)."""

    id: int
    stream: str
    stream_id: int
    kind: str
    actor_id: int | None
    at: int
    payload: Mapping[str, Any]
    topics: tuple[str, ...]

    @classmethod
    def of(cls, row: Row) -> Fact:
        """The fact in a row of the table `event`."""
        return cls(
            id=row["id"],
            stream=row["stream"],
            stream_id=row["stream_id"],
            kind=row["kind"],
            actor_id=row["actor_id"],
            at=row["at"],
            payload=load_json(row["payload"]),
            topics=tuple(load_json(row["topics"])),
        )

    @property
    def moment(self) -> datetime:
        """When, as an aware datetime."""
        return from_us(self.at)
