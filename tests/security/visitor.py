"""Somebody at a browser who may send anything: raw requests to the application, without waiting for endless answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote, urlencode

from starlette.applications import Starlette

from okno import db
from okno.http import sessions

HOST = "okno.test"
STREAM_PARTS = 2
"""How much of an endless answer is read: the pause to come back, and the first message."""
ENCODED = re.compile(r"(?:%[0-9a-fA-F]{2})+")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body."""
        return self.body.decode("utf-8", "replace")

    @cached_property
    def whole(self) -> str:
        """Every byte of it, headers included, with what is encoded in addresses and JSON made readable."""
        plain = "\n".join((*(f"{name}: {value}" for name, value in self.headers.items()), self.text))
        read = [plain]
        # Pages are long and there are thousands of them: what has nothing encoded is not copied.
        if "%" in plain:
            read.append(ENCODED.sub(lambda found: unquote(found[0]), plain))
        if "\\u" in plain:
            read.append(ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain))
        return "\n".join(read)


@dataclass
class Visitor:
    """A person with a session of his own; without an id nobody."""

    app: Starlette
    person_id: int | None = None
    cookie: str = ""
    csrf: str = ""
    token: str = ""
    """What speaks for him instead of a session."""
    address: str = "192.0.2.1"

    async def enter(self) -> None:
        """Signs in anew."""
        if self.person_id is not None and not self.token:
            self.cookie = await sessions.create(self.person_id, address=self.address, agent="test", hours=1)
            row = await db.fetch_one("SELECT csrf FROM session WHERE id_hash = $1", sessions.hashed(self.cookie))
            assert row is not None
            self.csrf = row["csrf"]

    async def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        form: Mapping[str, str | Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request with all that this browser has: its cookie and the token of its pages."""
        sent = {"host": HOST}
        if self.cookie:
            sent |= {"cookie": f"{sessions.COOKIE}={self.cookie}", "x-csrf-token": self.csrf}
        if self.token:
            sent["authorization"] = f"Bearer {self.token}"
        if form is not None:
            body = urlencode(form, doseq=True).encode()
            sent["content-type"] = "application/x-www-form-urlencoded"
        sent |= {name.lower(): value for name, value in (headers or {}).items()}
        return await send(self.app, method, path, sent, body, address=self.address)


async def send(
    app: Starlette, method: str, path: str, headers: Mapping[str, str], body: bytes = b"", address: str = "192.0.2.1"
) -> Answer:
    """One request as a server hands it over."""
    place, _, query = path.partition("?")
    started: dict[str, Any] = {}
    parts: list[bytes] = []
    enough = asyncio.Event()
    incoming: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if incoming:
            return incoming.pop()
        await enough.wait()
        return {"type": "http.disconnect"}

    async def sending(message: Any) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        else:
            parts.append(message.get("body", b""))
            if not message.get("more_body") or (_is_stream(started) and len(parts) >= STREAM_PARTS):
                enough.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(place),
        "raw_path": place.encode(),
        "root_path": "",
        "query_string": quote(query, safe="=&%+-_.~:/?").encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": (address, 1),
        "server": (HOST, 80),
    }
    await app(scope, receive, sending)
    told = {name.decode().lower(): value.decode("latin-1") for name, value in started["headers"]}
    return Answer(started["status"], told, b"".join(parts))


def _is_stream(started: Mapping[str, Any]) -> bool:
    return any(name == b"content-type" and b"event-stream" in value for name, value in started.get("headers", ()))


def multipart(*parts: tuple[str, str, bytes]) -> tuple[dict[str, str], bytes]:
    """Headers and body of a form with files: name of the field, name of the file ("" for a text), content."""
    lines = []
    for name, filename, content in parts:
        named = f'; filename="{filename}"' if filename else ""
        lines.append(f'--edge\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content)
    return {"content-type": "multipart/form-data; boundary=edge"}, b"\r\n".join([*lines, b"--edge--\r\n"])
