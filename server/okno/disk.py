"""The space that is left where the database and the files lie."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LOW_BYTES, LOW_SHARE = 2**30, 0.1
"""Little is left when both less than this is free and less than this part of the disk."""
FULL_BYTES, FULL_SHARE = 16 * 2**20, 0.01
"""As good as nothing: a database needs some room to take back what it has begun."""


@dataclass(frozen=True)
class Space:
    """A disk by a folder on it; sizes in bytes. `free` is what a program without special rights may use."""

    folder: Path
    total: int
    free: int

    @property
    def full(self) -> bool:
        """Whether saving fails, or soon will."""
        return self.free < min(FULL_BYTES, self.total * FULL_SHARE)

    @property
    def low(self) -> bool:
        """Whether an administrator has to do something."""
        return self.free < min(LOW_BYTES, self.total * LOW_SHARE)


def space(folder: Path) -> Space | None:
    """The disk of a folder; None when it can't be asked, as a network disk that is away."""
    try:
        told = os.statvfs(folder)
    except OSError:
        return None
    return Space(folder, told.f_blocks * told.f_frsize, told.f_bavail * told.f_frsize)


def tightest(folders: Iterable[Path]) -> Space | None:
    """The disk with the least space left, each folder's looked at now."""
    found = [one for folder in folders if (one := space(folder)) is not None]
    return min(found, key=lambda one: one.free, default=None)
