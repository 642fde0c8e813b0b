"""What plugins may add to the catalog, and what they are asked about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from okno.catalog.model import Choice
from okno.hooks import Chain, Start
from okno.people import Person
from okno.text import Phrase, Texts

Widget = Literal[
    "string", "text", "number", "date", "datetime", "select", "multiselect", "checkbox", "phone", "mail"
]  # fmt: skip
"""How a field of a plugin's type looks in a form: as the type of the core with this name."""


def _no_options() -> Sequence[Choice]:
    return ()


@dataclass(frozen=True, kw_only=True)
class FieldType:
    """A kind of question, written `type: x.<plugin>.<name>` in the catalog.

    `key` is that whole name. `schema` describes an answer as JSON Schema. `check` gets an answer that is not empty, as
    REST or the `widget` sends it, and gives the value that is stored: text, a number, true, or a list of these; it
    raises ValueError with the sentence (or Invalid) for what is not right. `say` tells a stored value to people in a
    language; without it they read the title of the option, or the value as it is. `options` are what select and
    multiselect offer; they are asked for whenever the form is shown or checked, so they must be at hand.
    """

    key: str
    title: Texts
    check: Callable[[Any], Any]
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    say: Callable[[Any, str], str] | None = None
    widget: Widget = "string"
    options: Callable[[], Sequence[Choice]] = _no_options
    icon: str = "text-quote"


@dataclass(frozen=True, kw_only=True)
class Guard:
    """A condition that a transition of a lifecycle may name in `guards`.

    `key` is x.<plugin>.<name>. `check` is async and gets the context of the plugin, and by keyword `actor` (who moves
    it, None for a rule), `ticket`, `to`; it gives the sentence that refuses the move, or None.
    """

    key: str
    title: Texts
    check: Callable[..., Awaitable[Phrase | None]]


@dataclass(frozen=True, kw_only=True)
class CatalogSource:
    """A folder of catalog files that a plugin brings; only what it adds or changes has to be in it."""

    folder: Path
    title: Texts


@Start.hook()
def field_types() -> Sequence[FieldType]:
    """Brings kinds of questions.

    Asked once, when the plugin is loaded. Give FieldType objects whose keys begin with `x.<plugin>.`; a key that
    does not is left out. When the plugin is gone or switched off its answers are shown as text and asked as text.
    """
    raise NotImplementedError


@Start.hook()
def lifecycle_guards() -> Sequence[Guard]:
    """Brings conditions for transitions of lifecycles.

    Asked once, when the plugin is loaded. Give Guard objects whose keys begin with `x.<plugin>.`. Each move along a
    transition that names a guard asks it before anything is written; when its check fails, or the plugin is gone or
    switched off, the move is refused with a sentence that says so.
    """
    raise NotImplementedError


@Start.hook()
def catalog_sources() -> Sequence[CatalogSource]:
    """Brings folders of catalog files.

    Asked once, when the plugin is loaded. Nothing comes into force by itself: an administrator looks with
    `okno catalog plan --of PLUGIN` and puts it in force with `okno catalog apply --of PLUGIN`. The files are put over
    the catalog in force; what is not among them stays.
    """
    raise NotImplementedError


@Chain.hook(denies=True)
async def catalog_visible(services: frozenset[str], *, person: Person) -> frozenset[str]:
    """Hides services from a person: he neither sees nor finds nor orders them.

    Asked whenever the catalog is shown to somebody, searched or ordered from, so answer from memory. `services` are
    the keys of those that he would see, `person` is whoever orders or for whom is ordered. Give the keys that stay;
    what was not among them is not added. When a plugin fails the person sees no services until it answers again.
    """
    raise NotImplementedError
