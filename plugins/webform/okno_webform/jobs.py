"""What is done later: letters, and removing what is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.api import Context
from okno_webform import letters, rates, submission


async def ask(ctx: Context, payload: Mapping[str, Any]) -> None:
    """Asks a colleague to confirm what was sent in his name."""
    await letters.ask(ctx, int(payload["id"]))


async def invite(ctx: Context, payload: Mapping[str, Any]) -> None:
    """Asks somebody without an account to confirm his address."""
    await letters.invite(ctx, int(payload["id"]))


async def expire(ctx: Context, payload: Mapping[str, Any]) -> None:
    """Removes what was not confirmed in time, links whose time is over, and counts that count no more."""
    removed = await submission.expire()
    await rates.forget_old()
    if removed:
        ctx.log.info("submissions of forms are over", removed=removed)
