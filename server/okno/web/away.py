"""Who is away, in words, wherever people are seen or chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okno.i18n import Translator
from okno.people import Absence, away
from okno.teams import places
from okno.text import N_


@dataclass(frozen=True)
class Away:
    """Those of some persons who are away now, and those who are here but take no new work of a team (`resting`)."""

    absences: Mapping[int, Absence]
    t: Translator
    zone: str
    resting: frozenset[int] = frozenset()

    @classmethod
    async def of(
        cls, person_ids: Iterable[int | None], t: Translator, zone: str, *, team_id: int | None = None
    ) -> Away:
        """Asks for a whole list at once. `zone` is the company's, `team_id` the team whose work it is about."""
        stand = await places(team_id) if team_id is not None else {}
        resting = frozenset(key for key, place in stand.items() if place.away)
        return cls(await away(person_ids), t, zone, resting)

    def __contains__(self, person_id: int) -> bool:
        return person_id in self.absences or person_id in self.resting

    def words(self, person_id: int | None) -> str:
        """“away through 5 December, Vera Petrova stands in”; "" for who is here and takes work."""
        absence = self.absences.get(person_id) if person_id is not None else None
        if absence is None:
            return self.t.say(N_("takes no new work")) if person_id in self.resting else ""
        until = self.t.say(N_("away through %(day)s", day=self.t.date(absence.last(self.zone))))
        if not absence.substitute:
            return until
        return ", ".join((until, self.t.say(N_("%(name)s stands in", name=absence.substitute))))

    def line(self, text: str, person_id: int) -> str:
        """A text about a person with these words after it."""
        return ", ".join(part for part in (text, self.words(person_id)) if part)
