"""The watchdog: a thread that sees when the event loop stands still, and whose code it stands in.

Only a look from outside finds `time.sleep(10)` in a plugin: what blocks the loop blocks every time limit with it.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from types import FrameType

from okno.clock import now_us
from okno.hooks import failures
from okno.hooks.failures import Failure
from okno.hooks.guest import guests
from okno.hooks.limit import TooLong
from okno.log import get

BLOCK_SECONDS = 1.0
"""How long the loop may stand still before somebody is blamed."""
LONG_SECONDS = 5.0
"""How long it may stand still before that is told a second time, as LONG: a slow disk is no reason any more."""
CUT_SECONDS = 10.0
"""How long it may stand still before the plugin that is to blame is ended where it stands."""
LOOK_SECONDS = 0.25
SHORT, LONG = "Blocked", "BlockedLong"
"""What a standstill is called among failures."""
_SIGNAL = signal.SIGUSR1

WARMING = tuple(f"/{file}.py" for file in (
    "jinja2/environment", "jinja2/loaders", "jinja2/lexer", "jinja2/parser", "jinja2/nodes", "jinja2/compiler",
    "jinja2/idtracking", "jinja2/optimizer", "jinja2/visitor", "babel/messages/pofile", "babel/messages/catalog",
    "babel/messages/mofile", "babel/messages/plurals", "gettext",
))  # fmt: skip
"""Where templates are compiled and words are read: the first page of a process waits for that, and it is
nobody's fault, whichever plugin shows it."""

log = get(__name__)


class Watchdog:
    """Watches the loop of the thread in which it is started."""

    def __init__(
        self,
        *,
        block_seconds: float = BLOCK_SECONDS,
        look_seconds: float = LOOK_SECONDS,
        cut_seconds: float = CUT_SECONDS,
    ) -> None:
        self._block, self._look, self._cut = block_seconds, look_seconds, cut_seconds
        self._beat = time.monotonic()
        self._blamed = self._blamed_long = -1.0
        self._over = threading.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watched = 0

    @property
    def blamed(self) -> bool:
        """Whether the standstill of this moment has been told."""
        return self._blamed == self._beat

    def start(self) -> None:
        """Begins to watch the running loop."""
        self._loop = asyncio.get_running_loop()
        self._watched = threading.get_ident()
        self._over.clear()
        if threading.current_thread() is threading.main_thread():
            # It stays: a signal that comes late must find it.
            signal.signal(_SIGNAL, _end_culprit)
        self._tick()
        threading.Thread(target=self._run, name="okno-watchdog", daemon=True).start()

    def stop(self) -> None:
        """Ends the watch."""
        self._over.set()
        if self._timer is not None:
            self._timer.cancel()

    def _tick(self) -> None:
        self._beat = time.monotonic()
        if self._loop is not None:
            self._timer = self._loop.call_later(self._look, self._tick)

    def _run(self) -> None:
        while not self._over.wait(self._look):
            beat = self._beat
            still = time.monotonic() - beat
            # One standstill is told once.
            if still > self._block and self._blamed != beat:
                self._blamed = beat
                self._blame(sys._current_frames().get(self._watched), SHORT)
            if still > max(self._block, LONG_SECONDS) and self._blamed_long != beat:
                self._blamed_long = beat
                self._blame(sys._current_frames().get(self._watched), LONG)
            if still > self._cut and self._watched == threading.main_thread().ident:
                signal.pthread_kill(self._watched, _SIGNAL)

    def _blame(self, frame: FrameType | None, error: str) -> None:
        found = culprit(frame)
        if found is None:
            log.warning("the event loop stands still", place="".join(traceback.format_stack(frame, limit=8)))
            return
        plugin, place = found
        log.error("a plugin blocks the server", plugin=plugin, place=place)
        if self._loop is not None:
            # Counted on the loop, as everything else is, once it goes on.
            self._loop.call_soon_threadsafe(failures.note, Failure(plugin, "blocking", error, place, now_us()))


def _end_culprit(_: int, frame: FrameType | None) -> None:
    """Ends the plugin in whose code the thread stands at this moment; what is of the core is never ended."""
    if culprit(frame) is not None:
        raise TooLong("it stops everybody's requests")


def culprit(frame: FrameType | None) -> tuple[str, str] | None:
    """The plugin in whose code a stack stands, and the place there: the innermost one. None while all warms up."""
    folders = [(str(guest.folder) + "/", guest.name) for guest in guests() if guest.folder is not None]
    while frame is not None:
        file = frame.f_code.co_filename
        if file.endswith(WARMING):
            return None
        for folder, name in folders:
            if file.startswith(folder):
                return name, f"{Path(file).name}:{frame.f_lineno}"
        frame = frame.f_back
    return None
