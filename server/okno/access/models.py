"""Tables of roles and of who has them."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model


class RoleRow(Model):
    """A role that an administrator has changed or made. Delivered roles that nobody changed have no row."""

    key = fields.CharField(max_length=64, primary_key=True)
    title: fields.JSONField[Any] = fields.JSONField()
    summary: fields.JSONField[Any] = fields.JSONField()
    rights: fields.JSONField[list[str]] = fields.JSONField()
    in_team: fields.JSONField[list[str]] = fields.JSONField()
    in_all_teams: fields.JSONField[list[str]] = fields.JSONField()
    changed_at = fields.BigIntField()
    version = fields.IntField(default=1)

    class Meta:
        table = "role"


class RoleGrantRow(Model):
    """A role that a person has. That of everybody is not stored."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    role = fields.CharField(max_length=64)
    granted_by = fields.BigIntField(null=True)
    granted_at = fields.BigIntField(null=True)

    class Meta:
        table = "role_grant"
        unique_together = (("person_id", "role"),)


class TeamRoleGrantRow(Model):
    """A role that a person has in one team only, be he a member of it or not."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    team: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TeamRow", related_name=False)
    role = fields.CharField(max_length=64)
    granted_by = fields.BigIntField(null=True)
    granted_at = fields.BigIntField(null=True)

    class Meta:
        table = "team_role_grant"
        unique_together = (("person_id", "team_id", "role"),)
