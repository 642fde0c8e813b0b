"""Mails and telephones in a form: a row each, one spare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from okno.http import Page
from okno.i18n import Translator
from okno.people import Contact
from okno.people.contacts import LABELS, MAIL, MOST, PHONE, Given, field
from okno.text import N_, Phrase
from okno.themes.contexts import FieldView, OptionView

TITLES: Mapping[str, Phrase] = {MAIL: N_("Mail addresses"), PHONE: N_("Phones")}
_ROW: Mapping[str, Phrase] = {MAIL: N_("Mail %(n)s"), PHONE: N_("Phone %(n)s")}
_HELP: Mapping[str, Phrase] = {
    MAIL: N_("Letters go to the first one."),
    PHONE: N_("The first one is called. An extension is enough."),
}
WORDS: Mapping[str, Phrase] = {
    "work": N_("work"),
    "mobile": N_("mobile"),
    "internal": N_("extension"),
    "home": N_("home"),
    "other": N_("other"),
}
"""What a contact is, in a word."""


def sent(current: Page, kind: str) -> Given:
    """The rows of a form, the empty ones too: a refusal names a row by its place."""
    names = [field(kind, row) for row in range(MOST + 1)]
    return [(current.text(name), current.text(f"{name}.label")) for name in names]


def stored(contacts: Iterable[Contact], kind: str) -> Given:
    """The rows of what a person has."""
    return [(one.value, one.label) for one in contacts if one.kind == kind]


def field_of(kind: str, given: Given, t: Translator, errors: Mapping[str, str]) -> FieldView:
    """The field with its rows as they were given, and one spare."""
    last = max((row for row, (value, _) in enumerate(given) if value.strip()), default=-1)
    rows = [*given[: last + 1], ("", "")][:MOST]
    return FieldView(
        kind="rows",
        name=f"{kind}.rows",
        label=t.say(TITLES[kind]),
        help=t.say(_HELP[kind]),
        optional=True,
        most=MOST,
        rows=tuple(_row(kind, number, *one, t=t, errors=errors) for number, one in enumerate(rows)),
    )


def _row(kind: str, number: int, value: str, label: str, *, t: Translator, errors: Mapping[str, str]) -> FieldView:
    name = field(kind, number)
    return FieldView(
        kind=kind,
        name=name,
        label=t.say(_ROW[kind].msgid, n=number + 1),
        value=value,
        error=errors.get(name, ""),
        options=tuple(OptionView(value=key, label=t.say(WORDS[key]), selected=key == label) for key in LABELS[kind]),
    )


def with_rows(fields: Sequence[FieldView]) -> list[FieldView]:
    """The fields and the rows inside them, for the summary of a refused form."""
    return [one for view in fields for one in (view, *view.rows)]
