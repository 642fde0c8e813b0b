"""The plain body of one item, as a draft keeps it: JSON of bounded size, which need not be right yet."""

from typing import Any

from okno.catalog.model import KIND_CLASSES
from okno.db import dump_json
from okno.errors import Refused, TooLarge
from okno.text import N_, clean

SIZE_LIMIT = 200_000
"""The longest JSON text of a body, in characters."""
DEPTH_LIMIT = 12


def tidy(kind: str, key: str, body: object) -> dict[str, Any]:
    """Give the body as it is stored: plain, without characters that nobody sees. Raises Refused and TooLarge."""
    if kind not in KIND_CLASSES:
        raise Refused(N_("The catalog has no items of the kind “%(kind)s”", kind=kind))
    if not isinstance(body, dict):
        raise Refused(N_("Write keys with values here"))
    result: dict[str, Any] = _plain({**body, "key": key}, DEPTH_LIMIT)
    if len(dump_json(result)) > SIZE_LIMIT:
        raise TooLarge(N_("This is too large for one item of the catalog. Take something out"))
    return result


def _plain(value: object, depth: int) -> Any:
    if depth < 0:
        raise Refused(N_("This is nested too deep"))
    if isinstance(value, dict):
        return {clean(str(name)): _plain(one, depth - 1) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one, depth - 1) for one in value]
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float) and abs(value) < 1e15:
        return value
    raise Refused(N_("A value of this kind cannot be stored"))


def _text(value: str) -> str:
    text = clean(value)
    # Half of a surrogate pair can be typed by nobody and stored by no database.
    return text.encode("utf-8", "ignore").decode("utf-8")
