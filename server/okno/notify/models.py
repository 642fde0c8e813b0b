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
    """A letter to one person about one fact. All tries have one `message_id`, so that a repeat is known as one.

    `kind` is that of its notice, `channel` mail or push:DEVICE. It goes out at `not_before` at the earliest, as after
    quiet hours; one for a `digest` waits for the others. `html` is the same as `text` for programs that show it.
    """

    id = fields.BigIntField(primary_key=True)
    event_id = fields.BigIntField()
    person: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    ticket_id = fields.BigIntField()
    channel = fields.CharField(max_length=16)
    to_address = fields.CharField(max_length=254)
    subject = fields.CharField(max_length=512)
    text = fields.TextField()
    html = fields.TextField(db_default="")
    message_id = fields.CharField(max_length=255, unique=True)
    state = fields.CharField(max_length=16)
    attempts = fields.IntField(default=0)
    created_at = fields.BigIntField()
    sent_at = fields.BigIntField(null=True)
    error = fields.TextField(null=True)
    kind = fields.CharField(max_length=32, db_default="")
    not_before = fields.BigIntField(db_default=0)
    digest = fields.BooleanField(db_default=False)

    class Meta:
        table = "message"
        unique_together = (("event_id", "person_id", "channel"),)
        indexes = (
            Index(fields=("ticket_id",), name="message_ticket"),
            Index(fields=("person_id",), name="message_person"),
            Index(fields=("state", "id"), name="message_state"),
        )


class NoticeChoiceRow(Model):
    """Whether a person wants notices of a group on a channel (page, mail, push), without a row the usual counts."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    kind = fields.CharField(max_length=32)
    channel = fields.CharField(max_length=16)
    wanted = fields.BooleanField()

    class Meta:
        table = "notice_choice"
        unique_together = (("person_id", "kind", "channel"),)


class NoticeTimesRow(Model):
    """When a person wants to be left alone, and whether letters come one by one or together.

    `quiet_from` and `quiet_until` are times of his own clock (HH:MM, "" for none), `quiet_days` days without any
    ("sat", "sun"). `digest`: "" (each by itself), "hour", or the time of a day (HH:MM). `urgent`: what burns comes
    through.
    """

    person_id = fields.BigIntField(primary_key=True, generated=False)
    quiet_from = fields.CharField(max_length=5, default="")
    quiet_until = fields.CharField(max_length=5, default="")
    quiet_days: fields.JSONField[list[str]] = fields.JSONField()
    digest = fields.CharField(max_length=8, default="")
    urgent = fields.BooleanField(default=False)
    version = fields.IntField(default=1)

    class Meta:
        table = "notice_times"


class PushRow(Model):
    """A browser that shows notices although no page is open (RFC 8030, 8291). `secret` and `key` are its own."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    endpoint = fields.CharField(max_length=1024, unique=True)
    key = fields.CharField(max_length=128)
    secret = fields.CharField(max_length=64)
    browser = fields.CharField(max_length=120, default="")
    created_at = fields.BigIntField()
    sent_at = fields.BigIntField(null=True)
    failures = fields.IntField(default=0)

    class Meta:
        table = "push_subscription"
        indexes = (Index(fields=("person_id",), name="push_subscription_person"),)
