"""How often an address, a form or a mailbox may do something. Addresses are counted by what follows from them."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from okno.api import Context, execute, fetch_value, now_us, tx
from okno.api.clock import SECOND_US
from okno.api.sign import signature

HOUR, DAY = 3600, 24 * 3600
_COUNT = """
INSERT INTO x_webform_count (key, started_at, count) VALUES ($1, $2, 1)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN x_webform_count.started_at <= $3 THEN 1 ELSE x_webform_count.count + 1 END,
  started_at = CASE WHEN x_webform_count.started_at <= $3 THEN $2 ELSE x_webform_count.started_at END
RETURNING count
"""


async def allowed(key: str, most: int, seconds: int) -> bool:
    """Counts one more, and says whether it is within what is allowed in that time."""
    now = now_us()
    async with tx():
        count = await fetch_value(_COUNT, key, now, now - seconds * SECOND_US)
    return int(count) <= most


def of_address(ctx: Context, kind: str, address: str) -> str:
    """The key of somebody at an address of the network: it can't be read back."""
    return f"{kind}:{signature(ctx, 'address', _place(address))[:40]}"


def of_mail(ctx: Context, mail: str) -> str:
    """The key of a mailbox: what is added to its name behind a plus makes no other one of it."""
    name, at, domain = mail.casefold().rpartition("@")
    mailbox = f"{name.partition('+')[0]}{at}{domain}"
    return f"mail:{signature(ctx, 'mailbox', mailbox)[:40]}"


def _place(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    # One subscriber has at least a whole /64.
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)


async def forget_old() -> None:
    """Removes counts that count no more."""
    async with tx():
        await execute("DELETE FROM x_webform_count WHERE started_at < $1", now_us() - 2 * DAY * SECOND_US)
