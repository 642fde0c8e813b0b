"""One thing that `okno doctor` has looked at."""

from __future__ import annotations

from dataclasses import dataclass

from okno.text import Phrase


@dataclass(frozen=True)
class Finding:
    """What was seen. `advice` says what to do; without it all is well."""

    what: Phrase
    advice: Phrase | None = None
    fatal: bool = False
