"""Sending one delivery: whether it may go out still, signed, asked, and how that went."""

from __future__ import annotations

import time

from okno.api import Context, NotFound, Refused, load_json, now_us
from okno.api.outbound import Question, Reply, Unreachable, ask
from okno.api.people import get_many as get_people
from okno.api.sign import unseal
from okno.api.teams import by_key
from okno.api.tickets import load
from okno_webhooks import backoff, headers, signing
from okno_webhooks.claiming import Outcome, settle, withhold
from okno_webhooks.delivery import DROPPED, WITHHELD, Delivery
from okno_webhooks.hook import Hook
from okno_webhooks.keeping import SEALED_FOR
from okno_webhooks.kinds import KINDS
from okno_webhooks.pausing import pause
from okno_webhooks.sight import actors, hindrance, tells, wants

ANSWER_BYTES = 2000
AGENT = "Okno-Webhooks/1"


async def send(ctx: Context, hook: Hook, one: Delivery) -> None:
    """Sends a delivery that was taken, and settles it; one that its owner may not see any more stays here."""
    if not one.test and (state := await _why_not(hook, one)):
        await withhold(one, state)
        return
    began = time.monotonic()
    outcome = await _asked(ctx, hook, one)
    millis = int((time.monotonic() - began) * 1000)
    await settle(hook, one, Outcome(outcome.status, millis, outcome.answer, outcome.error, outcome.wish_us))


async def _why_not(hook: Hook, one: Delivery) -> str:
    """The state of a delivery that may not go out now; "" when it may."""
    owners = await get_people([hook.owner_id])
    actor = (await actors(owners)).get(hook.owner_id)
    if why := hindrance(owners.get(hook.owner_id), actor):
        await pause(hook, why)
        return DROPPED
    if not one.body or one.kind not in KINDS or actor is None:
        return DROPPED
    try:
        ticket = await load(str(one.ticket_id))
        data = await _data(one.body)
        told = wants(hook, ticket) and await tells(hook, actor, ticket, KINDS[one.kind], data)
    except NotFound:
        told = False
    return "" if told else WITHHELD


async def _data(body: str) -> dict[str, int]:
    """The ids of the team and of the requests that a body names."""
    told = load_json(body)["data"]
    data = {f"{name}_id": int(told[name]) for name in ("from", "into") if told.get(name)}
    if not told.get("team"):
        return data
    team = await by_key(told["team"])
    if team is None:
        # Nobody can tell any more whether it is a confidential one.
        raise NotFound
    return data | {"team_id": team.id}


async def _asked(ctx: Context, hook: Hook, one: Delivery) -> Outcome:
    try:
        reply = await ask(_question(ctx, hook, one))
    except Unreachable:
        return Outcome(None, 0, error="Unreachable: this server does not call that address")
    except Refused as error:
        return Outcome(None, 0, error=f"Unsealable: {error}")
    except TimeoutError:
        return Outcome(None, 0, error=f"TimeoutError: no answer in {ctx.settings['seconds']} s")
    except OSError as error:
        return Outcome(None, 0, error=f"{type(error).__name__}: {error}")
    except Exception as error:
        # Whatever else went wrong is a failed try too: unsettled it would be taken again and again for ever.
        ctx.log.exception("a delivery could not be sent", delivery=one.id)
        return Outcome(None, 0, error=type(error).__name__)
    wish = backoff.wished_us(reply.headers, now_us()) if reply.status in (429, 503) else 0
    return Outcome(reply.status, 0, answer=_shown(reply), wish_us=wish)


def _question(ctx: Context, hook: Hook, one: Delivery) -> Question:
    body, stamp = one.body.encode("utf-8"), now_us() // backoff.SECOND_US
    keys = [unseal(ctx, SEALED_FOR, hook.secret)]
    if hook.old_secret and (hook.old_until or 0) > now_us():
        keys.append(unseal(ctx, SEALED_FOR, hook.old_secret))
    own = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": AGENT,
        "Okno-Event": one.kind,
        "Okno-Delivery": one.key,
        "Okno-Timestamp": str(stamp),
        "Okno-Signature": signing.header(keys, stamp, body),
    }
    return Question(
        method="POST",
        url=hook.url,
        content=body,
        headers={**headers.opened(ctx, hook.header_values), **own},
        seconds=float(ctx.settings["seconds"]),
        limit=ANSWER_BYTES,
    )


def _shown(reply: Reply) -> str:
    """The first signs of an answer, as text whatever it is."""
    text = reply.body.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text)
