"""The steps of a service level in words: where one stands, and what happens then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from okno.catalog.points import DUE, point
from okno.i18n import Translator
from okno.text import N_, Phrase
from okno.web.clockwhy import MINUTE_US

_WHOM: Mapping[str, Phrase] = {
    "assignee": N_("to the assignee"),
    "team": N_("to the team"),
    "lead": N_("to the leads of the team"),
    "line": N_("to the line"),
    "manager": N_("to the manager"),
    "owner": N_("to the owner of the service"),
}
_NOTICE = N_("a notice goes %(whom)s")
_LINE = N_("goes on to the next line")
_RAISE = N_("the priority rises")
_TITLES: Mapping[str, tuple[Phrase, Phrase]] = {
    "share": (
        N_("%(amount)s of the time for the solution"),
        N_("%(amount)s of the time for the first answer"),
    ),
    "before": (N_("%(amount)s before the solution is due"), N_("%(amount)s before the first answer is due")),
    "after": (
        N_("%(amount)s of working time after the solution was due"),
        N_("%(amount)s of working time after the first answer was due"),
    ),
}
_DUE = (N_("the solution is due"), N_("the first answer is due"))


def step_title(at: str, of: str, t: Translator) -> str:
    """Where a step stands; what cannot be read as it is."""
    answer = of == "respond"
    try:
        where = point(at)
    except ValueError:
        return at
    if where == DUE:
        return t.say(_DUE[answer])
    if where.kind == "share":
        amount = t.say(N_("%(n)s %%", n=where.amount))
    elif where.kind == "before":
        amount = t.duration(timedelta(microseconds=where.amount))
    else:
        amount = t.hours(where.amount // MINUTE_US)
    return t.say(_TITLES[where.kind][answer].msgid, amount=amount)


def step_acts(step: Mapping[str, Any], t: Translator) -> list[str]:
    """What happens at a step, as its plain body says it."""
    tell: Sequence[str] = [name for name in step.get("tell") or () if name in _WHOM]
    words = [t.say(_NOTICE.msgid, whom=", ".join(t.say(_WHOM[name]) for name in tell))] if tell else []
    words += [t.say(_LINE)] if step.get("next_line") else []
    return words + ([t.say(_RAISE)] if step.get("raise_priority") else [])
