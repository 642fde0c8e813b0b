"""Lists that every agent has from the first day: nobody made them and nobody deletes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from okno.catalog.automation import Criterion
from okno.text import N_, Phrase

SILENT_HOURS = 2
BURNING_HOURS = 2


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """A list that comes with Okno. `hot`: that it is not empty is a matter of hurry."""

    title: Phrase
    queue: str
    criteria: tuple[Criterion, ...]
    icon: str
    sort: str = "due"
    hot: bool = False


DELIVERED: Mapping[str, Delivered] = {
    "silent": Delivered(
        title=N_("No reaction for over %(n)s h", n=SILENT_HOURS),
        queue="all",
        criteria=(Criterion(of="unanswered", at_least=SILENT_HOURS),),
        icon="alarm-clock",
        sort="unanswered",
        hot=True,
    ),
    "burning": Delivered(
        title=N_("Burning: under %(n)s h left", n=BURNING_HOURS),
        queue="all",
        criteria=(Criterion(of="due", below=BURNING_HOURS), Criterion(of="overdue", filled=False)),
        icon="st-burn",
        hot=True,
    ),
    "overdue": Delivered(
        title=N_("My overdue ones"),
        queue="mine",
        criteria=(Criterion(of="overdue", filled=True),),
        icon="st-late",
        hot=True,
    ),
    "waiting": Delivered(
        title=N_("They wait for me"),
        queue="mine",
        criteria=(Criterion(of="unanswered", filled=True),),
        icon="message-square",
        sort="unanswered",
    ),
}
"""The lists by the name that stands in addresses."""
