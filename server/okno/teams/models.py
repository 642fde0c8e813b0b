"""Tables of teams."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class TeamRow(Model):
    """A team, declared by the catalog. `confidential`: its tickets do not exist for others."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)
    title: fields.JSONField[Any] = fields.JSONField()
    calendar = fields.CharField(max_length=64, default="")
    confidential = fields.BooleanField(default=False)
    active = fields.BooleanField(default=True)

    class Meta:
        table = "team"


class TeamMemberRow(Model):
    """A person in a team."""

    id = fields.BigIntField(primary_key=True)
    team: fields.ForeignKeyRelation[TeamRow] = fields.ForeignKeyField("core.TeamRow", related_name=False)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    lead = fields.BooleanField(default=False)

    class Meta:
        table = "team_member"
        unique_together = (("team_id", "person_id"),)
        indexes = (Index(fields=("person_id",), name="team_member_person"),)
