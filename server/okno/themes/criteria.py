"""The form of a list of criteria: what is looked at, how it is compared, and with what."""

from __future__ import annotations

from dataclasses import dataclass

from okno.themes.parts import FieldView


@dataclass(frozen=True, kw_only=True)
class CriterionRow:
    """One criterion in a form."""

    label: str  # what is looked at, in words
    hidden: str  # name of the hidden input that says it
    of: str  # its value
    how: FieldView  # a list of comparisons
    values: FieldView | None = None  # ticks of what may be chosen, or one line to write into
    person: FieldView | None = None  # somebody more, by search
    drop: str = ""  # value of the button `drop` that takes the criterion away
    drop_name: str = "drop"
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class CriteriaView:
    """All criteria of a form, and how one more is begun."""

    name: str  # before the names of all its inputs
    rows: tuple[CriterionRow, ...]
    add: FieldView | None = None  # what the next one looks at; None: there are as many as there may be
    always: str = ""  # what holds without any
    error: str = ""
