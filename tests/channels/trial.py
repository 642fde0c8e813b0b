"""Channels of the tests: messages are JSON, and some of them are bombs."""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from okno.channels.contract import Attachment, Channel, Outgoing, Parsed, Policy, Undeliverable
from okno.hooks import Context, Guest

LETTERS, CHAT, FORM = "letters", "chat", "form"


def parse(raw: bytes, meta: Mapping[str, Any]) -> Parsed:
    """Reads a message; `bomb` in it does something bad instead."""
    told = json.loads(raw)
    bomb = told.pop("bomb", "")
    if bomb == "crash":
        os.kill(os.getpid(), 9)
    elif bomb == "hang":
        while True:
            pass
    elif bomb == "memory":
        held = [bytearray(2**24)]
        while True:
            held.append(bytearray(2**24))
    elif bomb == "secrets":
        told["text"] = json.dumps({key: os.environ[key] for key in os.environ if key.startswith("OKNO")})
    elif bomb == "flood":
        told["text"] = "x" * 2_000_000
    elif bomb == "print":
        os.write(1, b"\x00\x00\x00\x00\x00\x00\x00\x04null")
    files = [
        Attachment(name=one["name"], data=b64decode(one["data"]), field=one.get("field", ""))
        for one in told.pop("files", ())
    ]
    return Parsed(**{**told, "files": tuple(files), "references": tuple(told.get("references", ()))})


@dataclass
class Post:
    """The world outside: what has left, and what it does with the next messages."""

    sent: list[Outgoing] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    policies: dict[str, Policy] = field(default_factory=dict)

    async def send(self, ctx: Context, outgoing: Outgoing) -> str:
        """Takes a message, or fails as it was told to."""
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(outgoing)
        return f"{ctx.plugin}-{outgoing.id}"

    async def policy(self, _: Context, endpoint: str) -> Policy:
        """What the test has said for an endpoint."""
        return self.policies.get(endpoint, Policy())

    def guest(self) -> Guest:
        """The plugin that brings the channels."""

        def message_channels(_: Context) -> Sequence[Channel]:
            title = {"ru": "Письма", "en": "Letters"}
            return [
                Channel(key=LETTERS, title=title, parse=parse, send=self.send, policy=self.policy, addresses="mail"),
                Channel(key=CHAT, title={"ru": "Чат", "en": "Chat"}, parse=parse, send=self.send, policy=self.policy),
                Channel(key=FORM, title={"ru": "Форма", "en": "Form"}, parse=parse, policy=self.policy),
            ]

        return Guest("trial", {"message_channels": message_channels})


GONE = Undeliverable("no such address")
