"""Checks rules and macros: when they act, on which tickets, and that each action says all that it needs, no more."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from okno.catalog.automation import Action, Deed, Macro, Rule
from okno.catalog.check_texts import Found, lacks, refer, within
from okno.catalog.check_words import words
from okno.catalog.criteria import KINDS, ME, problems
from okno.catalog.levels import Told
from okno.catalog.model import PRIORITIES, Catalog, working_time
from okno.people.person import LOGIN
from okno.text import N_, Phrase

RULES_MOST = 100
"""Rules of a catalog, and macros too."""
ACTIONS_MOST = 20
WHO_MOST = 10
STEPS = (1, 2, 3)
LINES = (1, 2, 3, 4)
NEXT, BACK = "next", "back"
NOBODY, ROUND_ROBIN, LEAST_LOAD = "nobody", "round_robin", "least_load"
WAYS = (NOBODY, ROUND_ROBIN, LEAST_LOAD)
"""What may stand for the assignee besides a login; a macro may say `me`, too."""
GIVES: Mapping[Deed, tuple[str, ...]] = {
    "priority": ("value",),
    "impact": ("value",),
    "urgency": ("value",),
    "service": ("value",),
    "kind": ("value",),
    "field": ("key", "value"),
    "team": ("value",),
    "line": ("value",),
    "assignee": ("value",),
    "state": ("value",),
    "reply": ("text",),
    "note": ("text",),
    "tell": ("who",),
    "watch": ("who",),
    "task": ("text", "key", "value"),
}
"""What each action says of itself."""
_PARTS = ("value", "key", "text", "who")
_TOLD: tuple[str, ...] = get_args(Told)


def too_many(catalog: Catalog) -> Iterator[Phrase]:
    """Give a problem when there are more rules or macros than anybody keeps in mind."""
    if len(catalog.rules) > RULES_MOST:
        yield N_("A catalog has at most %(n)s rules", n=RULES_MOST)
    if len(catalog.macros) > RULES_MOST:
        yield N_("A catalog has at most %(n)s macros", n=RULES_MOST)


def rule(one: Rule, catalog: Catalog) -> Found:
    """Give the problems of a rule."""
    if bool(one.on) == bool(one.after):
        yield ("on",), N_("Say on which events the rule acts, or after which time: one of the two")
    if len(set(one.on)) < len(one.on):
        yield ("on",), N_("The same stands here twice")
    if one.after:
        yield from _after(one.after)
    for index, criterion in enumerate(one.criteria):
        if criterion.of == "following" or ME in (*criterion.values, *criterion.others):
            yield ("criteria", index), N_("A rule acts by itself: there is no “me” for it")
    yield from _common(one, catalog, by_hand=False)


def macro(one: Macro, catalog: Catalog) -> Found:
    """Give the problems of a macro."""
    for index, key in enumerate(one.teams):
        yield from refer(("teams", index), key, catalog.teams, name="team")
    yield from _common(one, catalog, by_hand=True)


def _after(text: str) -> Found:
    try:
        working_time(text)
    except ValueError:
        yield ("after",), N_("Write working time as 30m, 4h or 3d")


def _common(one: Rule | Macro, catalog: Catalog, *, by_hand: bool) -> Found:
    for index, reason in problems(one.criteria, catalog):
        yield ("criteria", index), reason
    if not one.actions:
        yield ("actions",), N_("Name at least one action")
    if len(one.actions) > ACTIONS_MOST:
        yield ("actions",), N_("At most %(n)s actions", n=ACTIONS_MOST)
    for index, action in enumerate(one.actions):
        yield from within(("actions", index), _action(action, catalog, by_hand=by_hand))


def _action(one: Action, catalog: Catalog, *, by_hand: bool) -> Found:
    given = [name for name in _PARTS if getattr(one, name) not in (None, "", (), {})]
    for name in given:
        if name not in GIVES[one.do]:
            yield (name,), N_("“%(name)s” does not go with “%(do)s”", name=name, do=one.do)
    if one.do in _VALUES:
        for reason in _VALUES[one.do](one.value, catalog):
            yield ("value",), reason
    elif one.do == "assignee":
        yield from _assignee(one.value, by_hand=by_hand)
    elif one.do == "field":
        yield from _field(one, catalog)
    elif one.do in ("reply", "note", "task"):
        yield from _words(one, catalog)
    else:
        yield from _who(one)


def _among(name: str, known: Callable[[Catalog], Any]) -> Callable[[Any, Catalog], Iterator[Phrase]]:
    def judge(value: Any, catalog: Catalog) -> Iterator[Phrase]:
        if not isinstance(value, str) or value not in known(catalog):
            yield lacks(name, str(value)[:64] if value is not None else "")

    return judge


def _state(value: Any, catalog: Catalog) -> Iterator[Phrase]:
    states = [state for one in catalog.lifecycles.values() for state in one.states if state.key == value]
    if not states:
        yield lacks("state", str(value)[:64] if value is not None else "")
    elif all(state.pause == "approval" for state in states):
        yield N_("A request waits for approval because its service asks for it, not by a rule or a macro")


def _step(value: Any, _: Catalog) -> Iterator[Phrase]:
    if type(value) is not int or value not in STEPS:
        yield N_("Write a number from 1 to %(n)s", n=STEPS[-1])


def _line(value: Any, _: Catalog) -> Iterator[Phrase]:
    if value not in (NEXT, BACK) and (type(value) is not int or value not in LINES):
        yield N_("Write next, back or the number of a line")


_VALUES: Mapping[str, Callable[[Any, Catalog], Iterator[Phrase]]] = {
    "priority": _among("priority", lambda _: PRIORITIES),
    "impact": _step,
    "urgency": _step,
    "service": _among("service", lambda catalog: catalog.services),
    "kind": _among("kind", lambda _: KINDS),
    "team": _among("team", lambda catalog: catalog.teams),
    "line": _line,
    "state": _state,
}


def _assignee(value: Any, *, by_hand: bool) -> Found:
    if value == ME and not by_hand:
        yield ("value",), N_("A rule acts by itself: there is no “me” for it")
    elif not isinstance(value, str) or not (value in WAYS or LOGIN.fullmatch(value)):
        yield ("value",), N_("Write a login, or one of these: %(allowed)s", allowed=", ".join(WAYS))


def _field(one: Action, catalog: Catalog) -> Found:
    if not any(service.field(one.key) is not None for service in catalog.services.values()):
        yield ("key",), lacks("field", one.key[:64])
    flat = one.value if isinstance(one.value, list) else [one.value]
    if len(flat) > WHO_MOST or any(not isinstance(part, (str, int, float, bool, type(None))) for part in flat):
        yield ("value",), N_("Write a short value, or a list of such")


def _words(one: Action, catalog: Catalog) -> Found:
    yield from words(one.text, ("text",))
    if one.do == "task":
        if one.key:
            yield from refer(("key",), one.key, catalog.teams, name="team")
        if one.value is not None:
            yield from within((), ((("value",), reason) for _, reason in _after(str(one.value))))


def _who(one: Action) -> Found:
    if not 0 < len(one.who) <= WHO_MOST:
        yield ("who",), N_("Name 1 to %(n)s of them", n=WHO_MOST)
    for index, name in enumerate(one.who):
        if one.do == "tell" and name not in _TOLD:
            yield ("who", index), N_("Write one of these: %(allowed)s", allowed=", ".join(_TOLD))
        elif one.do == "watch" and not LOGIN.fullmatch(name):
            yield ("who", index), N_("Write logins of colleagues")
