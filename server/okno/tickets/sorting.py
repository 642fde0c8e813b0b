"""The orders of a list of tickets: what they go by, and which way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from okno.clock import FAR_US
from okno.text import N_, Phrase


@dataclass(frozen=True)
class Sort:
    """One order. `key` is an expression over the ticket `t`, never NULL, whose values are of `kind`.

    `falling`: the largest comes first, unless the list is wanted the other way round. What only the staff knows
    (`staff`) orders no tickets that one reads by name. `whole`: an index serves it among closed tickets too.
    """

    title: Phrase
    key: str
    falling: bool = False
    kind: type[int] | type[str] = int
    staff: bool = False
    whole: bool = False


def _name_of(person: str) -> str:
    """By the name, as a dictionary does; nobody comes first."""
    return f"coalesce((SELECT p.sort_key FROM person p WHERE p.id = {person}), '')"


SORTS: Mapping[str, Sort] = {
    "due": Sort(N_("Due time"), "t.due_sort"),
    "created": Sort(N_("When it was ordered"), "t.id", falling=True, whole=True),
    "updated": Sort(N_("Last change"), "t.updated_at", falling=True, whole=True),
    "priority": Sort(N_("Priority"), "t.priority", staff=True),
    "unanswered": Sort(N_("Waits for a word"), f"coalesce(t.unanswered_since, {FAR_US})", staff=True),
    "customer": Sort(N_("Requester"), _name_of("coalesce(t.on_behalf_of_id, t.requester_id)"), kind=str),
    "assignee": Sort(N_("Assignee"), _name_of("t.assignee_id"), kind=str),
    "team": Sort(N_("Team"), "(SELECT k.key FROM team k WHERE k.id = t.team_id)", kind=str),
}
"""The orders that there are, by the name under which REST and addresses know them."""
Key = tuple[int | str, int]
"""Where a page ends: the value that the list goes by, and the id, which tells equal ones apart."""
