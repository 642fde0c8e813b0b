"""The secret of a link: random, signed by this installation, kept as a hash only.

What was not signed here is refused before the database is asked.
"""

from __future__ import annotations

from okno.api import Context
from okno.api.sign import fits, new_token, signature

PURPOSE = "rate"


def make(ctx: Context) -> str:
    """A new secret."""
    plain = new_token()
    return f"{plain}.{signature(ctx, PURPOSE, plain)}"


def genuine(ctx: Context, token: str) -> bool:
    """Whether it was made here."""
    plain, _, signed = token.partition(".")
    return fits(ctx, PURPOSE, plain, signed)
