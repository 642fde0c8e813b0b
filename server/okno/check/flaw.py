"""A flaw: what is not whole, in a sentence that names it."""

from __future__ import annotations

from dataclasses import dataclass

from okno.text import Phrase


@dataclass(frozen=True)
class Flaw:
    """What does not fit. `about` is what it is about in short: "file 17", "ticket 10234"."""

    about: str
    what: Phrase
