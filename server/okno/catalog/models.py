"""Tables of the catalog: revisions, the versions of every item by content, and which of them are current."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model


class CatalogRevision(Model):
    """One applied change of the catalog. `changes` lists the names added, changed and removed."""

    number = fields.BigIntField(primary_key=True, generated=False)
    at = fields.BigIntField()
    actor_id = fields.BigIntField(null=True)
    note = fields.CharField(max_length=255)
    digest = fields.CharField(max_length=64)
    changes: fields.JSONField[Any] = fields.JSONField()

    class Meta:
        table = "catalog_revision"


class CatalogItem(Model):
    """One version of one item, never changed and never deleted, for tickets point at it."""

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=16)
    key = fields.CharField(max_length=60)
    digest = fields.CharField(max_length=64)
    body: fields.JSONField[Any] = fields.JSONField()
    revision = fields.BigIntField()

    class Meta:
        table = "catalog_item"
        unique_together = (("kind", "key", "digest"),)


class CatalogCurrent(Model):
    """The version of an item that the newest revision has, a removed item has no row."""

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=16)
    key = fields.CharField(max_length=60)
    item: fields.ForeignKeyRelation[CatalogItem] = fields.ForeignKeyField(
        "core.CatalogItem", related_name=False, on_delete=fields.RESTRICT
    )

    class Meta:
        table = "catalog_current"
        unique_together = (("kind", "key"),)
