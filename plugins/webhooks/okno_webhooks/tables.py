"""Tables of webhooks. Instants are microseconds UTC."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class HookRow(Model):
    """A webhook: where it goes, what it tells, with whose rights.

    `level`: ids, fields, person. `kinds`, `teams` (ids) and `services` (keys) say what is told, the last two are empty
    for all. `secret`, `old_secret` (good until `old_until`) and `header_values` are sealed with the key of the
    installation. `paused`: why the server has stopped it, "" when it has not. `streak`: tries that have failed one
    after the other, `lost`: deliveries that were given up one after the other, `rest_until`: when it is tried again.
    """

    id = fields.BigIntField(primary_key=True)
    title = fields.CharField(max_length=200)
    url = fields.CharField(max_length=2000)
    owner_id = fields.BigIntField()
    active = fields.BooleanField()
    level = fields.CharField(max_length=8)
    kinds: fields.JSONField[Any] = fields.JSONField()
    teams: fields.JSONField[Any] = fields.JSONField()
    services: fields.JSONField[Any] = fields.JSONField()
    header_names: fields.JSONField[Any] = fields.JSONField()
    header_values = fields.TextField(default="")
    secret = fields.TextField()
    old_secret = fields.TextField(default="")
    old_until = fields.BigIntField(null=True)
    paused = fields.CharField(max_length=16, default="")
    paused_at = fields.BigIntField(null=True)
    streak = fields.IntField(default=0)
    lost = fields.IntField(default=0)
    rest_until = fields.BigIntField(default=0)
    made_at = fields.BigIntField()
    changed_at = fields.BigIntField()
    deleted_at = fields.BigIntField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "x_webhooks_hook"
        indexes = (Index(fields=("owner_id",), name="x_webhooks_hook_of_owner"),)


class DeliveryRow(Model):
    """One fact for one webhook. `key` is what the receiver knows it by: the id of the fact, or that of a test.

    `state`: waiting, sent, failed (given up), dropped (the webhook was stopped), withheld (its owner may not see that
    any more). `next_at`: when it is due, NULL when it is not waiting; while it is on its way, when it comes back if the
    server is killed. `since`: from when on it is tried. `person_id` and `author_id`: whose words and name are in
    `body`, which is "" when one of them was forgotten. `status`, `millis`, `answer` and `error` tell of the last try.
    """

    id = fields.BigIntField(primary_key=True)
    hook: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("webhooks.HookRow", related_name=False)
    key = fields.CharField(max_length=40)
    kind = fields.CharField(max_length=32)
    test = fields.BooleanField()
    ticket_id = fields.BigIntField(null=True)
    person_id = fields.BigIntField(null=True)
    author_id = fields.BigIntField(null=True)
    body = fields.TextField()
    state = fields.CharField(max_length=8)
    attempts = fields.IntField(default=0)
    next_at = fields.BigIntField(null=True)
    since = fields.BigIntField()
    made_at = fields.BigIntField()
    done_at = fields.BigIntField(null=True)
    status = fields.IntField(null=True)
    millis = fields.IntField(null=True)
    answer = fields.CharField(max_length=500, default="")
    error = fields.CharField(max_length=300, default="")

    class Meta:
        table = "x_webhooks_delivery"
        unique_together = (("hook_id", "key"),)
        indexes = (
            Index(fields=("hook_id", "next_at"), name="x_webhooks_delivery_due"),
            Index(fields=("hook_id", "id"), name="x_webhooks_delivery_log"),
            Index(fields=("hook_id", "state", "id"), name="x_webhooks_delivery_state"),
            Index(fields=("made_at",), name="x_webhooks_delivery_age"),
            Index(fields=("person_id",), name="x_webhooks_delivery_person"),
            Index(fields=("author_id",), name="x_webhooks_delivery_author"),
        )
