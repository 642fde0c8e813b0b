"""A company with somebody who owns webhooks, a receiver on loopback, and what a worker does for them by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from okno import access
from okno.access import Actor
from okno.api import Context, context_of
from okno.db import execute, fetch
from okno.events.dispatch import deliver_due
from okno_webhooks import keeping
from okno_webhooks.draft import Draft
from okno_webhooks.hook import Hook, required
from okno_webhooks.sender import Sender
from tests.company import MONITOR_TEAM, Company, actor_again, hire, open_company
from tests.stands.receiver import Heard, Receiver

HOUR = 3600 * 1_000_000
EVERYTHING = ("ticket.created", "ticket.assigned", "ticket.moved", "ticket.commented", "ticket.done")


@dataclass(frozen=True)
class Desk:
    """`owner` manages webhooks and works in the team for monitors."""

    company: Company
    owner: Actor
    receiver: Receiver

    @property
    def ctx(self) -> Context:
        """What the plugin is given."""
        return context_of("webhooks")

    def draft(self, **more: Any) -> Draft:
        """A webhook to the receiver."""
        wish = {"title": "Склад", "url": f"{self.receiver.base}/in", "level": "fields", "kinds": EVERYTHING, **more}
        return Draft(**wish)

    async def hook(self, actor: Actor | None = None, **more: Any) -> Hook:
        """The same, made."""
        return (await self.made(actor, **more))[0]

    async def made(self, actor: Actor | None = None, **more: Any) -> tuple[Hook, str]:
        """The webhook and its secret."""
        hook_id, secret = await keeping.make(self.ctx, actor or self.owner, self.draft(**more))
        return await required(hook_id), secret

    async def settled(self, count: int) -> list[Heard]:
        """What the receiver has heard after all facts were delivered and everything due was sent."""
        await settle()
        await send()
        assert len(self.receiver.heard) == count, [one.headers["okno-event"] for one in self.receiver.heard]
        return self.receiver.heard


async def open_desk(receiver: Receiver) -> Desk:
    """The company with the owner."""
    company = await open_company()
    owner = await hire("olga", "Ольга Владелец", role="administrator", team=MONITOR_TEAM)
    await access.grant(owner.id, "agent")
    return Desk(company, await actor_again(owner.id), receiver)


async def settle() -> None:
    """Delivers all facts."""
    while await deliver_due():
        pass


async def send() -> int:
    """Sends what is due now, each once, and waits until that is done."""
    sender = Sender()
    begun = 0
    while more := await sender.round():
        begun += more
        await sender.idle()
    return begun


async def rows() -> list[Mapping[str, Any]]:
    """All deliveries."""
    return list(await fetch("SELECT * FROM x_webhooks_delivery ORDER BY id"))


async def later(microseconds: int) -> None:
    """So much time goes by: what is due is due that much sooner, and what has been is that much longer ago."""
    await execute(
        "UPDATE x_webhooks_delivery SET next_at = next_at - $1, since = since - $1, made_at = made_at - $1",
        microseconds,
    )
    await execute(
        "UPDATE x_webhooks_hook SET rest_until = CASE WHEN rest_until > 0 THEN rest_until - $1 ELSE 0 END,"
        " old_until = old_until - $1, deleted_at = deleted_at - $1",
        microseconds,
    )
