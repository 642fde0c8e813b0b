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
    """A person in a team, on a line of support (0: on all of them).

    `away`: the server gives him no work of this team. `given_at`: when it gave him some the last time.
    """

    id = fields.BigIntField(primary_key=True)
    team: fields.ForeignKeyRelation[TeamRow] = fields.ForeignKeyField("core.TeamRow", related_name=False)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    lead = fields.BooleanField(default=False)
    line = fields.SmallIntField(db_default=0)
    since = fields.BigIntField(null=True)
    away = fields.BooleanField(db_default=False)
    given_at = fields.BigIntField(db_default=0)

    class Meta:
        table = "team_member"
        unique_together = (("team_id", "person_id"),)
        indexes = (Index(fields=("person_id",), name="team_member_person"),)


class TeamLineRow(Model):
    """What the members of one line of a team may not, although their roles give it."""

    id = fields.BigIntField(primary_key=True)
    team: fields.ForeignKeyRelation[TeamRow] = fields.ForeignKeyField("core.TeamRow", related_name=False)
    line = fields.SmallIntField()
    withheld: fields.JSONField[list[str]] = fields.JSONField()

    class Meta:
        table = "team_line"
        unique_together = (("team_id", "line"),)
