"""Commands of plugins: what they do with the database."""

from okno.extend.terminal import connected

__all__ = ["connected"]
