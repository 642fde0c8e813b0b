"""The ways by which somebody sees tickets, as a search goes them.

By name (`ticket_reader`): there the public document is looked at. By the right in a team: there the whole one is. Each
has the rows of the index that may be its own, cheaply, and the condition on the ticket that decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.db import in_list
from okno.tickets.visible import CUSTOMER, staff_teams

Sql = tuple[str, list[object]]


@dataclass(frozen=True)
class Way:
    """One way. `teams` empty: by name. `ordered`: only what is his own matter. `assigned`: only what he works on."""

    actor_id: int
    teams: tuple[int, ...] = ()
    ordered: bool = False
    assigned: bool = False

    @property
    def staff(self) -> bool:
        """Whether he goes it as one of the staff, and so finds by their words too."""
        return bool(self.teams)

    @property
    def column(self) -> str:
        """The vector of PostgreSQL that is looked at."""
        return "whole" if self.staff else "public"

    def rows(self, start: int) -> Sql:
        """The ids of the index that may be his, each once: a FROM clause with `ticket_id`, by an index of its own."""
        if self.staff:
            places, args = in_list(self.teams, start + 1)
            where = f"team_id IN {places} AND customer_id <> ${start}"
            return f"(SELECT ticket_id FROM ticket_search WHERE {where})", [self.actor_id, *args]
        asked = " AND why <> 'approver'" if self.ordered else ""
        return f"(SELECT DISTINCT ticket_id FROM ticket_reader WHERE principal_id = ${start}{asked})", [self.actor_id]

    def near(self, start: int) -> Sql:
        """That a row `d` of the index may be his, as the index knows it."""
        if self.staff:
            places, args = in_list(self.teams, start + 1)
            return f"d.team_id IN {places} AND d.customer_id <> ${start}", [self.actor_id, *args]
        return self._read(start, "d.ticket_id")

    def sees(self, start: int) -> Sql:
        """That the ticket `t` itself is his to see: what decides."""
        if not self.staff:
            return self._read(start, "t.id")
        places, args = in_list(self.teams, start + 1)
        works = f" AND t.assignee_id = ${start}" if self.assigned else ""
        return f"t.team_id IN {places} AND {CUSTOMER} <> ${start}{works}", [self.actor_id, *args]

    def _read(self, start: int, column: str) -> Sql:
        asked = " AND w.why <> 'approver'" if self.ordered else ""
        rows = f"SELECT 1 FROM ticket_reader w WHERE w.principal_id = ${start} AND w.ticket_id = {column}{asked}"
        return f"EXISTS ({rows})", [self.actor_id]


def ways(actor: Actor, queue: str | int | None = None) -> Sequence[Way]:
    """The ways to the tickets of a list, named as in reading.Wish; None: to all that the actor sees."""
    teams = tuple(staff_teams(actor))
    work = [Way(actor.id, teams, assigned=queue == "mine")] if teams else []
    if queue is None:
        return [Way(actor.id), *work]
    if queue == "own":
        return [Way(actor.id, ordered=True)]
    if queue in ("mine", "all"):
        return work
    return [Way(actor.id, (int(queue),))] if queue in teams else []
