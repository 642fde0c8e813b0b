"""Tables of the log of facts."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class EventRow(Model):
    """A fact. `position` orders facts by commit (see log.py), no row is ever changed."""

    id = fields.BigIntField(primary_key=True)
    stream = fields.CharField(max_length=32)
    stream_id = fields.BigIntField()
    kind = fields.CharField(max_length=64)
    actor_id = fields.BigIntField(null=True)
    at = fields.BigIntField()
    payload: fields.JSONField[Any] = fields.JSONField()
    topics: fields.JSONField[Any] = fields.JSONField()
    position = fields.BigIntField()

    class Meta:
        table = "event"
        indexes = (
            Index(fields=("stream", "stream_id", "id"), name="event_stream"),
            Index(fields=("position",), name="event_position"),
        )


class DeliveryRow(Model):
    """A fact that a listener has not dealt with yet. Deleted in the transaction of the listener's success."""

    id = fields.BigIntField(primary_key=True)
    event_id = fields.BigIntField()
    listener = fields.CharField(max_length=64)
    stream = fields.CharField(max_length=32)
    stream_id = fields.BigIntField()
    next_at = fields.BigIntField()
    lease_until = fields.BigIntField(default=0)
    attempts = fields.IntField(default=0)
    error = fields.TextField(null=True)

    class Meta:
        table = "delivery"
        unique_together = (("event_id", "listener"),)
        indexes = (
            Index(fields=("listener", "stream", "stream_id", "id"), name="delivery_stream"),
            Index(fields=("next_at",), name="delivery_due"),
        )
