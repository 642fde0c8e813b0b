"""REST: criteria of tickets as parameters of a list, in the form of okno.tickets.criteria_text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import Field

from okno.catalog.automation import Criterion
from okno.catalog.criteria import FIELD
from okno.errors import Invalid
from okno.rest.shapes import ListQuery
from okno.text import N_
from okno.tickets.criteria import problems
from okno.tickets.criteria_text import read

_HOW = "`a,b`: one of them, `!a,b`: none of them"
_PERSON = f"Logins, `me` is whoever asks. {_HOW}, `*`: there is one, `-`: there is none."
_NUMBER = f"{_HOW}, `2..`: at least 2, `..4`: under 4."
_HOURS = "Working hours: `2..` at least 2, `..8` under 8, `*` there is such a time, `-` there is none."
_FLAG = "`yes` or `no`."
_APART = ("unanswered_longer", "fields")


class CriteriaQuery(ListQuery):
    """Conditions that tickets meet, all of them; one parameter may be given several times.

    `field.<key>` is the answer to a question of a form. What only the staff of a ticket knows (priority, impact,
    urgency, line, vip, unanswered, tasks, answers) finds only tickets of one's teams.
    """

    GATHERS: ClassVar[Mapping[str, str]] = {FIELD: "fields"}

    phase: list[str] = Field(default_factory=list, description=f"open, paused, done or closed. {_HOW}.")
    waiting: list[str] = Field(default_factory=list, description=f"requester, approval, supplier or plan. {_HOW}.")
    team: list[str] = Field(default_factory=list, description=f"Keys of teams. {_HOW}.")
    line: list[str] = Field(default_factory=list, description=_NUMBER)
    assignee: list[str] = Field(default_factory=list, description=_PERSON)
    kind: list[str] = Field(default_factory=list, description=f"request, incident or consultation. {_HOW}.")
    service: list[str] = Field(default_factory=list, description=f"Keys of services. {_HOW}.")
    category: list[str] = Field(default_factory=list, description=f"Keys of categories, with all below them. {_HOW}.")
    priority: list[str] = Field(default_factory=list, description=f"critical, high, normal or low. {_HOW}.")
    impact: list[str] = Field(default_factory=list, description=_NUMBER)
    urgency: list[str] = Field(default_factory=list, description=_NUMBER)
    customer: list[str] = Field(default_factory=list, description=f"For whom it is. {_PERSON}")
    department: list[str] = Field(default_factory=list, description=f"Of the customer. {_HOW}.")
    place: list[str] = Field(default_factory=list, description=f"Of the customer. {_HOW}.")
    vip: list[str] = Field(default_factory=list, description=_FLAG)
    source: list[str] = Field(default_factory=list, description=f"portal, api, mail, phone or split. {_HOW}.")
    subject: list[str] = Field(default_factory=list, description="Words that all stand in the subject.")
    created: list[str] = Field(default_factory=list, description=f"Since it was ordered. {_HOURS}")
    changed: list[str] = Field(default_factory=list, description=f"Since the last change. {_HOURS}")
    unanswered: list[str] = Field(default_factory=list, description=f"Since the customer waits for a word. {_HOURS}")
    unanswered_longer: float | None = Field(None, ge=0, le=100_000, description="The same as `unanswered=N..`.")
    due: list[str] = Field(default_factory=list, description=f"Until it is due. {_HOURS}")
    overdue: list[str] = Field(default_factory=list, description=_FLAG)
    tasks: list[str] = Field(default_factory=list, description=f"It has open tasks. {_FLAG}")
    following: list[str] = Field(default_factory=list, description=f"I follow it. {_FLAG}")
    fields: list[str] = Field(
        default_factory=list,
        description=f"`field.<key>=a,b`: the answer to the question <key>. {_HOW}, `*`: answered, `-`: not answered.",
    )

    def criteria(self) -> Sequence[Criterion]:
        """The criteria. Raises Invalid by parameter for what is none."""
        found: list[Criterion] = []
        for name, text in self._given():
            one = read(name, text)
            if one is None:
                raise Invalid({name: N_("This cannot be read. See the description of the parameter.")})
            found.append(one)
        if self.unanswered_longer is not None:
            found.append(Criterion(of="unanswered", at_least=self.unanswered_longer))
        wrong = problems(found)
        if wrong:
            raise Invalid({found[n].of if n < len(found) else "criteria": reason for n, reason in reversed(wrong)})
        return found

    def _given(self) -> Sequence[tuple[str, str]]:
        plain = [name for name in CriteriaQuery.model_fields if name not in (*ListQuery.model_fields, *_APART)]
        asked = [(name, text) for name in plain for text in getattr(self, name)]
        answers = (text.partition("=") for text in self.fields)
        return [*asked, *((FIELD + key, value) for key, _, value in answers)]
