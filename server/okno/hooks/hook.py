"""What a hook is: a question of the core with a name, types, a mode and what happens when a plugin fails.

Modes: Collect takes all answers, First the first, Chain passes a value on, Veto lets any plugin refuse, Start asks
plain functions once at the start. Run-time hooks are asked before a transaction, never inside.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, get_type_hints

from okno.db import in_tx
from okno.errors import Refused
from okno.hooks import failures
from okno.hooks.fitting import WrongAnswer, fits
from okno.hooks.guest import Guest, guest_of, guests
from okno.hooks.isolation import PluginFailed, isolated, plainly
from okno.text import N_, Phrase

P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V")
# Those of declarations: a class method could not have its own ones of the class.
Q = ParamSpec("Q")
S = TypeVar("S")
W = TypeVar("W")

SECONDS = 2.0
"""How long a plugin may take to answer, unless a hook says otherwise."""

HOOKS: dict[str, Hook] = {}
"""All hooks that there are, by name."""


class CheckFailed(Refused):
    """A plugin that must agree could not answer, so the answer is no."""

    code = "check_failed"

    def __init__(self, plugin: str) -> None:
        super().__init__(_could_not(plugin))
        self.plugin = plugin


def _could_not(plugin: str) -> Phrase:
    return N_(
        "The plugin “%(plugin)s” must check this and can’t at the moment. Try again later or tell your administrator.",
        plugin=plugin,
    )


@dataclass(frozen=True)
class Answer(Generic[R]):
    """What one plugin has answered."""

    plugin: str
    value: R


class Hook:
    """The common part of all modes. `spec` is the typed declaration, whose docstring explains the hook."""

    mode = ""

    def __init__(self, spec: Callable[..., Any], *, denies: bool = False, seconds: float = SECONDS) -> None:
        self.name = spec.__name__
        self.spec = spec
        self.denies = denies
        self.seconds = seconds
        if self.name in HOOKS:
            raise RuntimeError(f"there are two hooks called {self.name}")
        HOOKS[self.name] = self

    @property
    def doc(self) -> str:
        """What it is for, from the docstring of its declaration."""
        return inspect.getdoc(self.spec) or ""

    @property
    def signature(self) -> inspect.Signature:
        """The parameters of the question and the type of an answer; a plugin's function has `ctx` before them."""
        return inspect.signature(self.spec)

    def problem_of(self, function: Callable[..., Any]) -> str:
        """Why a function can't answer this hook, "" when it can. It may leave out what it does not need."""
        if inspect.iscoroutinefunction(function) != inspect.iscoroutinefunction(self.spec):
            wanted = "async def" if inspect.iscoroutinefunction(self.spec) else "def, without async"
            return f"{self.name} must be {wanted}"
        given = list(inspect.signature(function).parameters.values())
        if not given or given[0].name != "ctx":
            return f"the first parameter of {self.name} must be ctx"
        known = self.signature.parameters
        unknown = [one.name for one in given[1:] if one.name not in known and one.kind is not one.VAR_KEYWORD]
        return f"{self.name} has no parameter {', '.join(unknown)}; known are {', '.join(known)}" if unknown else ""

    def asked(self) -> list[Guest]:
        """The guests that answer it and are switched on now."""
        found = [guest for guest in guests() if self.name in guest.answers and guest.active()]
        return [guest for guest in found if self.denies or not failures.rests(guest.name, self.name)]

    async def _ask(self, guest: Guest, *args: Any, **kwargs: Any) -> Any:
        function = guest.answers[self.name]
        wanted = _accepted(function)
        given = {key: value for key, value in kwargs.items() if wanted is None or key in wanted}
        ctx = guest.context(kwargs.get("actor"))

        async def answer() -> Any:
            return self._fitting(await function(ctx, *args, **given))

        return await isolated(guest.name, self.name, answer, seconds=self.seconds)

    @functools.cached_property
    def _wanted(self) -> Any:
        return get_type_hints(self.spec).get("return", Any)

    def _fitting(self, value: Any) -> Any:
        if value is not None and not fits(value, self._wanted):
            raise WrongAnswer(f"{self.name} gives {self._wanted}, not {type(value).__name__}, or not such a one")
        return value

    def _outside(self) -> None:
        if in_tx():
            raise RuntimeError(f"the hook {self.name} is asked before a transaction, not inside")


@functools.cache
def _accepted(function: Callable[..., Any]) -> frozenset[str] | None:
    """The parameters that a function takes by keyword; None for all."""
    parameters = inspect.signature(function).parameters.values()
    if any(one.kind is one.VAR_KEYWORD for one in parameters):
        return None
    return frozenset(one.name for one in parameters)


