"""The letterhead in the form of a team: greeting and signature, with a letter as it would look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.catalog.check_words import LETTERHEAD_LIMIT
from okno.catalog.variables import fill, known
from okno.i18n import Translator
from okno.text import N_, Phrase, pick
from okno.web.item_form import Entry
from okno.web.kind_screen import Part

_SAMPLE: Mapping[str, Phrase] = {
    "name": N_("Anna"),
    "full_name": N_("Anna Ivanova"),
    "subject": N_("A new monitor"),
    "service": N_("Monitor"),
    "agent": N_("Ivan Petrov"),
    "position": N_("engineer"),
    "due": N_("tomorrow, by 16:00"),
}
_PLAIN = {"number": "10427", "phone": "+7 900 000-12-34"}
"""Of which no language has words of its own."""


def letterhead_part(body: Mapping[str, Any], t: Translator) -> Part:
    """The part of the form. `body` is the team as its draft has it."""
    return Part(
        "letterhead",
        N_("Letterhead"),
        (
            Entry(
                "texts",
                "greeting",
                N_("Greeting"),
                N_("Stands in letters before what the team writes, as “Hello, {name}”."),
                long=True,
                max_chars=LETTERHEAD_LIMIT,
            ),
            Entry(
                "texts",
                "signature",
                N_("Signature"),
                N_("Stands in letters after it. A line for which nothing is known is left out."),
                long=True,
                max_chars=LETTERHEAD_LIMIT,
            ),
        ),
        _preview(body, t),
    )


def _preview(body: Mapping[str, Any], t: Translator) -> Phrase:
    """How a letter looks with what is written now."""
    greeting, signature = (_filled(body.get(name), body, t) for name in ("greeting", "signature"))
    if not greeting and not signature:
        return N_("The page of a request shows the words alone. Variables: %(known)s.", known=known())
    words = t.say(N_("[the answer]"))
    sample = " · ".join(" · ".join((greeting, words, signature)).replace("\n", " · ").split(" · "))
    return N_("A letter looks so: %(sample)s. Variables: %(known)s.", sample=sample.strip(" ·"), known=known())


def _filled(texts: object, body: Mapping[str, Any], t: Translator) -> str:
    if not isinstance(texts, dict):
        return ""
    values = {name: t.say(words) for name, words in _SAMPLE.items()} | _PLAIN
    title = body.get("title")
    values["team"] = pick(title, t.locale) if isinstance(title, dict) else ""
    return fill(pick(texts, t.locale), values).strip()
