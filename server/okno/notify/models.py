"""Tables of notices and messages."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class NoticeRow(Model):
    """That a person should know of a fact. `kind` names the sentence (see hearers.py), `payload` holds ids only."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    event_id = fields.BigIntField()
    ticket_id = fields.BigIntField()
    kind = fields.CharField(max_length=32)
    payload = fields.JSONField[dict[str, Any]]()
    at = fields.BigIntField()
    read_at = fields.BigIntField(null=True)

    class Meta:
        table = "notice"
        unique_together = (("person_id", "event_id"),)
        indexes = (
            Index(fields=("person_id", "id"), name="notice_person"),
            Index(fields=("person_id", "read_at"), name="notice_unread"),
        )


class MessageRow(Model):
    """A letter to one person about one fact. All tries have one `message_id`, so that a repeat is known as one."""

    id = fields.BigIntField(primary_key=True)
    event_id = fields.BigIntField()
    person: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    ticket_id = fields.BigIntField()
    channel = fields.CharField(max_length=16)
    to_address = fields.CharField(max_length=254)
    subject = fields.CharField(max_length=512)
    text = fields.TextField()
    message_id = fields.CharField(max_length=255, unique=True)
    state = fields.CharField(max_length=16)
    attempts = fields.IntField(default=0)
    created_at = fields.BigIntField()
    sent_at = fields.BigIntField(null=True)
    error = fields.TextField(null=True)

    class Meta:
        table = "message"
        unique_together = (("event_id", "person_id", "channel"),)
        indexes = (
            Index(fields=("ticket_id",), name="message_ticket"),
            Index(fields=("person_id",), name="message_person"),
            Index(fields=("state", "id"), name="message_state"),
        )
