"""Backups: one file with all that an installation consists of, made while it is served."""

from okno.backup.archive import Archive, Broken
from okno.backup.make import make
from okno.backup.restore import restore

__all__ = ["Archive", "Broken", "make", "restore"]
