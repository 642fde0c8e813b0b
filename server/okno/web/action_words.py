"""The actions of rules and macros in words: «передать команде «Сеть»», and whole rules as one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okno.catalog import registry
from okno.catalog.automation import Action, Criterion, Macro, Rule
from okno.catalog.model import working_time
from okno.i18n import Translator
from okno.people import by_logins
from okno.text import N_, Phrase, Texts, one_line, pick
from okno.web import criteria_words
from okno.web.rule_words import named

CUT = 60
DEEDS: Mapping[str, Phrase] = {
    "priority": N_("Set the priority"),
    "impact": N_("Judge the impact"),
    "urgency": N_("Judge the urgency"),
    "service": N_("Change the service"),
    "kind": N_("Change the kind"),
    "field": N_("Fill in a field"),
    "team": N_("Hand over to a team"),
    "line": N_("Put on a line"),
    "assignee": N_("Give to somebody"),
    "state": N_("Change the state"),
    "reply": N_("Write to the requester"),
    "note": N_("Leave a note for the team"),
    "tell": N_("Send a notice"),
    "watch": N_("Add followers"),
    "task": N_("Add a task"),
}
"""What an action is called in its form."""
TRIGGERS: Mapping[str, Phrase] = {
    "created": N_("the request is ordered"),
    "assigned": N_("the request is given to a person, a team or a line"),
    "moved": N_("the state changes"),
    "requester_wrote": N_("the requester writes"),
    "staff_wrote": N_("the team answers"),
    "noted": N_("the team leaves a note"),
    "reclassified": N_("service, kind, priority or answers change"),
    "approved": N_("the request is approved"),
    "tasks_over": N_("all tasks are over"),
    "warned": N_("the request begins to burn"),
    "breached": N_("the request is late"),
    "reopened": N_("the request is opened again"),
}
SINCE: Mapping[str, Phrase] = {
    "created": N_("the order"),
    "changed": N_("the last change"),
    "moved": N_("the last change of the state"),
    "requester_wrote": N_("the last words of the requester"),
    "staff_wrote": N_("the last answer of the team"),
    "done": N_("the end of the work"),
}
LINES: Mapping[str, Phrase] = {"next": N_("the next line"), "back": N_("the line before")}
WAYS: Mapping[str, Phrase] = {
    "nobody": N_("to nobody"),
    "me": N_("to whoever presses the button"),
    "round_robin": N_("to the next one in turn"),
    "least_load": N_("to whoever has the least open work"),
}
_SENTENCES: Mapping[str, Phrase] = {
    "priority": N_("set the priority “%(value)s”"),
    "impact": N_("judge the impact as “%(value)s”"),
    "urgency": N_("judge the urgency as “%(value)s”"),
    "service": N_("change the service to “%(value)s”"),
    "kind": N_("change the kind to “%(value)s”"),
    "field": N_("fill in “%(key)s” with “%(value)s”"),
    "team": N_("hand over to the team “%(value)s”"),
    "line": N_("put on line %(value)s"),
    "assignee": N_("give to %(value)s"),
    "state": N_("put to “%(value)s”"),
    "reply": N_("write to the requester: “%(text)s”"),
    "note": N_("leave a note: “%(text)s”"),
    "tell": N_("send a notice: %(who)s"),
    "watch": N_("add followers: %(who)s"),
    "task": N_("add the task “%(text)s”"),
}
_EMPTY = N_("take the answer to “%(key)s” away")
_TASK_FOR = N_("add the task “%(text)s” for the team “%(key)s”")
_WHOLE = N_("When %(when)s: %(actions)s.")
_IF = N_("When %(when)s and %(criteria)s: %(actions)s.")
_AFTER = N_("%(time)s of working time have gone since %(since)s")
_BY_HAND = N_("By hand: %(actions)s.")


@dataclass(frozen=True)
class Names:
    """The people whom actions and criteria name, by login."""

    people: Mapping[str, str]

    @classmethod
    async def of(cls, actions: Iterable[Action], criteria: Sequence[Criterion] = ()) -> Names:
        """Reads them at once."""
        logins = {str(one.value) for one in actions if one.do == "assignee"}
        logins |= {login for one in actions if one.do == "watch" for login in one.who}
        found = {login: person.name for login, person in (await by_logins(logins)).items()} if logins else {}
        return cls(found | dict(await criteria_words.names_of(criteria)))


def said(action: Action, t: Translator, names: Names) -> str:
    """One action in words."""
    phrase = _SENTENCES[action.do]
    if action.do == "field" and action.value in (None, "", []):
        phrase = _EMPTY
    if action.do == "assignee" and action.value in WAYS:
        return t.say(DEEDS["assignee"]).lower() + ": " + t.say(WAYS[str(action.value)])
    if action.do == "line" and action.value in LINES:
        return t.say(DEEDS["line"]).lower() + ": " + t.say(LINES[str(action.value)])
    if action.do == "task" and action.key:
        phrase = _TASK_FOR
    return t.say(
        phrase.msgid,
        value=_value(action, t, names),
        key=_key(action, t),
        text=_text(action.text, t),
        who=named(action.who, t)
        if action.do == "tell"
        else ", ".join(names.people.get(one, one) for one in action.who),
    )


def _text(text: Texts, t: Translator) -> str:
    line = one_line(pick(text, t.locale), 1000)
    return line if len(line) <= CUT else f"{line[: CUT - 1].rstrip()}…"


def _key(action: Action, t: Translator) -> str:
    if action.do == "task":
        return dict(titled("teams", t)).get(action.key, action.key)
    return criteria_words.title(f"field.{action.key}", t) if action.key else ""


def _value(action: Action, t: Translator, names: Names) -> str:
    if action.do == "assignee":
        return names.people.get(str(action.value), str(action.value))
    options = dict(options_of(action.do, t, action.key))
    listed = action.value if isinstance(action.value, list) else [action.value]
    return ", ".join(options.get(str(one), str(one)) for one in listed)


def options_of(do: str, t: Translator, key: str = "") -> Sequence[tuple[str, str]]:
    """The values that may be chosen for an action, with their words; none where any may be written."""
    if do in _OPTIONS:
        return _OPTIONS[do](t)
    if do == "field":
        return criteria_words.options(f"field.{key}", t) if key else ()
    return ()


def titled(part: str, t: Translator) -> Sequence[tuple[str, str]]:
    """The items of a part of the catalog by their titles."""
    items: Mapping[str, Any] = getattr(registry.current(), part)
    return sorted(((key, pick(one.title, t.locale)) for key, one in items.items()), key=lambda pair: pair[1].casefold())


def _steps(part: str) -> Callable[[Translator], Sequence[tuple[str, str]]]:
    def listed(t: Translator) -> Sequence[tuple[str, str]]:
        names: Sequence[Texts] = getattr(registry.priorities(), part)
        return [(str(n), pick(one, t.locale)) for n, one in enumerate(names, start=1)]

    return listed


def _lines(t: Translator) -> Sequence[tuple[str, str]]:
    return [*((key, t.say(one)) for key, one in LINES.items()), *((str(n), str(n)) for n in range(1, 5))]


_OPTIONS: Mapping[str, Callable[[Translator], Sequence[tuple[str, str]]]] = {
    "priority": lambda t: criteria_words.options("priority", t),
    "kind": lambda t: criteria_words.options("kind", t),
    "service": lambda t: titled("services", t),
    "team": lambda t: titled("teams", t),
    "state": lambda t: criteria_words.options("state", t),
    "impact": _steps("impacts"),
    "urgency": _steps("urgencies"),
    "line": _lines,
}


# Whole rules ----------------------------------------------------------------------------------------------------


def sentence(item: Rule | Macro, t: Translator, names: Names) -> str:
    """What a rule or a macro does, as one sentence; "" when it does nothing."""
    actions = "; ".join(said(one, t, names) for one in item.actions)
    if not actions:
        return ""
    if isinstance(item, Macro):
        return t.say(_BY_HAND.msgid, actions=actions)
    criteria = ", ".join(_asked(one, t, names) for one in item.criteria)
    phrase = _IF if criteria else _WHOLE
    return t.say(phrase.msgid, when=when(item, t), criteria=criteria, actions=actions)


def actions_line(macro: Macro, t: Translator, names: Names) -> str:
    """What a macro does, in one line of its menu."""
    line = "; ".join(said(one, t, names) for one in macro.actions)
    return line[:1].upper() + line[1:]


def when(rule: Rule, t: Translator) -> str:
    """What a rule waits for."""
    if not rule.after:
        return t.say(N_(" or ")).join(t.say(TRIGGERS[one]) for one in rule.on)
    try:
        time = t.working(working_time(rule.after))
    except ValueError:
        time = rule.after
    return t.say(_AFTER.msgid, time=time, since=t.say(SINCE[rule.since]))


def _asked(one: Criterion, t: Translator, names: Names) -> str:
    """A criterion inside of a sentence: «услуга — VPN»."""
    words = criteria_words.said(one, t, names.people).replace(": ", " — ", 1)
    # VIP stays VIP.
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
