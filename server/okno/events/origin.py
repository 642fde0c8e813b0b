"""Where a change comes from: the way in, the address, the reason that was given, the rule that made it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from okno.text import clean


@dataclass(frozen=True)
class Origin:
    """How a request came: `via` is page, rest, cli or job; `address` that of the browser; `reason` what was typed."""

    via: str = ""
    address: str = ""
    reason: str = ""


NOWHERE = Origin()
"""What is done without anybody asking for it."""

_current: ContextVar[Origin] = ContextVar("okno_origin", default=NOWHERE)


def origin() -> Origin:
    """Where what is done now comes from."""
    return _current.get()


@contextmanager
def coming(via: str, address: str = "") -> Iterator[None]:
    """What is done inside comes this way."""
    token = _current.set(Origin(via, address))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def because(reason: str) -> Iterator[None]:
    """What is done inside has this reason; what no database takes is left out of it."""
    token = _current.set(replace(_current.get(), reason=clean(reason)))
    try:
        yield
    finally:
        _current.reset(token)


_rule: ContextVar[str] = ContextVar("okno_rule", default="")


def rule_at_work() -> str:
    """The key of the rule that acts now; "" when no rule does."""
    return _rule.get()


@contextmanager
def by_rule_of(key: str) -> Iterator[None]:
    """What is done inside is done by this rule: each fact that is written carries `rule` in its payload.

    `key` is the key of a rule of the catalog, or `sla:<level>` for a step of a service level. What a rule does starts
    no other rule by event.
    """
    token = _rule.set(key)
    try:
        yield
    finally:
        _rule.reset(token)
