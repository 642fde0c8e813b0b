"""What became of a message that came in, for the channel that has taken it, and what was said in its conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno import files
from okno.channels.reference import reference_of
from okno.db import fetch_one
from okno.tickets import outside, store as ticket_store
from okno.tickets.ticket import Ticket


@dataclass(frozen=True)
class Outcome:
    """How far a message has come. `state` is one of IncomingRow; `reason` says why it waits.

    `thread_id` is the conversation of an outsider; None when a person has sent it.
    """

    state: str
    reason: str
    ticket_id: int | None
    thread_id: int | None

    @property
    def reference(self) -> str:
        """What leads an answer back there; "" before it is anywhere."""
        return reference_of(self.ticket_id, self.thread_id) if self.ticket_id is not None else ""


@dataclass(frozen=True)
class Said:
    """Words in the conversation of an outsider. `own`: they are his; `at` is in microseconds UTC."""

    id: int
    own: bool
    at: int
    text: str
    files: tuple[files.File, ...]


async def outcome(channel: str, external_id: str) -> Outcome | None:
    """What became of a message; None when there is no such one."""
    row = await fetch_one(
        "SELECT state, reason, ticket_id, thread_id FROM channel_incoming WHERE channel = $1 AND external_id = $2",
        channel,
        external_id,
    )
    return Outcome(**row) if row is not None else None


async def conversation(thread_id: int) -> tuple[Ticket, Sequence[Said]] | None:
    """The ticket of an outsider's conversation and all that was said there; None when it is no such conversation.

    Whoever shows it has to know that it is the outsider who looks.
    """
    found = await outside.said_in(thread_id)
    if found is None:
        return None
    thread, words = found
    kept = await files.of_comments(one.id for one in words)
    said = [
        Said(
            id=one.id,
            own=one.author_id == thread.principal_id,
            at=one.at,
            text=one.text,
            files=tuple(file for file in kept.get(one.id, ()) if not file.erased),
        )
        for one in words
    ]
    return await ticket_store.load(thread.ticket_id), said
