"""The variables of words that are written once and used often: canned replies, rules, greetings and signatures.

They are the only ones: the check of the catalog, the editors, the reply box and the letters all read this table.
"""

from __future__ import annotations

from collections.abc import Mapping

from okno.catalog.rules import filled as put_in, names_in
from okno.text import N_, Phrase

VARIABLES: Mapping[str, Phrase] = {
    "name": N_("the first name of the requester"),
    "full_name": N_("the whole name of the requester"),
    "number": N_("the number of the request"),
    "subject": N_("the subject of the request"),
    "service": N_("the service that was ordered"),
    "team": N_("the team that has the request"),
    "agent": N_("who writes: his name; the team, when the server writes"),
    "position": N_("who writes: his position"),
    "phone": N_("who writes: his telephone"),
    "due": N_("by when it is promised, as “tomorrow, by 16:00”"),
}
"""What may stand in braces, and what becomes of it."""


def strange(text: str) -> list[str]:
    """The names in braces that nobody knows."""
    return [name for name in names_in(text) if name not in VARIABLES]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in it, each put in once; an unknown name stays as it is."""
    return put_in(text, lambda name: values.get(name, "{" + name + "}"))


def known() -> str:
    """All of them in braces, for sentences."""
    return ", ".join("{" + name + "}" for name in VARIABLES)
