"""How a receiver knows that a delivery comes from here: HMAC-SHA256 over the time and the body."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable

PREFIX = "okwh_"
_BYTES = 32


def new_secret() -> str:
    """A secret that nobody guesses; it is shown once."""
    return PREFIX + secrets.token_urlsafe(_BYTES)


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The signature of a body at a time (seconds since 1970), as hexadecimal digits."""
    return hmac.new(secret.encode("ascii"), b"%d.%s" % (timestamp, body), "sha256").hexdigest()


def header(keys: Iterable[str], timestamp: int, body: bytes) -> str:
    """The header with one signature for each secret that is good now: `v1=...` or `v1=...,v1=...`."""
    return ",".join(f"v1={signature(one, timestamp, body)}" for one in keys)
