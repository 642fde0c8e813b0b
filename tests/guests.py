"""A plugin that lives in a test: functions named as hooks, hosted for as long as the test wants it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from okno.hooks import Guest, hosting

NAME = "shy"


def plugin(*, active: Callable[[], bool] = lambda: True, **answers: Callable[..., Any]) -> Guest:
    """The plugin, with these answers to hooks."""
    return Guest(NAME, answers, active=active)


def with_plugin(**answers: Callable[..., Any]) -> AbstractContextManager[None]:
    """Inside of it the plugin is there with these answers."""
    return hosting(plugin(**answers))


async def broken(ctx: object, *_: object, **__: object) -> Any:
    """An answer that fails."""
    raise LookupError("nothing that anybody should read")
