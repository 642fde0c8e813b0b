"""Channels at work in a process: what registers itself, what is settled at the start and ended at the end."""

from __future__ import annotations

from okno.channels import intake as _intake, parser, replies as _replies, retention as _retention, store  # noqa: F401
from okno.settings import Settings


def settle(settings: Settings) -> None:
    """Says at start-up which settings hold."""
    store.settle(settings)


async def stop() -> None:
    """Ends the processes that read messages."""
    await parser.stop()
