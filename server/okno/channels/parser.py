"""Parsing in processes of their own: at most a few, each watched; what dies there takes one message along."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from anyio import CapacityLimiter, to_thread

from okno.channels import limits, wire
from okno.channels.contract import Parse, Parsed
from okno.channels.parser_child import HEAD

CHILD = "okno.channels.parser_child"
KEPT_ENVIRONMENT = ("PATH", "LANG", "TZ")


class Died(Exception):
    """The process ended, or was ended, while it read a message. `reason` is crash, memory or time."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadMessage(Exception):
    """The parser says that this is no message; `error` is the class of what it raised."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Parser:
    """One process that reads messages, one at a time."""

    def __init__(self) -> None:
        environment = {key: os.environ[key] for key in KEPT_ENVIRONMENT if key in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            start_new_session=True,
        )

    def ask(self, function: Parse, raw: bytes, meta: Mapping[str, Any], *, seconds: float) -> Any:
        """What the process answers. Raises Died; it must not be asked again then."""
        order = {
            "module": function.__module__,
            "function": function.__qualname__,
            "meta": dict(meta),
            "seconds": seconds + 5,
            "cpu_seconds": limits.PARSE_CPU_SECONDS,
            "memory": limits.PARSE_MEMORY,
        }
        late = threading.Event()
        watch = threading.Timer(seconds, self._end, (late,))
        watch.daemon = True
        watch.start()
        try:
            return self._exchange(json.dumps(order).encode(), raw)
        except (OSError, EOFError):
            raise Died("time" if late.is_set() else "crash") from None
        finally:
            watch.cancel()

    def _exchange(self, *pieces: bytes) -> Any:
        assert self._process.stdin is not None
        for piece in pieces:
            self._process.stdin.write(HEAD.pack(len(piece)) + piece)
        self._process.stdin.flush()
        size = HEAD.unpack(self._read(HEAD.size))[0]
        if size > limits.REPLY:
            raise wire.NotParsed("too_much")
        answer = json.loads(self._read(size))
        if answer == "memory":
            raise Died("memory")
        return answer

    def _read(self, size: int) -> bytes:
        assert self._process.stdout is not None
        piece = self._process.stdout.read(size)
        if len(piece) < size:
            raise EOFError
        return piece

    def _end(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()

    def close(self) -> None:
        """Ends the process."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        self._process.wait()


class _Pool:
    """The processes of this worker that have nothing to do, made when they are needed."""

    idle: list[Parser]

    def __init__(self) -> None:
        self.idle = []
        self.lock = threading.Lock()

    def take(self) -> Parser:
        with self.lock:
            return self.idle.pop() if self.idle else Parser()

    def give(self, parser: Parser) -> None:
        with self.lock:
            if len(self.idle) < limits.PARSERS:
                self.idle.append(parser)
                return
        parser.close()

    def close(self) -> None:
        with self.lock:
            idle, self.idle = self.idle, []
        for parser in idle:
            parser.close()


_pool = _Pool()


async def parse(function: Parse, raw: bytes, meta: Mapping[str, Any], *, seconds: float | None = None) -> Parsed:
    """The message in these bytes, read elsewhere. Raises Died, BadMessage or wire.NotParsed."""
    allowed = limits.PARSE_SECONDS if seconds is None else seconds
    return await to_thread.run_sync(_parse, function, raw, meta, allowed, limiter=_limiter())


def _parse(function: Parse, raw: bytes, meta: Mapping[str, Any], seconds: float) -> Parsed:
    parser = _pool.take()
    try:
        answer = parser.ask(function, raw, meta, seconds=seconds)
    except BaseException:
        parser.close()
        raise
    _pool.give(parser)
    if not isinstance(answer, dict) or "parsed" not in answer:
        raise BadMessage(str(answer.get("error", ""))[:64] if isinstance(answer, dict) else "")
    return wire.decode(answer["parsed"])


class _Limit:
    limiter: CapacityLimiter | None = None


def _limiter() -> CapacityLimiter:
    if _Limit.limiter is None:
        _Limit.limiter = CapacityLimiter(limits.PARSERS)
    return _Limit.limiter


async def stop() -> None:
    """Ends the processes of this worker."""
    await to_thread.run_sync(_pool.close)
