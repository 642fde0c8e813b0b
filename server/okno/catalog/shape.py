"""Builds the dataclasses of the model from plain data, strictly, and turns them back."""

import dataclasses
import types
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from okno.catalog.model import PRIORITIES
from okno.clock import DAYS
from okno.text import N_, Phrase

Path = tuple[str | int, ...]
Report = Callable[[Path, Phrase], None]
T = TypeVar("T")

_BROKEN: Any = object()
_PLACES = {key: place for place, key in enumerate(("ru", "en", *DAYS, *PRIORITIES))}
_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def build(kind: type[T], data: object, report: Report) -> T | None:
    """Build one object; every problem goes to `report` with its path, and a broken object is None."""
    built = _object(kind, data, report, ())
    return None if built is _BROKEN else built


def plain(value: Any) -> Any:
    """Turn an object of the model into dicts, lists and scalars, leaving out what equals its default."""
    if dataclasses.is_dataclass(value):
        return {_name(item): plain(getattr(value, item.name)) for item in _told(value)}
    if isinstance(value, Mapping):
        return {key: plain(value[key]) for key in sorted(value, key=_place)}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value


def _place(key: Any) -> tuple[int, str]:
    """Where a key stands, on both databases alike: one of them keeps the keys in an order of its own."""
    return _PLACES.get(key, len(_PLACES)), str(key)


def _told(value: Any) -> list[dataclasses.Field[Any]]:
    return [item for item in dataclasses.fields(value) if not _same(getattr(value, item.name), _default(item))]


def _same(value: object, default: object) -> bool:
    return type(value) is type(default) and value == default


def _default(item: dataclasses.Field[Any]) -> Any:
    if item.default_factory is not dataclasses.MISSING:
        return item.default_factory()
    return item.default


def _name(item: dataclasses.Field[Any]) -> str:
    return str(item.metadata.get("name", item.name))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _object(kind: type[Any], data: object, report: Report, path: Path) -> Any:
    if not isinstance(data, dict):
        report(path, N_("Write keys with values here"))
        return _BROKEN
    fields = {_name(item): item for item in dataclasses.fields(kind)}
    good = True
    for key in data:
        if key not in fields:
            report((*path, key), N_("The key “%(key)s” is unknown; known are %(known)s", key=key, known=_list(fields)))
            good = False
    values: dict[str, Any] = {}
    hints = _hints(cast(Hashable, kind))
    for name, item in fields.items():
        if name in data:
            values[item.name] = _value(hints[item.name], data[name], report, (*path, name))
        elif _default(item) is dataclasses.MISSING:
            report(path, N_("The key “%(key)s” is missing", key=name))
            good = False
    if not good or any(value is _BROKEN for value in values.values()):
        return _BROKEN
    return kind(**values)


def _value(hint: Any, data: object, report: Report, path: Path) -> Any:
    origin = get_origin(hint)
    if hint is Any:
        return data
    if dataclasses.is_dataclass(hint):
        return _object(hint, data, report, path)  # type: ignore[arg-type]
    if origin is Literal:
        return _one_of(get_args(hint), data, report, path)
    if origin in (Union, types.UnionType):
        return _scalar(tuple(part for part in get_args(hint)), data, report, path)
    if origin is tuple:
        return _list_of(get_args(hint)[0], data, report, path)
    if origin in (dict, Mapping):
        return _mapping_of(get_args(hint)[1], data, report, path)
    return _scalar((hint,), data, report, path)


def _scalar(kinds: tuple[Any, ...], data: object, report: Report, path: Path) -> Any:
    # type() and not isinstance(): true is an int in Python, never in a catalog.
    if type(data) in kinds:
        return data
    if float in kinds and type(data) is int:
        return data
    names = [_NAMES[kind] for kind in kinds if kind in _NAMES]
    report(path, N_("Write %(kind)s here", kind=_list(names, " / ")))
    return _BROKEN


def _one_of(allowed: tuple[Any, ...], data: object, report: Report, path: Path) -> Any:
    if isinstance(data, str) and data in allowed:
        return data
    report(path, N_("Write one of these: %(allowed)s", allowed=_list(allowed)))
    return _BROKEN


def _list_of(hint: Any, data: object, report: Report, path: Path) -> Any:
    if not isinstance(data, list):
        report(path, N_("Write a list here"))
        return _BROKEN
    items = tuple(_value(hint, item, report, (*path, index)) for index, item in enumerate(data))
    return _BROKEN if any(item is _BROKEN for item in items) else items


def _mapping_of(hint: Any, data: object, report: Report, path: Path) -> Any:
    if not isinstance(data, dict):
        report(path, N_("Write keys with values here"))
        return _BROKEN
    items = {str(key): _value(hint, item, report, (*path, key)) for key, item in data.items()}
    return _BROKEN if any(item is _BROKEN for item in items.values()) else items


def _list(names: Any, separator: str = ", ") -> str:
    return separator.join(str(name) for name in names)
