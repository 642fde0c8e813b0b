"""Tables of nodes: what the home of each must have in common with the database, and who was seen."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model


class InstallationMarkRow(Model):
    """A thing of the home folder that belongs to this database: a digest of it, never the thing. Microseconds UTC."""

    name = fields.CharField(max_length=16, primary_key=True)
    digest = fields.CharField(max_length=64)
    at = fields.BigIntField()

    class Meta:
        table = "installation_mark"


class NodeRow(Model):
    """A node and what it told of itself when it was last seen. Microseconds, by the clock of the database.

    `skew`: by how much the clock of the node is ahead. `shape`: what all nodes should agree on.
    """

    name = fields.CharField(max_length=255, primary_key=True)
    started_at = fields.BigIntField()
    seen_at = fields.BigIntField()
    skew = fields.BigIntField()
    revision = fields.BigIntField()
    shape: fields.JSONField[Any] = fields.JSONField()

    class Meta:
        table = "node"
