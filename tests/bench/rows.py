"""The rows of lives, by table: what Okno would have written, a batch of tickets at a time.

Facts and comments get their ids in the order of time among the tickets of a batch, as in a company where many work at
once; so those of one ticket do not lie side by side in the database.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

from okno.db import dump_json
from okno.text import one_line, search_key
from okno.tickets import clock_steps, segment
from okno.tickets.search import index
from okno.tickets.search.document import Document
from okno.tickets.search.vectors import line, vector
from okno.tickets.ticket import COLUMN_NAMES
from tests.bench.fates import DAY_US
from tests.bench.lives import AUDIENCES, Life
from tests.bench.words import terms_of

Rows = Mapping[str, Sequence[tuple[object, ...]]]

TOGETHER = 4
"""Facts of one transaction: as many have one position on PostgreSQL."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "ticket": (*COLUMN_NAMES, "search_key", "next_clock_at"),
    "ticket_reader": ("principal_id", "ticket_id", "why"),
    "ticket_value": ("ticket_id", "field", "value"),
    "thread": ("id", "ticket_id", "audience"),
    "comment": ("id", "ticket_id", "thread_id", "author_id", "at", "text", "source"),
    "event": ("id", "stream", "stream_id", "kind", "actor_id", "at", "payload", "topics", "position"),
    "clock_story": ("ticket_id", "segments", "steps", "frozen"),
    "notice": ("person_id", "event_id", "ticket_id", "kind", "payload", "at", "read_at"),
}
SEARCH = {
    "postgres": ("ticket_id", "team_id", "customer_id", "digest", "public", "whole"),
    "sqlite": ("ticket_id", "team_id", "customer_id", "digest", "public", "staff"),
}


class Writer:
    """Makes rows; ids go on from batch to batch."""

    def __init__(self, dialect: str, *, event: int, comment: int, thread: int, now: int, position: int) -> None:
        self._dialect = dialect
        self._position = position
        """The positions count from it on PostgreSQL; on SQLite they are the ids."""
        self._next = {"event": event, "comment": comment, "thread": thread}
        self._now = now
        self._chance = random.Random(3)

    def batch(self, lives: Sequence[Life], names: Mapping[int, str]) -> Rows:
        """The rows of these tickets; `names`: name and login of each customer."""
        found: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        for said in sorted((said for life in lives for said in life.said), key=lambda said: said.at):
            said.id = self._id("comment")
        for life in lives:
            self._ticket(found, life)
            self._threads(found, life)
            self._search(found, life, names)
        self._facts(found, lives)
        return found

    def _id(self, of: str) -> int:
        self._next[of] += 1
        return self._next[of] - 1

    def _ticket(self, found: dict[str, list[tuple[object, ...]]], life: Life) -> None:
        one = life.ticket
        values = {**vars(one), "answers": dump_json(dict(one.answers))}
        own = (search_key(one.subject)[:512], life.next_clock_at)
        found["ticket"].append((*(values[name] for name in COLUMN_NAMES), *own))
        found["ticket_reader"].append((one.requester_id, one.id, "requester"))
        found["ticket_value"].append((one.id, "topic", one_line(one.subject)))
        steps = dump_json(clock_steps.kept(life.come))
        found["clock_story"].append(
            (one.id, dump_json(segment.rows(life.told)), steps, life.told[-1].pause == "closed")
        )

    def _threads(self, found: dict[str, list[tuple[object, ...]]], life: Life) -> None:
        threads: dict[str, int] = {}
        for said in life.said:
            audience = AUDIENCES[said.visibility]
            if audience not in threads:
                threads[audience] = self._id("thread")
                found["thread"].append((threads[audience], life.ticket.id, audience))
            row = (said.id, life.ticket.id, threads[audience], said.author, said.at, said.text, "portal")
            found["comment"].append(row)

    def _facts(self, found: dict[str, list[tuple[object, ...]]], lives: Sequence[Life]) -> None:
        facts = sorted(
            ((one.at, n, one, life) for life in lives for n, one in enumerate(life.happened)),
            key=lambda fact: (fact[0], fact[3].ticket.id, fact[1]),
        )
        for at, _, one, life in facts:
            one.id = self._id("event")
            place = one.id if self._dialect == "sqlite" else self._position + one.id // TOGETHER
            event = one.event
            found["event"].append(
                (
                    one.id, event.stream, event.stream_id, event.kind(), event.actor_id, at, dump_json(one.payload),
                    dump_json(life.topics(one)), place,
                )
            )  # fmt: skip
            self._notices(found, life, one.id, event.kind(), at, event.actor_id)

    def _notices(
        self, found: dict[str, list[tuple[object, ...]]], life: Life, event: int, kind: str, at: int, actor: int | None
    ) -> None:
        """Those whom a fact was told to: most have read it, what is new not everybody."""
        fresh = at > self._now - 2 * DAY_US
        read = None if fresh and self._chance.random() < 0.3 else at
        ticket = life.ticket
        if kind == "TicketAssigned" and ticket.assignee_id is not None:
            found["notice"].append(
                (ticket.assignee_id, event, ticket.id, "assigned", dump_json({"actor": actor}), at, at)
            )
        elif kind == "TicketDone":
            found["notice"].append(
                (ticket.requester_id, event, ticket.id, "done", dump_json({"actor": actor}), at, read)
            )

    def _search(self, found: dict[str, list[tuple[object, ...]]], life: Life, names: Mapping[int, str]) -> None:
        made = document(life, names)
        # The words are made of the parts as `okno.tickets.search.index` makes them; texts that tickets share once.
        public, staff = [terms_of(one) for one in made.public], [terms_of(one) for one in made.staff]
        digest = index._digest(made)
        own: tuple[object, ...] = (made.ticket_id, made.team_id, made.customer_id, digest)
        if self._dialect == "postgres":
            found["ticket_search"].append((*own, vector(public), vector([*public, *staff])))
            return
        found["ticket_search"].append((*own, line(public), line(staff)))


def document(life: Life, names: Mapping[int, str]) -> Document:
    """What the ticket is found by, in the order of `okno.tickets.search.document`."""
    one = life.ticket
    made = Document(one.id, one.team_id, one.requester_id)
    made.add(one.subject, public=True)
    made.add(" ".join(dict.fromkeys(life.ordered.service.title.values())), public=True, title=True)
    for value in one.answers.values():
        made.add(str(value), public=True)
    made.add(names[one.requester_id], public=False, title=True)
    for said in sorted(life.said, key=lambda said: -said.id)[:500]:
        made.add(said.text, public=said.visibility == "public")
    return made
