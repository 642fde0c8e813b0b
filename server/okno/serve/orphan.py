"""A child that never outlives its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
GONE = 70
"""Exit code of a worker whose supervisor is gone."""


def die_with_parent(parent: int) -> None:
    """Asks the kernel to kill this process when `parent` ends, and ends at once when that has already happened."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # The parent may have died before the kernel was asked; nothing would be sent then.
    if os.getppid() != parent:
        leave_now()


def leave_now() -> None:
    """Ends the process without any clean-up: nobody is left who could use it."""
    os._exit(GONE)
