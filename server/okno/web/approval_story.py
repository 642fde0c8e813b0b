"""What the story of a ticket says about approvals."""

from __future__ import annotations

from collections.abc import Mapping

from okno.events import Fact
from okno.i18n import Translator
from okno.text import N_, Phrase
from okno.tickets.approval import KINDS

CAUSES: Mapping[str, Phrase] = {
    "asked": N_("The request is sent for approval"),
    "approved": N_("The approval is over: the work may begin"),
    "refused": N_("The request is closed: it is not approved"),
    "overdue": N_("The request is closed: nobody has approved it in time"),
    "bypassed": N_("The work begins without approval"),
}
"""Moves by rule, by what they followed from; they stand without a name."""

_ASKED: Mapping[str, Phrase] = {
    "": N_("Asked to approve: %(person)s"),
    "escalated": N_("Nobody has decided in time, asked above: %(person)s"),
    "substitute": N_("Asked to approve instead of whoever is away: %(person)s"),
    "instead": N_("Asked to approve instead of who works here no more: %(person)s"),
}
_ASKS = (N_("asks to approve: %(person)s"), N_("asked to approve: %(person)s"))
_REMINDED = N_("Reminded of the approval: %(person)s")
_GIVEN: Mapping[str, tuple[Phrase, Phrase]] = {
    "approved": (N_("approves the request"), N_("approved the request")),
    "refused": (N_("refuses the request"), N_("refused the request")),
}
_INSTEAD = N_("%(what)s, standing in for: %(person)s")
_PASSED: Mapping[tuple[str, str], Phrase] = {
    ("nobody", "approved"): N_("A step of the approval is passed over: there is nobody to ask"),
    ("nobody", "refused"): N_("A step of the approval is refused: too few are left who could agree"),
    ("deadline", "approved"): N_("Nobody has decided in time: this counts as an approval"),
    ("deadline", "refused"): N_("Nobody has decided in time: this counts as a refusal"),
}
_BYPASSED = (N_("begins the work without approval"), N_("began the work without approval"))
_BECAUSE = N_("%(what)s: %(reason)s")


def tells(fact: Fact) -> bool:
    """Whether this is about an approval."""
    return fact.kind in KINDS or fact.payload.get("cause") in CAUSES


def alone(fact: Fact) -> bool:
    """Whether the sentence stands without the name of who did it."""
    if fact.kind == "ApprovalAsked":
        return fact.actor_id is None or _ask(fact) != ""
    return fact.kind == "ApprovalPassed" or bool(fact.payload.get("cause") in CAUSES)


def folds(first: Fact, following: Fact) -> bool:
    """Whether two facts are one line: several who are asked at once."""
    same = all(first.payload.get(key) == following.payload.get(key) for key in ("step", "reminded"))
    kinds = {first.kind, following.kind} == {"ApprovalAsked"}
    return kinds and same and first.actor_id == following.actor_id and _ask(first) == _ask(following)


def icon(fact: Fact) -> str:
    """The glyph of the line."""
    if fact.payload.get("reminded"):
        return "bell"
    decision = fact.payload.get("decision", fact.payload.get("cause", ""))
    return {"approved": "st-done", "refused": "st-cancel", "overdue": "st-cancel"}.get(str(decision), "stamp")


def sentence(fact: Fact, t: Translator, person: str, *, own: bool, reason: str = "") -> str:
    """What happened; `person` is the name of whom the fact speaks, `own` that the reader did it."""
    if fact.kind == "ApprovalAsked":
        return _asked(fact, t, person, own=own)
    if fact.kind == "ApprovalGiven":
        what = t.say(_GIVEN[fact.payload["decision"]][own])
        instead = fact.actor_id != fact.payload["person_id"]
        return t.say(_INSTEAD.msgid, what=what, person=person) if instead else what
    if fact.kind == "ApprovalPassed":
        return t.say(_PASSED[fact.payload["why"], fact.payload["decision"]])
    if fact.kind == "ApprovalBypassed":
        what = t.say(_BYPASSED[own])
        return t.say(_BECAUSE.msgid, what=what, reason=reason) if reason else what
    return t.say(CAUSES[fact.payload["cause"]])


def _asked(fact: Fact, t: Translator, person: str, *, own: bool) -> str:
    if fact.payload["reminded"]:
        return t.say(_REMINDED.msgid, person=person)
    why = _ask(fact)
    if not why and fact.actor_id is not None:
        return t.say(_ASKS[own].msgid, person=person)
    return t.say(_ASKED[why].msgid, person=person)


def _ask(fact: Fact) -> str:
    """How somebody is asked: "" in the ordinary way."""
    why = str(fact.payload["why"])
    return why if why in _ASKED else ""
