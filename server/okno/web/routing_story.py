"""What the story of a ticket says about its routing: the team by department, who gets it by itself, its line."""

from __future__ import annotations

from collections.abc import Mapping

from okno.events import Fact
from okno.i18n import Translator
from okno.text import N_, Phrase

LINE = "TicketLineChanged"

_BY_ROUTE: Mapping[str, tuple[Phrase, Phrase]] = {
    "department": (
        N_("%(said)s; it goes to the team “%(team)s” by the requester’s department"),
        N_("%(said)s, by the requester’s department"),
    ),
    "place": (
        N_("%(said)s; it goes to the team “%(team)s” by the requester’s place"),
        N_("%(said)s, by the requester’s place"),
    ),
}
"""What is added to the order, and to a sentence that names the team already."""
_BY_PLUGIN = (
    N_("%(said)s; it goes to the team “%(team)s” by the plugin “%(plugin)s”"),
    N_("%(said)s, by the plugin “%(plugin)s”"),
)
_GIVEN: Mapping[str, Phrase] = {
    "round_robin": N_("%(person)s gets the request: it is the next turn in the team"),
    "least_load": N_("%(person)s gets the request: the least open work in the team"),
}
_UNSKILLED = N_("%(said)s. Nobody who is here has the skills that this service needs")
_GIVEN_TO = N_("%(person)s gets the request")
_ON = (N_("hands the request on to line %(line)s"), N_("handed the request on to line %(line)s"))
_BACK = (N_("returns the request to line %(line)s"), N_("returned the request to line %(line)s"))
_ON_ALONE, _BACK_ALONE = N_("The request goes on to line %(line)s"), N_("The request returns to line %(line)s")


def tells(fact: Fact) -> bool:
    """Whether this is about a line, or about what the server itself gives to somebody."""
    return fact.kind == LINE or (fact.kind == "TicketAssigned" and fact.payload.get("cause") in _GIVEN)


def sentence(fact: Fact, t: Translator, person: str, *, own: bool, staff: bool) -> str:
    """What happened; how somebody was found is the business of the staff."""
    if fact.kind == LINE:
        return _line(fact, t, own=own)
    if not staff:
        return t.say(_GIVEN_TO.msgid, person=person)
    said = t.say(_GIVEN[fact.payload["cause"]].msgid, person=person)
    return t.say(_UNSKILLED.msgid, said=said) if fact.payload.get("unskilled") else said


def routed(fact: Fact, t: Translator, said: str, team: str, *, staff: bool) -> str:
    """A sentence about a team, with what it was chosen by."""
    ordered = fact.kind == "TicketCreated"
    by = str(fact.payload.get("route" if ordered else "cause", ""))
    plugin = by.removeprefix("x.") if by.startswith("x.") else ""
    if not staff or not (plugin or by in _BY_ROUTE):
        return said
    told = (_BY_PLUGIN if plugin else _BY_ROUTE[by])[0 if ordered else 1]
    return t.say(told.msgid, said=said, team=team, plugin=plugin)


def _line(fact: Fact, t: Translator, *, own: bool) -> str:
    line = fact.payload["line"]
    back = line < fact.payload["from_line"]
    if fact.actor_id is None:
        return t.say((_BACK_ALONE if back else _ON_ALONE).msgid, line=line)
    return t.say((_BACK if back else _ON)[own].msgid, line=line)
