"""The line between the supervisor and a worker: JSON lines over a socket pair.

The supervisor says `accept`, `drain`, `exit`; a worker says `ready` and `drained`.
"""

from __future__ import annotations

import asyncio
import json
import socket


class Control:
    """One end of the line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, sock: socket.socket) -> Control:
        """Takes over one socket of the pair."""
        return cls(*await asyncio.open_unix_connection(sock=sock))

    def say(self, word: str) -> None:
        """Sends one word; a peer that is gone is not an error, the reading side notices it."""
        if not self._writer.is_closing():
            self._writer.write(json.dumps({"say": word}).encode() + b"\n")

    async def hear(self) -> str | None:
        """The next word of the peer, or None when the peer is gone.

        A peer that was killed with words unread gives a reset instead of an end of file: both mean the same.
        """
        try:
            line = await self._reader.readline()
        except ConnectionError:
            return None
        if not line.endswith(b"\n"):
            return None
        return str(json.loads(line)["say"])

    def close(self) -> None:
        """Closes this end."""
        self._writer.close()
