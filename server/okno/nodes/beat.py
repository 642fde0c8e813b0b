"""The beat of a node: one of its processes says every few seconds that it lives."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from okno.catalog import registry
from okno.clock import now_us
from okno.log import get
from okno.nodes import seen
from okno.nodes.shape import differences, shape_of
from okno.settings import Settings

BEAT_SECONDS = 10.0

log = get(__name__)


async def keep(settings: Settings, stop: asyncio.Event) -> None:
    """Beats until `stop`, then takes the node off the list. On SQLite there is but one node and nobody to tell."""
    if settings.database == "sqlite":
        return
    started_at = now_us()
    told = False
    while not stop.is_set():
        try:
            await seen.say(settings, started_at, shape=shape_of(settings), revision=registry.revision())
            if not told:
                await _compare(settings)
                told = True
        except Exception as error:  # noqa: BLE001  whatever the driver raises: the database is away, the next beat tells
            log.warning("the node could not say that it lives", error=type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), BEAT_SECONDS)
    with suppress(Exception):
        await seen.leave(settings, started_at)


async def _compare(settings: Settings) -> None:
    """Says in the log what this node has otherwise than those that run."""
    own = shape_of(settings)
    for node in await seen.nodes():
        if node.name == settings.node_name and node.clock_is_off:
            log.warning("the clock of this node differs from that of the database", ms=node.skew // 1000)
        elif node.name != settings.node_name and node.runs and (names := differences(own, node.shape)):
            log.warning("this node is set up otherwise than another one", node=node.name, differs=names)
