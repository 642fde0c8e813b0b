"""Checks a lifecycle: its states, the ways between them, and that no request gets stuck."""

from okno.access import RIGHTS
from okno.catalog.brought import is_brought
from okno.catalog.check_texts import NAME, TITLE_LIMIT, Found, texts, twice
from okno.catalog.model import Lifecycle
from okno.text import N_


def lifecycle(lifecycle: Lifecycle) -> Found:
    """Give the problems of a lifecycle."""
    yield from twice((state.key for state in lifecycle.states), ("states",))
    for index, state in enumerate(lifecycle.states):
        if not NAME.fullmatch(state.key):
            yield ("states", index), N_("A state key has small Latin letters, digits and _, at most 40")
        if state.pause and state.phase != "paused":
            yield ("states", index, "pause"), N_("The clock stands in a state of the phase paused alone")
        for name in ("title", "requester"):
            for path, reason in texts(state, (name,), TITLE_LIMIT):
                yield ("states", index, *path), reason
    if lifecycle.state(lifecycle.start) is None:
        yield ("start",), N_("There is no state “%(key)s”", key=lifecycle.start)
    if lifecycle.auto_close_days < 0:
        yield ("auto_close_days",), N_("Write a number from 0")
    if lifecycle.reopen_days < 0:
        yield ("reopen_days",), N_("Write a number from 0")
    yield from _transitions(lifecycle)
    yield from _reachable(lifecycle)


def _transitions(lifecycle: Lifecycle) -> Found:
    seen: set[tuple[str, str, str]] = set()
    for index, way in enumerate(lifecycle.transitions):
        path = ("transitions", index)
        for key in (*way.origins, way.to):
            if lifecycle.state(key) is None:
                yield path, N_("There is no state “%(key)s”", key=key)
        for step in ((origin, way.to, who) for origin in way.origins for who in way.who):
            if step in seen:
                yield path, N_("This step is described twice: %(step)s", step=" → ".join(step[:2]))
            seen.add(step)
        if not way.origins or not way.who:
            yield path, N_("A transition needs states in “from” and somebody in “who”")
        for at, key in enumerate(way.guards):
            if not is_brought(key):
                yield (*path, "guards", at), N_("A check of a plugin is called x.plugin.name")
        if way.right not in RIGHTS and way.who != ("rule",):
            yield (*path, "right"), N_("There is no right called %(right)s.", right=way.right)
        for inner, reason in texts(way, ("title",), TITLE_LIMIT):
            yield (*path, *inner), reason


def _reachable(lifecycle: Lifecycle) -> Found:
    reached, fresh = set(), {lifecycle.start}
    while fresh:
        reached |= fresh
        fresh = {way.to for key in fresh for way in lifecycle.ways(key)} - reached
    for index, state in enumerate(lifecycle.states):
        if state.key not in reached:
            yield ("states", index), N_("No transition leads to the state “%(key)s”", key=state.key)
        if state.phase in ("open", "paused") and not lifecycle.ways(state.key):
            yield ("states", index), N_("No transition leads out of the state “%(key)s”", key=state.key)
