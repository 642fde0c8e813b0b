"""Channels for plugins: messages that come in, messages that go out, conversations with people outside.

A plugin defines its channels in `channels.py` and names them to the server:

    # channels.py: plain functions and data. `parse` runs in another process, without database and settings.
    def parse(raw: bytes, meta: Mapping[str, Any]) -> Parsed:
        told = json.loads(raw)
        return Parsed(sender=told["mail"], sender_name=told["name"], proven=False, text=told["text"])

    async def policy(ctx: Context, endpoint: str) -> Policy:
        return Policy(strangers="guest", stand_in=ctx.settings["account"], service=ctx.settings["service"])

    FORM = Channel(key="form", title={"ru": "Форма", "en": "Form"}, parse=parse, policy=policy)

    # hooks.py, with "message_channels" among the hooks and [[channel]] key = "form" in plugin.toml
    def message_channels(ctx: Context) -> Sequence[Channel]:
        return [FORM]

Whatever has come is handed in at once, outside of a transaction: `await receive("form", raw, external_id="...",
endpoint="hr", meta={...})`. When it returns, the message is safe; it is read by a job. The same `external_id` comes
once. `sender_id=` names a person who has proved himself, as by his session: then his address counts for nothing.

A key is unique among all plugins, 2 to 16 letters, and stays with the tickets as their source. Where a sender is not
one of our people the policy decides: "refuse" holds the message for an administrator, "guest" makes an outsider, who
reads and writes one conversation only; the account `stand_in` orders for him. `Parsed.answers` fill the form of the
service, a file with `field` answers that field.

What the staff answers goes to `send(ctx, outgoing)` of the channel, again and again until it succeeds, with the same
`outgoing.id`; raise Undeliverable when trying is of no use. Tell later what became of it: `await receipt(channel,
external_id, "delivered")`. To write by oneself: `await send(channel, address, text=..., ticket_id=...)` inside of tx().
`link(channel, address, person_id)` says whose address it is; `threads.open(actor, number, outsider_id)` begins a
conversation with the outsider that `outsider(channel, address, name)` has entered.
"""

from __future__ import annotations

from okno.channels import threads
from okno.channels.address import link, outsider, owner_of
from okno.channels.contract import Attachment, Channel, Outgoing, OutgoingFile, Parsed, Policy, Undeliverable
from okno.channels.outcome import Outcome, Said, conversation, outcome
from okno.channels.outgoing import receipt, send
from okno.channels.receive import receive
from okno.channels.reference import reference_of

__all__ = [
    "Attachment",
    "Channel",
    "Outcome",
    "Outgoing",
    "OutgoingFile",
    "Parsed",
    "Policy",
    "Said",
    "Undeliverable",
    "conversation",
    "link",
    "outcome",
    "outsider",
    "owner_of",
    "receipt",
    "receive",
    "reference_of",
    "send",
    "threads",
]
