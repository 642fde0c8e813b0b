"""Tables of forms and of what was sent by them. Instants are microseconds UTC."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class FormRow(Model):
    """A form. `key` is the part of its address, `audience` who may send it: staff, company, anybody.

    `stand_in_id`: the person who orders for those without an account. `shown` are the keys of the questions that are
    asked, `fixed` the answers to others. `origins` may frame it. `locale` is "" for that of its reader.
    """

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=40, unique=True)
    title: fields.JSONField[Any] = fields.JSONField()
    service = fields.CharField(max_length=64)
    audience = fields.CharField(max_length=8)
    stand_in_id = fields.BigIntField(null=True)
    shown: fields.JSONField[Any] = fields.JSONField()
    fixed: fields.JSONField[Any] = fields.JSONField()
    origins: fields.JSONField[Any] = fields.JSONField()
    theme = fields.CharField(max_length=8, default="")
    accent = fields.CharField(max_length=16, default="")
    locale = fields.CharField(max_length=8, default="")
    thanks: fields.JSONField[Any] = fields.JSONField()
    per_hour = fields.IntField()
    per_day = fields.IntField()
    confidential = fields.BooleanField()
    active = fields.BooleanField()
    changed_at = fields.BigIntField()
    version = fields.IntField(default=1)

    class Meta:
        table = "x_webform_form"


class SubmissionRow(Model):
    """What was sent by a form. `state`: waiting (for the letter to be confirmed), sent, declined.

    `sent_key` is the id that the channel knows it by; `digest` tells the same form sent twice from another one.
    `reference` is what its sender is told. `body` holds it sealed while it waits. `mail` is the address that somebody
    without an account has left, sealed; letters go there once `proven_at` is set. `until`: when it is removed.
    """

    id = fields.BigIntField(primary_key=True)
    form_id = fields.BigIntField()
    sent_key = fields.CharField(max_length=64, unique=True)
    reference = fields.CharField(max_length=16, unique=True)
    digest = fields.CharField(max_length=64)
    audience = fields.CharField(max_length=8)
    state = fields.CharField(max_length=8)
    person_id = fields.BigIntField(null=True)
    body = fields.TextField(default="")
    mail = fields.TextField(default="")
    proven_at = fields.BigIntField(null=True)
    locale = fields.CharField(max_length=8)
    at = fields.BigIntField()
    until = fields.BigIntField()

    class Meta:
        table = "x_webform_submission"
        indexes = (
            Index(fields=("until",), name="x_webform_submission_end"),
            Index(fields=("form_id", "id"), name="x_webform_submission_form"),
            Index(fields=("person_id",), name="x_webform_submission_person"),
        )


class CountRow(Model):
    """How often something was done since `started_at`. `key` names it without telling an address."""

    key = fields.CharField(max_length=100, primary_key=True)
    started_at = fields.BigIntField()
    count = fields.IntField()

    class Meta:
        table = "x_webform_count"
        indexes = (Index(fields=("started_at",), name="x_webform_count_age"),)
