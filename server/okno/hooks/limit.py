"""Ending plain code of plugins that does not come to an end by itself: a signal is the only thing that reaches it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN_SECONDS = 1.0
"""How often it is told once more, when it has not heard."""


class TooLong(BaseException):
    """Raised inside of code that has run too long. It is no Exception, so that hardly anything takes it in passing."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises TooLong in what runs inside of it longer than `seconds`. Only the main thread can be reached so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def over(*_: object) -> None:
        raise TooLong(f"it took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, over)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)
