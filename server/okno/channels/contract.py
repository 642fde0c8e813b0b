"""What a channel is: the one contract for all ways in and out. Plain data, for plugins to fill."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from okno.hooks import Context
from okno.text import Texts

KEY = re.compile(r"[a-z][a-z0-9-]{1,15}")
"""What a key of a channel looks like; it is what a ticket keeps as its source."""
RESERVED = frozenset({"portal", "api", "split", "rule"})
"""Sources of the core itself."""

State = Literal["sent", "delivered", "read", "failed"]
"""What a receipt may say of a message that has left."""


class Undeliverable(Exception):
    """Raised by `send` when trying again is of no use: there is no such address, or it was refused for good."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file of a message. `field`: it answers this field of the form; `type` is never trusted."""

    name: str
    data: bytes
    type: str = ""
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """What a message says, as `parse` reads it out of the bytes. Longer parts are refused or cut, see wire.py.

    `proven`: the channel vouches for the sender, as by a signature or a session; what is not proven is nobody of
    ours. `in_reply_to` and `references` are external ids of earlier messages, `reference` is what `reference_of` made
    or a bare number of a request. `auto` marks answers of machines. `answers` go into the form of the service. Without
    `text` the words of `html` are taken.
    """

    sender: str
    sender_name: str = ""
    proven: bool = True
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    files: tuple[Attachment, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    reference: str = ""
    auto: bool = False


@dataclass(frozen=True, kw_only=True)
class OutgoingFile:
    """A file that goes out with a message: its name, its type by content, where its bytes lie."""

    name: str
    type: str
    path: Path


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message that shall leave. `id` is the same at each try: the receiver can tell a repetition by it.

    `answers` is the external id of the message that it answers; `reference` leads an answer back to its thread;
    `number` is that of the request, "" when there is none.
    """

    id: str
    endpoint: str
    address: str
    name: str
    subject: str
    text: str
    files: tuple[OutgoingFile, ...] = ()
    answers: str = ""
    reference: str = ""
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What an endpoint of a channel lets strangers and senders do.

    `strangers`: "refuse" holds their messages for an administrator; "guest" makes an outsider of each, whose requests
    `stand_in` orders, the login of an account of the company. `opens` False: only answers are taken. A new request is
    for `service`, "" is the general one. Limits are messages an hour.
    """

    strangers: Literal["refuse", "guest"] = "refuse"
    stand_in: str = ""
    opens: bool = True
    service: str = ""
    per_sender: int = 30
    per_channel: int = 600


Parse = Callable[[bytes, Mapping[str, Any]], Parsed]
Send = Callable[[Context, Outgoing], Awaitable[str]]
PolicyOf = Callable[[Context, str], Awaitable[Policy]]


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A way in and out.

    `parse(raw, meta)` is a plain function of a module: it runs in a process of its own, without database, settings or
    network to rely on. `send(ctx, outgoing)` hands a message over and gives the id that the channel knows it by, ""
    for none. `policy` is fixed, or asked for each message: `await policy(ctx, endpoint)`. `addresses` says whose
    addresses its senders have: those of persons' mails or phones, or only those that were linked. `answers`: public
    words go back through it; False where notices of the server reach the same people anyway.
    """

    key: str
    title: Texts
    parse: Parse
    send: Send | None = None
    policy: Policy | PolicyOf = Policy()
    addresses: Literal["mail", "phone", "linked"] = "linked"
    answers: bool = True

    def problem(self) -> str:
        """Why it can't be taken, for the author of the plugin; "" when all is well."""
        if not KEY.fullmatch(self.key) or self.key in RESERVED:
            return f"the key of a channel has 2 to 16 small letters, digits and hyphens, not {self.key!r}"
        name = getattr(self.parse, "__qualname__", "")
        if not name.isidentifier() or getattr(self.parse, "__module__", "__main__") == "__main__":
            return f"parse of the channel {self.key} must be a plain function of a module: it runs in another process"
        return ""
