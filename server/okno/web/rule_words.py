"""Rules in the story of a ticket: which rule has acted, and what only rules and macros do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from okno.catalog import registry
from okno.events import Fact
from okno.i18n import Translator
from okno.text import N_, Phrase, pick
from okno.web import approval_story, routing_story, task_story

WHO: Mapping[str, Phrase] = {
    "assignee": N_("the assignee"),
    "team": N_("the team"),
    "lead": N_("the leads of the team"),
    "line": N_("the line"),
    "manager": N_("the manager of the assignee"),
    "owner": N_("the owner of the service"),
}
"""Whom a notice goes to."""
ICONS: Mapping[str, str] = {"RuleTold": "bell"}
_TOLD = (N_("sends a notice: %(who)s"), N_("sent a notice: %(who)s"))
_LEVEL = "sla:"


def rule_of(fact: Fact) -> str:
    """The key of the rule that has made a fact; "" when a person, or the server itself, has."""
    return str(fact.payload.get("rule") or "")


def by(fact: Fact, t: Translator, *, staff: bool) -> str:
    """Who has acted, as the subject of the sentence. Rules are a matter of the staff."""
    key = rule_of(fact)
    if not staff:
        return t.say(N_("The system"))
    if key.startswith(_LEVEL):
        level = registry.current().sla.get(key.removeprefix(_LEVEL))
        title = pick(level.title, t.locale) if level is not None else key.removeprefix(_LEVEL)
        return t.say(N_("Service level “%(title)s”", title=title))
    rule = registry.current().rules.get(key)
    return t.say(N_("Rule “%(title)s”", title=pick(rule.title, t.locale) if rule is not None else key))


def acts(fact: Fact) -> bool:
    """Whether a rule stands as the subject of the sentence; of some facts the sentence names its own."""
    if not rule_of(fact) or fact.actor_id is not None or approval_story.tells(fact) or fact.kind == routing_story.LINE:
        return False
    alone = task_story.tells(fact) and task_story.alone(fact)
    return not alone and not (fact.kind == "TicketAssigned" and routing_story.tells(fact))


def tells(fact: Fact) -> bool:
    """Whether the fact is told here."""
    return fact.kind in ICONS


def sentence(fact: Fact, t: Translator, *, own: bool) -> str:
    """What happened, after the name."""
    return t.say(_TOLD[own].msgid, who=named(fact.payload["tell"], t))


def named(who: Iterable[str], t: Translator) -> str:
    """Those whom a notice goes to, in one line."""
    return ", ".join(t.say(WHO[one]) for one in who if one in WHO)
