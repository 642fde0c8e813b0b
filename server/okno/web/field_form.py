"""The settings of a field of a form: which of them its type has, what is asked about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okno.catalog.brought import is_brought, plugin_of
from okno.catalog.field_types import known
from okno.catalog.model import CHOICE_TYPES, STATIC_TYPES
from okno.i18n import Translator
from okno.text import N_, Phrase, pick
from okno.web.item_form import Entry

TYPES: Mapping[str, tuple[Phrase, Phrase, str]] = {
    "string": (N_("A line"), N_("A name, a number of a room."), "text-quote"),
    "text": (N_("A long text"), N_("Several lines."), "file-text"),
    "select": (N_("One of the options"), N_("Up to five are shown at once, more become a list."), "circle-check"),
    "multiselect": (N_("Several of the options"), N_("Ticks."), "list-checks"),
    "linked": (N_("Options that depend on another field"), N_("A city, and the offices of this city."), "layout-grid"),
    "checkbox": (N_("A tick"), N_("Yes or no."), "check"),
    "date": (N_("A day"), N_("From a calendar."), "calendar"),
    "datetime": (N_("A day and a time"), N_("From a calendar."), "clock"),
    "number": (N_("A number"), N_("Pieces, people, gigabytes."), "chart-column"),
    "money": (N_("A sum"), N_("With its currency."), "wallet"),
    "person": (N_("A colleague"), N_("From the company’s people."), "user-round"),
    "phone": (N_("A phone number"), N_("Is checked."), "phone"),
    "mail": (N_("A mail address"), N_("Is checked."), "mail"),
    "file": (N_("Files"), N_("A scan, a screenshot."), "paperclip"),
    "object": (N_("An object"), N_("Equipment or a place, in free words."), "hard-drive"),
    "heading": (N_("A heading"), N_("Parts the form; asks nothing."), "bookmark"),
    "help": (N_("An explanation"), N_("A text between fields; asks nothing."), "info"),
}
"""What each type is called, what it is for, its icon."""


@dataclass(frozen=True)
class Offered:
    """A type in the words of whoever chooses it."""

    title: str
    note: str
    icon: str


def offered(t: Translator, present: str = "") -> Mapping[str, Offered]:
    """All types, those of plugins too, and the `present` one of a field though its plugin be gone."""
    found = {key: Offered(t.say(title), t.say(note), icon) for key, (title, note, icon) in TYPES.items()}
    for key, kind in known().items():
        note = t.say(N_("From the plugin “%(plugin)s”.", plugin=plugin_of(key)))
        found[key] = Offered(pick(kind.title, t.locale), note, kind.icon)
    if is_brought(present) and present not in found:
        found[present] = Offered(present, t.say(N_("Of a plugin that is not running: asked as text.")), "circle-help")
    return found


_PREFILLS: Mapping[str, Phrase] = {
    "name": N_("the name of who orders"),
    "phone": N_("his phone"),
    "mail": N_("his mail address"),
    "place": N_("his place"),
    "department": N_("his department"),
    "title": N_("his post"),
    "self": N_("himself"),
    "manager": N_("his manager"),
}
_FITTING: Mapping[str, tuple[str, ...]] = {
    "string": ("name", "phone", "mail", "place", "department", "title"),
    "text": ("place",),
    "object": ("place",),
    "person": ("self", "manager"),
    "phone": ("phone",),
    "mail": ("mail",),
}
DAYS = N_("As 2026-12-31, today or today+3.")
_BOUNDS: Mapping[str, tuple[Phrase, Phrase, Phrase | None]] = {
    "number": (N_("Not less than"), N_("Not more than"), None),
    "money": (N_("Not less than"), N_("Not more than"), None),
    "date": (N_("Not before"), N_("Not after"), DAYS),
    "datetime": (N_("Not before"), N_("Not after"), DAYS),
    "multiselect": (N_("At least how many"), N_("At most how many"), None),
    "file": (N_("At least how many"), N_("At most how many"), None),
}
KEPT = ("key", "type", "title", "help", "show_if")
"""What a field of any type may have."""


def is_static(field: Mapping[str, Any]) -> bool:
    """Whether these are words that ask nothing."""
    return field.get("type") in STATIC_TYPES


def wording(field: Mapping[str, Any]) -> tuple[Entry, ...]:
    """The words of the field."""
    hint = N_("Stands under the title: what to write, an example.")
    return (
        Entry("texts", "title", N_("Title"), needed=True, max_chars=120),
        Entry("texts", "help", N_("Text") if field.get("type") == "help" else N_("Hint"), hint, max_chars=400),
    )


def answering(field: Mapping[str, Any], others: Sequence[Mapping[str, Any]], t: Translator) -> tuple[Entry, ...]:
    """What is asked about the answer: its bounds, its start, its look."""
    kind = str(field.get("type"))
    found: list[Entry] = []
    if kind == "linked":
        parents = [(str(one.get("key")), _titled(one, t)) for one in others if one.get("type") in ("select", "linked")]
        found.append(Entry("list", "parent", N_("Depends on"), N_("Its options decide what is offered."), parents))
    if kind in _FITTING:
        options = [(key, t.say(_PREFILLS[key])) for key in _FITTING[kind]]
        found.append(Entry("list", "prefill", N_("Filled in with"), N_("May be changed by who orders."), options))
    if kind in _BOUNDS:
        least, most, help_ = _BOUNDS[kind]
        bound: Any = "text" if kind in ("date", "datetime") else "number"
        found += [Entry(bound, "min", least, help_, short=True), Entry(bound, "max", most, help_, short=True)]
    if kind == "number":
        found.append(Entry("yes", "whole", N_("Whole numbers only")))
    if kind == "money":
        found.append(Entry("text", "currency", N_("Currency"), N_("RUB when empty."), short=True, max_chars=3))
    if kind in ("string", "text"):
        found.append(Entry("number", "max_length", N_("The longest answer"), N_("In characters.")))
    if kind == "string":
        found.append(
            Entry("text", "mask", N_("Mask"), N_("9 is a digit, A a letter, * any of both: 99-9999."), max_chars=60)
        )
    return (*found, *_start(field, kind, t))


def rarely(field: Mapping[str, Any]) -> tuple[Entry, ...]:
    """What few need: a regular expression."""
    if field.get("type") != "string":
        return ()
    help_ = N_("A regular expression. Show an example in the hint.")
    return (Entry("text", "pattern", N_("Pattern"), help_, max_chars=200),)


def allowed(kind: str) -> frozenset[str]:
    """The settings that a field of a type may have."""
    if kind in STATIC_TYPES:
        return frozenset(KEPT)
    names = {*KEPT, "required", "required_if", "required_to_close", "teams", "default"}
    if kind in CHOICE_TYPES:
        names.add("choices")
    if kind in _FITTING:
        names.add("prefill")
    if kind in _BOUNDS:
        names |= {"min", "max"}
    own = {
        "linked": {"parent"},
        "number": {"whole"},
        "money": {"currency"},
        "string": {"max_length", "mask", "pattern"},
        "text": {"max_length"},
    }
    return frozenset(names | own.get(kind, set()))


def _start(field: Mapping[str, Any], kind: str, t: Translator) -> tuple[Entry, ...]:
    """The answer that the form begins with."""
    name, label = "default", N_("Answer at the start")
    options = [(str(one.get("value")), _titled(one, t)) for one in field.get("choices") or () if isinstance(one, dict)]
    if kind in ("select", "linked"):
        return (Entry("list", name, label, options=options),)
    if kind == "multiselect":
        return (Entry("many", name, label, options=options),)
    if kind == "checkbox":
        return (Entry("yes", name, N_("Ticked at the start")),)
    if kind in ("number", "money"):
        return (Entry("number", name, label),)
    if kind in ("string", "text"):
        return (Entry("text", name, label, long=kind == "text"),)
    return ()


def _titled(one: Mapping[str, Any], t: Translator) -> str:
    title = one.get("title")
    said = title.get(t.locale) or title.get("ru") if isinstance(title, dict) else ""
    return str(said or one.get("key") or one.get("value"))
