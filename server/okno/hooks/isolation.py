"""Running a plugin's code so that its faults stay its own: in time, without tasks left behind, counted."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Generator
from contextvars import Context, ContextVar
from typing import Any, TypeVar

from okno.db import Unasked
from okno.db.trouble import Trouble
from okno.hooks import failures
from okno.log import get

T = TypeVar("T")

CLEANUP_SECONDS = 3.0
"""How long a plugin may go on when its time is over, to end what it has begun. After it nobody waits any more."""
_PASSING: tuple[type[BaseException], ...] = (Unasked, GeneratorExit, Trouble)
"""What goes through a plugin's code and is neither its fault nor its end."""

log = get(__name__)

_begun: ContextVar[set[asyncio.Task[Any]] | None] = ContextVar("okno_begun_tasks", default=None)


class PluginFailed(Exception):
    """A plugin's code failed; it is counted and logged already. For the one who has called it, never for a person."""

    def __init__(self, plugin: str, what: str) -> None:
        super().__init__(f"{plugin} failed in {what}")
        self.plugin = plugin
        self.what = what


class LeftBehind(Exception):
    """A plugin's function came back while a task that it had started still ran. The task is cancelled."""


async def isolated(
    plugin: str,
    what: str,
    call: Callable[[], Awaitable[T]],
    *,
    seconds: float,
    allowed: tuple[type[Exception], ...] = (),
    counts: bool = True,
) -> T:
    """Awaits what a plugin does and gives the result; raises PluginFailed for whatever goes wrong.

    `what` names the place in its failures. What is `allowed` is an answer and no fault: it is raised as it is.
    Failures that do not count, such as those of work that is tried again anyway, never switch the plugin off.
    """
    bag: set[asyncio.Task[Any]] = set()
    token = _begun.set(bag)
    try:
        async with asyncio.timeout(seconds) as limit:
            result: T = await _Within(call, seconds + CLEANUP_SECONDS)
        if limit.expired():
            # It was told that its time is over, and has heard nothing.
            raise TimeoutError
    except allowed:
        raise
    except _PASSING:
        raise
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            # Somebody ends the whole request: that is nobody's fault.
            raise
        raise _failed(plugin, what, error, counts) from error
    except BaseException as error:
        raise _failed(plugin, what, error, counts) from error
    finally:
        _begun.reset(token)
        left = _sweep(bag)
    if left:
        _failed(plugin, what, LeftBehind(f"{left} tasks"), counts)
    else:
        failures.succeeded(plugin, what)
    return result


def plainly(plugin: str, what: str, call: Callable[[], T]) -> T:
    """The same for a plain function, which can't be cut: raises PluginFailed for whatever goes wrong."""
    try:
        return call()
    except _PASSING:
        raise
    except BaseException as error:
        raise _failed(plugin, what, error) from error


class _Within:
    """Awaits a call that goes on no longer than `seconds`, even when it does not mind being cancelled.

    Within them a cancelled call may end what it has begun. After them it is left where it stands: it is closed.
    """

    def __init__(self, call: Callable[[], Awaitable[T]], seconds: float) -> None:
        self._call, self._seconds = call, seconds

    def __await__(self) -> Generator[Any, Any, Any]:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        end = loop.time() + self._seconds
        timer = loop.call_later(self._seconds, task.cancel)
        steps = self._call().__await__()
        step: Callable[[], Any] = lambda: next(steps)  # noqa: E731
        try:
            while True:
                try:
                    waits_for = step()
                except StopIteration as over:
                    return over.value
                try:
                    yield waits_for
                except BaseException as error:  # noqa: BLE001  it is thrown into the call
                    if loop.time() >= end:
                        task.uncancel()
                        _close(steps)
                        raise TimeoutError from None
                    step = functools.partial(_throw, steps, error)
                else:
                    step = functools.partial(next, steps)
        finally:
            timer.cancel()


def _throw(steps: Any, error: BaseException) -> Any:
    return steps.throw(error)


def _close(steps: Any) -> None:
    try:
        steps.close()
    except BaseException:
        log.exception("a plugin does not let itself be ended")


def _failed(plugin: str, what: str, error: BaseException, counts: bool = True) -> PluginFailed:
    failures.failed(plugin, what, error, counts=counts)
    return PluginFailed(plugin, what)


def _sweep(bag: set[asyncio.Task[Any]]) -> int:
    left = [task for task in bag if not task.done()]
    for task in left:
        task.cancel()
    return len(left)


def watch_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Has the loop remember which tasks are started inside of a plugin's function."""

    def factory(loop: asyncio.AbstractEventLoop, coro: Any, **kwargs: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(coro, loop=loop, **kwargs)
        # What starts in a context of its own is the core's work, done on behalf of a plugin: it outlives the call.
        context: Context | None = kwargs.get("context")
        bag = _begun.get() if context is None else context.get(_begun)
        if bag is not None:
            bag.add(task)
        return task

    loop.set_task_factory(factory)