class Collect(Hook, Generic[P, R]):
    """Takes all answers, without those that are None."""

    mode = "collect"

    @staticmethod
    def hook(
        *, denies: bool = False, seconds: float = SECONDS
    ) -> Callable[[Callable[Q, Awaitable[S | None]]], Collect[Q, S]]:
        """Makes a hook of a declaration."""
        return lambda spec: Collect(spec, denies=denies, seconds=seconds)

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Answer[R]]:
        """Asks everybody in turn. Raises CheckFailed when it `denies` and one of them fails."""
        found: list[Answer[R]] = []
        for guest in self.asked():
            self._outside()
            try:
                value = await self._ask(guest, *args, **kwargs)
            except PluginFailed as failed:
                if self.denies:
                    raise CheckFailed(guest.name) from failed
                continue
            if value is not None:
                found.append(Answer(guest.name, value))
        return found

    async def of(self, plugin: str, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Asks one plugin alone, also one that is not switched on.

        Raises CheckFailed when it `denies` and the plugin fails, else PluginFailed.
        """
        guest = guest_of(plugin)
        if guest is None or self.name not in guest.answers:
            return None
        self._outside()
        try:
            value: R | None = await self._ask(guest, *args, **kwargs)
        except PluginFailed as failed:
            if self.denies:
                raise CheckFailed(plugin) from failed
            raise
        return value


class First(Hook, Generic[P, R]):
    """Takes the first answer that is not None, else the core decides."""

    mode = "first"

    @staticmethod
    def hook(
        *, denies: bool = False, seconds: float = SECONDS
    ) -> Callable[[Callable[Q, Awaitable[S | None]]], First[Q, S]]:
        """Makes a hook of a declaration."""
        return lambda spec: First(spec, denies=denies, seconds=seconds)

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Answer[R] | None:
        """Asks one after the other until one answers."""
        for guest in self.asked():
            self._outside()
            try:
                value = await self._ask(guest, *args, **kwargs)
            except PluginFailed as failed:
                if self.denies:
                    raise CheckFailed(guest.name) from failed
                continue
            if value is not None:
                return Answer(guest.name, value)
        return None


class Chain(Hook, Generic[V, P]):
    """Passes a value from plugin to plugin; each may change it."""

    mode = "chain"

    @staticmethod
    def hook(
        *, denies: bool = False, seconds: float = SECONDS
    ) -> Callable[[Callable[Concatenate[W, Q], Awaitable[W | None]]], Chain[W, Q]]:
        """Makes a hook of a declaration, whose first parameter is the value."""
        return lambda spec: Chain(spec, denies=denies, seconds=seconds)

    async def __call__(self, value: V, /, *args: P.args, **kwargs: P.kwargs) -> V:
        """The value as all have left it; one that fails, or answers None, changes nothing."""
        for guest in self.asked():
            self._outside()
            try:
                changed = await self._ask(guest, value, *args, **kwargs)
            except PluginFailed as failed:
                if self.denies:
                    raise CheckFailed(guest.name) from failed
                continue
            value = value if changed is None else changed
        return value


class Veto(Hook, Generic[P]):
    """Lets any plugin refuse with a sentence; the first refusal ends the asking."""

    mode = "veto"

    @staticmethod
    def hook(
        *, denies: bool = True, seconds: float = SECONDS
    ) -> Callable[[Callable[Q, Awaitable[Phrase | None]]], Veto[Q]]:
        """Makes a hook of a declaration."""
        return lambda spec: Veto(spec, denies=denies, seconds=seconds)

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Phrase | None:
        """Why not; None when nobody has anything against it."""
        for guest in self.asked():
            self._outside()
            try:
                refusal: Phrase | None = await self._ask(guest, *args, **kwargs)
            except PluginFailed:
                if self.denies:
                    return _could_not(guest.name)
                continue
            if refusal is not None:
                return refusal
        return None


class Start(Hook, Generic[R]):
    """Asks plain functions once at the start; their answers are data, such as kinds of fields."""

    mode = "start"

    def __init__(self, spec: Callable[..., Any]) -> None:
        super().__init__(spec)
        self._kept: dict[Guest, R | None] = {}

    @staticmethod
    def hook() -> Callable[[Callable[[], S | None]], Start[S]]:
        """Makes a hook of a declaration."""
        return Start

    def ask(self, guest: Guest) -> None:
        """Takes the answer of a guest and keeps it. Raises PluginFailed."""
        function = guest.answers[self.name]
        self._kept[guest] = plainly(guest.name, self.name, lambda: self._fitting(function(guest.context())))

    def answers(self, *, also_inactive: bool = False) -> list[Answer[R]]:
        """The answers of the guests that are switched on now; of all that are there when asked so."""
        chosen = [guest for guest in guests() if self.name in guest.answers and (also_inactive or guest.active())]
        for guest in chosen:
            if guest not in self._kept:
                self.ask(guest)
        kept = ((guest.name, self._kept[guest]) for guest in chosen)
        return [Answer(name, value) for name, value in kept if value is not None]


def answers_of(module: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    """The functions of a module that are named as hooks."""
    return {name: value for name, value in module.items() if name in HOOKS and inspect.isfunction(value)}
