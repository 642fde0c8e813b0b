"""Whether what a plugin answers is of the type that its hook declares: what the core can't use is a plugin's fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin


class WrongAnswer(Exception):
    """A plugin has answered with something of another type than the hook declares."""


def fits(value: object, wanted: Any) -> bool:
    """Whether a value is of a declared type, with all that is in it. Any set will do for a frozen one."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if wanted is Any or wanted is object:
        return True
    if origin in (Union, UnionType):
        return any(fits(value, one) for one in inner)
    if origin is None:
        return _is(value, NoneType if wanted is None else wanted)
    if issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(fits(k, inner[0]) and fits(v, inner[1]) for k, v in value.items())
    if issubclass(origin, Set):
        return isinstance(value, Set) and all(fits(one, inner[0]) for one in value)
    if issubclass(origin, Sequence):
        return isinstance(value, Sequence) and not isinstance(value, str) and all(fits(one, inner[0]) for one in value)
    return isinstance(value, origin)


def _is(value: object, wanted: Any) -> bool:
    if not isinstance(wanted, type):
        return True
    # Truth is a number to Python: as the id of somebody it would be the first person of all.
    return isinstance(value, wanted) and not (wanted is int and isinstance(value, bool))
