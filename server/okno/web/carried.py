"""Words that were searched for are not typed again: they go with the link into the form of the general request."""

from __future__ import annotations

from urllib.parse import urlencode

from okno.catalog.model import Service
from okno.text import one_line

PARAMETER = "words"
LONGEST = 200


def carried_href(service: Service, words: str) -> str:
    """The form of a service with words for its first question that takes any."""
    query = f"?{urlencode({PARAMETER: words})}" if words else ""
    return f"/catalog/{service.key}{query}"


def carried(service: Service, given: str) -> dict[str, str]:
    """The words as an answer to the first free question of the form; nothing when it has none."""
    words = one_line(given, LONGEST)
    free = next((one for one in service.fields if one.type in ("string", "text") and not one.teams), None)
    if not words or free is None or free.pattern or free.mask:
        return {}
    return {free.key: words[: free.length]}
