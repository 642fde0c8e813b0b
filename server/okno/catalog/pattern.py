"""How much work a pattern of the catalog can make of one answer at worst.

Answers come from everybody, and a pattern such as (a+)+ keeps the process busy for years over forty letters. Python can
neither interrupt it nor bound it, so the shape of a pattern is judged before it is used: all ways in which its parts
may share the text between them are counted, from above.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from re import _constants as op, _parser  # type: ignore[attr-defined]  # the only reader of patterns that knows them all
from typing import Any

from okno.catalog.model import STRING_LIMIT

WAYS_MOST = 2e7
"""Three parts of any length, such as [^@]+@[^.]+[.].+ , and no more: some tenths of a second."""
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def is_endless(pattern: str) -> bool:
    """Whether a text of the longest length could keep this pattern busy. Raises re.error for what is no pattern."""
    return _all(_parser.parse(pattern)) > math.log(WAYS_MOST)


def _all(parts: Iterable[tuple[Any, Any]]) -> float:
    """The logarithm of the ways of parts that follow each other."""
    return sum(_one(kind, value) for kind, value in parts)


def _one(kind: Any, value: Any) -> float:
    if kind in _REPEATS:
        least, most, inner = value
        most = min(int(most), STRING_LIMIT)
        return math.log(max(most - int(least), 0) + 1) + most * _all(inner)
    if kind is op.BRANCH:
        return math.log(len(value[1])) + max(_all(branch) for branch in value[1])
    if kind is op.SUBPATTERN:
        return _all(value[-1])
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return _all(value[1])
    if kind is op.ATOMIC_GROUP:
        return _all(value)
    if kind is op.GROUPREF_EXISTS:
        return max(_all(branch or ()) for branch in value[1:])
    return 0.0
