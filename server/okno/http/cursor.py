"""Cursors of lists: the place to go on from, opaque to whoever carries it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from okno.errors import Invalid
from okno.text import N_

_SUM = 6
_LONGEST = 2000
_LARGEST_ID = 2**63 - 1


def encode(*values: str | int) -> str:
    """The cursor of a keyset position."""
    body = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_sum(body) + body).decode().rstrip("=")


def decode(text: str, *types: type[str] | type[int]) -> Sequence[Any]:
    """The values of a cursor, one of each type. Raises Invalid for what `encode` did not make."""
    try:
        if len(text) > _LONGEST:
            raise ValueError
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        values: list[Any] = json.loads(raw[_SUM:])
        right = raw[:_SUM] == _sum(raw[_SUM:]) and text == encode(*values)
    except (ValueError, binascii.Error, RecursionError, TypeError):
        right = False
    if not right or [type(value) for value in values] != list(types) or not all(map(_storable, values)):
        raise Invalid({"cursor": N_("This cursor is not one of ours. Start from the first page.")})
    return values


def _storable(value: str | int) -> bool:
    """Whether a database takes the value at all."""
    return "\x00" not in value if isinstance(value, str) else -_LARGEST_ID <= value <= _LARGEST_ID


def _sum(body: bytes) -> bytes:
    # A checksum, not a signature: a position is no secret, and nodes with different keys share their cursors.
    return sha256(b"okno cursor" + body).digest()[:_SUM]
