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


class CatalogDraftRow(Model):
    """What somebody is changing in one item, not yet in force. `body` NULL takes the item away.

    `digest` is that of the version from which the draft was begun, empty for a new item.
    """

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=16)
    key = fields.CharField(max_length=60)
    body: fields.JSONField[Any] = fields.JSONField(null=True)
    digest = fields.CharField(max_length=64)
    author_id = fields.BigIntField()
    at = fields.BigIntField()
    version = fields.IntField(default=1)

    class Meta:
        table = "catalog_draft"
        unique_together = (("kind", "key"),)


class ServiceOwnerRow(Model):
    """The person who answers for a service: the catalog names the post alone."""

    id = fields.BigIntField(primary_key=True)
    service = fields.CharField(max_length=60, unique=True)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)

    class Meta:
        table = "service_owner"


class FavouriteRow(Model):
    """A service that a person keeps at hand."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    service = fields.CharField(max_length=60)
    at = fields.BigIntField()

    class Meta:
        table = "favourite"
        unique_together = (("person_id", "service"),)
