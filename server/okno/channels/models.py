"""Tables of channels: what came in, what goes out, whose addresses are known."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class IncomingRow(Model):
    """A message that came in. Instants in microseconds UTC.

    `state`: stored, parsed (and waits), delivered, quarantined, failed, ignored. `body` holds the bytes as they came,
    or `body_file` names where they lie, until they are removed. `reason` says why it waits or was ignored.
    """

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharField(max_length=16)
    endpoint = fields.CharField(max_length=64, default="")
    external_id = fields.CharField(max_length=255)
    body = fields.BinaryField(null=True)
    body_file = fields.CharField(max_length=64, default="")
    body_hash = fields.CharField(max_length=64)
    body_size = fields.BigIntField()
    meta: fields.JSONField[Any] = fields.JSONField()
    received_at = fields.BigIntField()
    state = fields.CharField(max_length=16)
    reason = fields.CharField(max_length=32, default="")
    error = fields.CharField(max_length=64, default="")
    attempts = fields.IntField(default=0)
    next_at = fields.BigIntField(null=True)
    released = fields.BooleanField(default=False)
    given_id = fields.BigIntField(null=True)
    sender = fields.CharField(max_length=254, default="")
    sender_key = fields.CharField(max_length=254, default="")
    sender_name = fields.CharField(max_length=255, default="")
    principal_id = fields.BigIntField(null=True)
    text_hash = fields.CharField(max_length=64, default="")
    ticket_id = fields.BigIntField(null=True)
    comment_id = fields.BigIntField(null=True)
    thread_id = fields.BigIntField(null=True)
    duplicate_of = fields.BigIntField(null=True)
    done_at = fields.BigIntField(null=True)

    class Meta:
        table = "channel_incoming"
        unique_together = (("channel", "external_id"),)
        indexes = (
            Index(fields=("external_id",), name="channel_incoming_external"),
            Index(fields=("channel", "done_at"), name="channel_incoming_rate"),
            Index(fields=("channel", "sender_key", "received_at"), name="channel_incoming_sender"),
            Index(fields=("principal_id", "received_at"), name="channel_incoming_principal"),
            Index(fields=("ticket_id", "id"), name="channel_incoming_ticket"),
            Index(fields=("state", "id"), name="channel_incoming_state"),
        )


class OutgoingRow(Model):
    """A message that goes out. `state`: queued, sent, delivered, read, failed, dropped. Instants in microseconds UTC.

    `stable_id` stays through all tries, `external_id` is what the channel calls it. `text` is only filled when it
    tells something else than a comment, and is emptied once it has left.
    """

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharField(max_length=16)
    endpoint = fields.CharField(max_length=64, default="")
    address = fields.CharField(max_length=254)
    address_key = fields.CharField(max_length=254)
    principal_id = fields.BigIntField(null=True)
    ticket_id = fields.BigIntField(null=True)
    thread_id = fields.BigIntField(null=True)
    comment_id = fields.BigIntField(null=True)
    subject = fields.CharField(max_length=255, default="")
    text = fields.TextField(default="")
    answers = fields.CharField(max_length=255, default="")
    stable_id = fields.CharField(max_length=64, unique=True)
    external_id = fields.CharField(max_length=255, null=True)
    state = fields.CharField(max_length=16)
    error = fields.CharField(max_length=64, default="")
    attempts = fields.IntField(default=0)
    next_at = fields.BigIntField()
    created_at = fields.BigIntField()
    sent_at = fields.BigIntField(null=True)

    class Meta:
        table = "channel_outgoing"
        unique_together = (("channel", "external_id"),)
        indexes = (
            Index(fields=("external_id",), name="channel_outgoing_external"),
            Index(fields=("channel", "address_key", "created_at"), name="channel_outgoing_rate"),
            Index(fields=("ticket_id", "id"), name="channel_outgoing_ticket"),
            Index(fields=("comment_id",), name="channel_outgoing_comment"),
            Index(fields=("state", "id"), name="channel_outgoing_state"),
            Index(fields=("principal_id",), name="channel_outgoing_principal"),
        )


class AddressRow(Model):
    """An address in a channel and whose it is: of a person who linked it, or of an outsider."""

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharField(max_length=16)
    address = fields.CharField(max_length=254)
    address_key = fields.CharField(max_length=254)
    endpoint = fields.CharField(max_length=64, default="")
    principal_id = fields.BigIntField()
    created_at = fields.BigIntField()

    class Meta:
        table = "channel_address"
        unique_together = (("channel", "address_key"),)
        indexes = (Index(fields=("principal_id",), name="channel_address_principal"),)
