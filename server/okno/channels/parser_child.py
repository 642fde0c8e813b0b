"""The program that reads messages: a process without database and secrets, with little memory and little time.

It is told by its input which function shall read what, and answers in JSON. It ends when its input ends. Whatever a
message does to it stays here; its parent starts another one.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import struct
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from okno.channels import wire
from okno.channels.plain import words_of

HEAD = struct.Struct(">Q")
DIED = 71


def read_piece(stream: BinaryIO) -> bytes | None:
    """A piece with its length before it; None at the end."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    size = HEAD.unpack(head)[0]
    piece = stream.read(size)
    return piece if len(piece) == size else None


def write_piece(stream: BinaryIO, piece: bytes) -> None:
    """Writes a piece with its length before it."""
    stream.write(HEAD.pack(len(piece)) + piece)
    stream.flush()


def main() -> None:
    """Reads messages until there are no more."""
    # What a parser prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    asked = sys.stdin.buffer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        order, raw = read_piece(asked), read_piece(asked)
        if order is None or raw is None:
            return
        told = json.loads(order)
        function = getattr(import_module(told["module"]), told["function"])
        _narrow(told["seconds"], told["cpu_seconds"], told["memory"])
        try:
            answer = json.dumps(_parsed(function, raw, told["meta"])).encode()
        except MemoryError:
            # Nothing is to be relied on here any more.
            os.write(answers.fileno(), HEAD.pack(10) + b'"memory"  ')
            os._exit(DIED)
        _narrow(0, None, None)
        write_piece(answers, answer)


def _parsed(function: Any, raw: bytes, meta: dict[str, Any]) -> dict[str, Any]:
    try:
        parsed = function(raw, meta)
        told = wire.encode(parsed)
        if not parsed.text.strip() and parsed.html:
            told["text"] = words_of(str(parsed.html))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  whatever a message makes it raise is told by its class
        return {"error": type(error).__name__}
    return {"parsed": told}


def _narrow(seconds: float, cpu_seconds: int | None, memory: int | None) -> None:
    """Sets the limits of one message, beyond what the process has used and holds already; None lifts one."""
    # The parent has its own watch; this one holds when the parent is gone.
    signal.setitimer(signal.ITIMER_REAL, seconds)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = resource.RLIM_INFINITY if cpu_seconds is None else int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, resource.RLIM_INFINITY))
    space = resource.RLIM_INFINITY if memory is None else _held() + memory
    resource.setrlimit(resource.RLIMIT_AS, (space, resource.RLIM_INFINITY))


def _held() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()


if __name__ == "__main__":
    main()
