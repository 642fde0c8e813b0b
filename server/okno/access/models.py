"""Table of granted roles."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model


class RoleGrantRow(Model):
    """A role that a person has. That of everybody is not stored."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    role = fields.CharField(max_length=64)

    class Meta:
        table = "role_grant"
        unique_together = (("person_id", "role"),)
