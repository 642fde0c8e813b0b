"""Calling addresses that people have typed, by the way of this installation: checked, bounded, never inward.

`ask` is the only way out that a plugin may use for them. What may be called is set in `[outbound]` of okno.toml.
"""

from okno.notify import outbox
from okno.outbound import Question, Reply, Unreachable, ask, check, usual

__all__ = ["Question", "Reply", "Unreachable", "ask", "callable_host", "own_url"]


def callable_host(url: str) -> str:
    """The host of an address that may be called as far as its letters tell. Raises Unreachable."""
    return check(url, usual()).hostname or ""


def own_url(path: str) -> str:
    """The whole address of a page of ours, for whoever is elsewhere."""
    return outbox.current().own_url + path
