"""Criteria of tickets in words, and what may be chosen in them.

`services` are those whose names the reader may know; None: all of them, for whoever manages the catalog.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from okno.catalog import registry
from okno.catalog.automation import Criterion
from okno.catalog.criteria import FIELD, ME, SUBJECTS, Subject, subject
from okno.catalog.model import Catalog, Field, Service
from okno.i18n import Translator
from okno.people import by_logins
from okno.text import N_, Phrase, pick

Services = Mapping[str, Service] | None
Option = tuple[str, str]
"""A value and its words."""

PRIORITIES: Mapping[str, Phrase] = {
    "critical": N_("Critical"),
    "high": N_("High"),
    "normal": N_("Normal"),
    "low": N_("Low"),
}
_PHASES: Mapping[str, Phrase] = {
    "open": N_("Work goes on"),
    "paused": N_("Somebody is waited for"),
    "done": N_("Done, not confirmed yet"),
    "closed": N_("Over"),
}
_PAUSES: Mapping[str, Phrase] = {
    "requester": N_("the requester"),
    "approval": N_("an approval"),
    "supplier": N_("a supplier"),
    "plan": N_("a planned day"),
}
_KINDS: Mapping[str, Phrase] = {
    "request": N_("Request"),
    "incident": N_("Failure"),
    "consultation": N_("Consultation"),
}
_SOURCES: Mapping[str, Phrase] = {
    "portal": N_("Portal"),
    "api": N_("Another system"),
    "mail": N_("Letter"),
    "phone": N_("Telephone"),
    "split": N_("Out of another request"),
}
_WORDS: Mapping[str, Mapping[str, Phrase]] = {
    "phase": _PHASES,
    "waiting": _PAUSES,
    "kind": _KINDS,
    "priority": PRIORITIES,
    "source": _SOURCES,
}
_FILLED: Mapping[str, tuple[Phrase, Phrase]] = {
    "assignee": (N_("there is one"), N_("nobody")),
    "unanswered": (N_("the requester waits for a word"), N_("nobody waits for a word")),
    "due": (N_("there is a due time"), N_("there is no due time")),
}
_SHORT: Mapping[str, Phrase] = {
    "created": N_("Age"),
    "changed": N_("Without a change"),
    "unanswered": N_("Without reaction"),
    "due": N_("Until it is due"),
    "department": N_("Department"),
    "place": N_("Place"),
    "subject": N_("Subject"),
    "vip": N_("VIP"),
}
"""What is looked at where its long title would be too much."""
_IS_FILLED = (N_("is filled in"), N_("is empty"))


def title(name: str, t: Translator, services: Services = None) -> str:
    """What is looked at, in words; the title of its question for an answer to a form."""
    if name.startswith(FIELD):
        found = fields_named(name.removeprefix(FIELD), services)
        return pick(found[0].title, t.locale) if found else name.removeprefix(FIELD)
    known = SUBJECTS.get(name)
    return t.say(known.title) if known is not None else name


def fields_of(services: Services = None) -> Sequence[Field]:
    """All questions of the services."""
    known = services if services is not None else registry.current().services
    return [one for service in known.values() for one in service.fields]


def fields_named(key: str, services: Services = None) -> Sequence[Field]:
    """The questions with this key in the services."""
    return [one for one in fields_of(services) if one.key == key]


def options(name: str, t: Translator, services: Services = None) -> Sequence[Option]:
    """The values that may be chosen for a subject, with their words; none where any may be written."""
    if name.startswith(FIELD):
        return _answers(fields_named(name.removeprefix(FIELD), services), t)
    known = SUBJECTS.get(name)
    if known is None or known.choices is None:
        return ()
    catalog = registry.current()
    titles = _titles(name, catalog, t)
    chosen = known.choices(catalog) if name != "service" or services is None else services
    return [(key, titles.get(key, key)) for key in chosen]


def _titles(name: str, catalog: Catalog, t: Translator) -> Mapping[str, str]:
    if name in _WORDS:
        return {key: t.say(word) for key, word in _WORDS[name].items()}
    if name == "state":
        states = [one for life in catalog.lifecycles.values() for one in life.states]
        return {one.key: pick(one.title, t.locale) for one in reversed(states)}
    kinds: Mapping[str, Mapping[str, Any]] = {
        "team": catalog.teams,
        "service": catalog.services,
        "category": catalog.categories,
    }
    return {key: pick(one.title, t.locale) for key, one in kinds.get(name, {}).items()}


def _answers(fields: Iterable[Field], t: Translator) -> Sequence[Option]:
    found: dict[str, str] = {}
    for one in fields:
        if one.type == "checkbox":
            found |= {"True": t.say(N_("ticked")), "False": t.say(N_("not ticked"))}
        for choice in one.choices:
            found.setdefault(str(choice.value), pick(choice.title, t.locale))
    return list(found.items())


# Sentences -----------------------------------------------------------------------------------------------------


async def names_of(criteria: Iterable[Criterion]) -> Mapping[str, str]:
    """The names of the persons whom criteria name, by login."""
    named = [one for one in criteria if (known := subject(one.of)) is not None and known.sort == "person"]
    logins = {str(value) for one in named for value in (*one.values, *one.others)} - {ME}
    return {login: person.name for login, person in (await by_logins(logins)).items()} if logins else {}


def said(one: Criterion, t: Translator, names: Mapping[str, str] | None = None, services: Services = None) -> str:
    """A criterion in words: «Приоритет: Высокий или Критичный»; `names` are those of persons by login."""
    known = subject(one.of)
    head = t.say(_SHORT[one.of]) if one.of in _SHORT else title(one.of, t, services)
    if known is None:
        return head
    if known.sort == "flag":
        return head if one.filled else t.say(N_("%(what)s: no", what=head))
    return t.say(N_("%(what)s: %(how)s", what=head, how=", ".join(_parts(one, known, t, names or {}, services))))


def _parts(
    one: Criterion, known: Subject, t: Translator, names: Mapping[str, str], services: Services
) -> Iterable[str]:
    words = dict(options(one.of, t, services)) | dict(names) | ({ME: t.say(N_("me"))} if known.sort == "person" else {})
    if one.values:
        yield _listed(one.values, words, t)
    if one.others:
        yield t.say(N_("not %(values)s", values=_listed(one.others, words, t)))
    if one.filled is not None:
        there, empty = _FILLED.get(one.of, _IS_FILLED)
        yield t.say(there if one.filled else empty)
    if one.at_least is not None:
        yield t.say(N_("from %(n)s", n=_number(one.at_least, known, t)))
    if one.below is not None:
        yield t.say(N_("under %(n)s", n=_number(one.below, known, t)))
    if one.words:
        yield t.say(N_("“%(value)s”", value=one.words))


def _listed(values: Iterable[Any], words: Mapping[str, str], t: Translator) -> str:
    return t.say(N_(" or ")).join(words.get(str(value), str(value)) for value in values)


def _number(value: float, known: Subject, t: Translator) -> str:
    number = t.number(value)
    return t.say(N_("%(n)s h", n=number)) if known.sort == "hours" else number
