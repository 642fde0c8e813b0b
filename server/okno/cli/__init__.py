"""The command `okno`. Exit codes: 0 done, 1 refused with a sentence, 2 wrong usage."""

from okno.cli.command import main

__all__ = ["main"]
