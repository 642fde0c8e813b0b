"""Tables of announcements."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class AnnouncementRow(Model):
    """Something that people should know. Instants in microseconds UTC.

    `kind`: news, works (planned), outage. `services` and `departments` (keys and names) narrow to whom it is shown and
    beside which services; empty: everybody. `expected_at`: by when it will be well; `ended_at`: since when it is.
    """

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=16)
    title: fields.JSONField[dict[str, str]] = fields.JSONField()
    text: fields.JSONField[dict[str, str]] = fields.JSONField()
    services: fields.JSONField[list[str]] = fields.JSONField()
    departments: fields.JSONField[list[str]] = fields.JSONField()
    starts_at = fields.BigIntField()
    expected_at = fields.BigIntField(null=True)
    ends_at = fields.BigIntField(null=True)
    ended_at = fields.BigIntField(null=True)
    author_id = fields.BigIntField()
    created_at = fields.BigIntField()
    updated_at = fields.BigIntField()
    version = fields.IntField(default=1)

    class Meta:
        table = "announcement"
        indexes: Any = (Index(fields=("ended_at", "starts_at"), name="announcement_now"),)


class AffectedRow(Model):
    """A person who has said of an outage: me too."""

    id = fields.BigIntField(primary_key=True)
    announcement: fields.ForeignKeyRelation[AnnouncementRow] = fields.ForeignKeyField(
        "core.AnnouncementRow", related_name=False
    )
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    at = fields.BigIntField()

    class Meta:
        table = "announcement_affected"
        unique_together = (("announcement_id", "person_id"),)
