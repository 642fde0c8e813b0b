"""Commands of plugins at work: what they do with the database, in a process that the command line connects."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from okno.hooks import Context

T = TypeVar("T")

Runner = Callable[[Callable[[Context], Awaitable[Any]]], Any]
"""Connects this process, does the work with the context of the plugin, ends the connection, gives the result."""


class _Bound:
    runner: Runner | None = None


def bind(runner: Runner | None) -> None:
    """Names who connects: the command line does it before a command of a plugin runs."""
    _Bound.runner = runner


def connected(work: Callable[[Context], Awaitable[T]]) -> T:
    """Does `work` with the database connected and gives its result: for the functions of commands.py.

    `work` is given the context of the plugin. Refused when the home folder is not migrated yet.
    """
    if _Bound.runner is None:
        raise RuntimeError("this is for commands of plugins: `okno <plugin> ...`")
    return cast(T, _Bound.runner(work))
