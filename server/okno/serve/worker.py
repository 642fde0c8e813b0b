"""The process of one worker: `python -I -m okno.serve.worker KIND PARENT CONTROL LISTENER OPTIONS`."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys

import uvloop

from okno import log as logs
from okno.serve.control import Control
from okno.serve.duty import FAILED, Duty, Post
from okno.serve.jobs import Jobs
from okno.serve.options import SERVICE, Options
from okno.serve.orphan import die_with_parent
from okno.serve.web import Web

log = logs.get("okno.serve")


def main(arguments: list[str]) -> int:
    """Runs a worker on the sockets that the supervisor passed as file descriptors; returns the exit code."""
    kind, parent, control, listener, text = arguments
    # Ctrl-C and a closing terminal reach the whole group of processes; the supervisor decides what they mean.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    die_with_parent(int(parent))
    options = Options.load(text)
    sys.path[:0] = options.search_path
    logs.setup(options.log_level, json=options.log_json)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_work(kind, options, control=int(control), listener=int(listener)))


async def _work(kind: str, options: Options, *, control: int, listener: int) -> int:
    line = await Control.open(socket.socket(fileno=control))
    try:
        return await Post(_duty(kind, options, listener), line).stand()
    except Exception:
        log.exception("a worker broke", worker=kind)
        return FAILED
    finally:
        line.close()


def _duty(kind: str, options: Options, listener: int) -> Duty:
    if kind == "web":
        return Web(options, socket.socket(fileno=listener))
    return Jobs(options, service=kind.removeprefix(SERVICE) if kind.startswith(SERVICE) else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
