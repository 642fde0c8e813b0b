"""What the core asks of webhooks, and the facts that they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from okno.api import N_, Context, Fact, HealthLine, listen, tx
from okno.api.people import Erasure
from okno_webhooks import personal, telling
from okno_webhooks.hook import every
from okno_webhooks.kinds import KINDS


@listen(*(kind.of for kind in KINDS.values()))
async def tell(_: Context, fact: Fact) -> None:
    """Writes the deliveries of a fact."""
    await telling.write(fact)


async def export_person(ctx: Context, *, person_id: int, whole: bool) -> Mapping[str, Any] | None:
    """His webhooks, and what was told of his requests."""
    del ctx
    return await personal.export(person_id, whole=whole)


async def forget_person(ctx: Context, *, erasure: Erasure) -> bool:
    """Erases what was told of his requests."""
    del ctx
    async with tx():
        await personal.forget(erasure.person.id)
    return True


async def health(ctx: Context) -> Sequence[HealthLine]:
    """Which webhooks are stopped."""
    del ctx
    hooks = await every()
    stopped = [one for one in hooks if one.paused]
    if not stopped:
        return [HealthLine(N_("Webhooks"), True, N_("%(n)s, none of them is stopped.", n=len(hooks)))]
    names = ", ".join(one.title for one in stopped[:5])
    return [HealthLine(N_("Webhooks"), False, N_("Stopped by the server: %(names)s.", names=names))]
