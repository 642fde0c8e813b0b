"""Work in the background: letters, notices to leads, links whose time is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.api import Context
from okno_feedback import follow, invitation


async def ask(ctx: Context, payload: Mapping[str, Any]) -> None:
    """Asks one customer for a mark, once."""
    await invitation.ask(ctx, int(payload["invitation"]))


async def warn(ctx: Context, payload: Mapping[str, Any]) -> None:
    """Tells the lead of a bad mark, once."""
    await follow.warn(int(payload["rating"]), int(payload["fact"]))


async def expire(ctx: Context, payload: Mapping[str, Any]) -> None:
    """Closes the links whose time is over."""
    await invitation.expire()
