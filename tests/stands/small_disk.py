"""A disk in memory so small that a test can fill it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FILLER = "filler"
PIECE = 1 << 16


class SmallDisk:
    """The disk at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """Leaves no byte free."""
        with (self.folder / FILLER).open("ab", buffering=0) as filler:
            for size in (PIECE, 1):
                try:
                    while True:
                        filler.write(bytes(size))
                except OSError:
                    continue

    def clear(self) -> None:
        """Takes the filling away."""
        (self.folder / FILLER).unlink(missing_ok=True)


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk]:
    """Mounts one, which needs the right to; skips the test where that is not allowed."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount a small disk")
    folder = Path(tempfile.mkdtemp(prefix="okno-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "okno-test", str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        folder.rmdir()
        pytest.skip(f"a small disk can't be mounted here: {made.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        # Whoever still holds a file there keeps it until he ends; nobody finds it any more.
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
        folder.rmdir()
