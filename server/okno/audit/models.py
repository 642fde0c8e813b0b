"""Table of the audit."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class AuditRow(Model):
    """An audited fact. `event_id` is that of the fact, what must stay erasable (address, reason) is here alone.

    `person_id` and `team_id` tell about whom and about which team it is, whatever its stream.
    """

    event_id = fields.BigIntField(primary_key=True, generated=False)
    at = fields.BigIntField()
    actor_id = fields.BigIntField(null=True)
    stream = fields.CharField(max_length=32)
    stream_id = fields.BigIntField()
    kind = fields.CharField(max_length=64)
    person_id = fields.BigIntField(null=True)
    team_id = fields.BigIntField(null=True)
    via = fields.CharField(max_length=16, default="")
    address = fields.CharField(max_length=64, default="")
    reason = fields.TextField(default="")

    class Meta:
        table = "audit"
        indexes = (
            Index(fields=("actor_id", "event_id"), name="audit_actor"),
            Index(fields=("person_id", "event_id"), name="audit_person"),
            Index(fields=("team_id", "event_id"), name="audit_team"),
            Index(fields=("kind", "event_id"), name="audit_kind"),
            Index(fields=("at",), name="audit_at"),
        )
