"""Signatures and tokens of a plugin: what was made for one purpose is good for no other, nor for another plugin."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from okno import secret
from okno.hooks import Context
from okno.notify import outbox

__all__ = ["fits", "hashed", "new_token", "seal", "signature", "unseal"]


def signature(ctx: Context, purpose: str, text: str) -> str:
    """A signature of `text` that only this installation can make: of links that prove who was sent them."""
    return secret.sign(outbox.current().home, f"x:{ctx.plugin}:{purpose}", text)


def fits(ctx: Context, purpose: str, text: str, given: str) -> bool:
    """Whether a signature is that of `text`; it takes the same time for wrong ones."""
    expected = signature(ctx, purpose, text)
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def new_token() -> str:
    """A secret that nobody guesses, for a link of one use. Store `hashed` of it, never the token itself."""
    return secrets.token_urlsafe(32)


def seal(ctx: Context, purpose: str, text: str) -> str:
    """`text` encrypted so that only this plugin of this installation reads it: for keys that must be stored."""
    return secret.seal(outbox.current().home, f"x:{ctx.plugin}:{purpose}", text)


def unseal(ctx: Context, purpose: str, sealed: str) -> str:
    """The text of what `seal` made for the same purpose. Raises Refused when it can't be read any more."""
    return secret.unseal(outbox.current().home, f"x:{ctx.plugin}:{purpose}", sealed)


def hashed(token: str) -> str:
    """The form in which a random token is stored and looked for: 64 characters."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()
