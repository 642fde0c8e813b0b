"""Headers of one's own that a webhook sends, such as a key that its receiver asks for. Their values are sealed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from okno.api import N_, Context, Phrase
from okno.api.sign import seal, unseal

MOST = 3
LONGEST = 1000
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}")
_RESERVED = frozenset({
    "accept-encoding", "connection", "content-length", "content-type", "cookie", "expect", "host", "keep-alive", "te",
    "trailer", "transfer-encoding", "upgrade", "user-agent",
})  # fmt: skip
_PURPOSE = "headers"


def problem_of(name: str, value: str | None) -> Phrase | None:
    """Why a header can't be sent, None when it can. None for the value: it is kept as it was."""
    if not _TOKEN.fullmatch(name):
        return N_("Write the name of a header in Latin letters, digits and hyphens: X-Api-Key.")
    if name.lower() in _RESERVED or name.lower().startswith(("okno-", "proxy-", "sec-")):
        return N_("The header %(name)s is set by Okno itself.", name=name)
    if value is not None and (not value or len(value) > LONGEST or not (value.isascii() and value.isprintable())):
        return N_("Write the value of the header in Latin letters, digits and signs.")
    return None


def sealed(ctx: Context, values: Mapping[str, str]) -> str:
    """Values of headers as they are stored; "" for none."""
    return seal(ctx, _PURPOSE, json.dumps(dict(values))) if values else ""


def opened(ctx: Context, stored: str) -> dict[str, str]:
    """The same as they are sent. Raises Refused when the key of the installation is another one."""
    found: dict[str, str] = json.loads(unseal(ctx, _PURPOSE, stored)) if stored else {}
    return found
