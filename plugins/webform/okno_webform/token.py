"""Signed words in addresses and forms. Nothing of them is stored: whoever reads the database can make none.

That of a form says from when and until when it is good, for which form and for whom; sent once, it is used up, for
the message that came with it has its name.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256

from okno.api import Context, now_us
from okno.api.clock import SECOND_US
from okno.api.sign import fits, signature

FORM, SENT, FOLLOW, CONFIRM, MAIL = "form", "sent", "follow", "confirm", "mail"
"""Purposes: what was made for one is good for no other."""
_SIGNED = 40


@dataclass(frozen=True)
class FormToken:
    """The proof that a form was opened here. `ready_at` and `ends_at` in microseconds UTC."""

    text: str
    ready_at: int
    ends_at: int

    @property
    def sent_key(self) -> str:
        """The name of the message that it was sent with."""
        return sha256(self.text.encode()).hexdigest()


def issue(ctx: Context, form_id: int, person_id: int, *, again: bool = False) -> str:
    """A proof for a form that is opened now; `again`: it was filled in already, so it may be sent at once."""
    wait = 0 if again else int(ctx.settings["seconds"])
    told = f"{now_us() + wait * SECOND_US}.{secrets.token_urlsafe(12)}"
    return f"{told}.{_sign(ctx, FORM, f'{form_id}:{person_id}:{told}')}"


def read(ctx: Context, form_id: int, person_id: int, text: str) -> FormToken | None:
    """The proof in a form that was sent, in its time or not; None when it was not made here for this form."""
    told, _, signed = text.rpartition(".")
    ready = told.partition(".")[0]
    if not (ready.isascii() and ready.isdigit() and len(ready) < 19):
        return None
    if not _fits(ctx, FORM, f"{form_id}:{person_id}:{told}", signed):
        return None
    return FormToken(text, int(ready), int(ready) + int(ctx.settings["minutes"]) * 60 * SECOND_US)


def reference(ctx: Context, form_token: FormToken) -> str:
    """What its sender is told: it follows from the form, is good for asking about it and tells nothing."""
    digest = bytes.fromhex(signature(ctx, "reference", form_token.text))
    plain = b32encode(digest)[:10].decode()
    readable = plain.translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"))
    return f"{readable[:5]}-{readable[5:]}"


def link(ctx: Context, purpose: str, about: str) -> str:
    """A word for an address that leads to something, such as a reference, for this purpose alone."""
    return f"{about}.{_sign(ctx, purpose, about)}"


def about(ctx: Context, purpose: str, text: str) -> str:
    """What a word of `link` leads to; "" when it was not made here for this purpose."""
    told, _, signed = text.rpartition(".")
    return told if _fits(ctx, purpose, told, signed) else ""


def _sign(ctx: Context, purpose: str, text: str) -> str:
    return signature(ctx, purpose, text)[:_SIGNED]


def _fits(ctx: Context, purpose: str, text: str, given: str) -> bool:
    # The whole one is compared in constant time: ours, completed by what the given one is to be completed by.
    whole = signature(ctx, purpose, text)
    return len(given) == _SIGNED and fits(ctx, purpose, text, given + whole[_SIGNED:])
