"""Tables of attachments."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class FileRow(Model):
    """A file that somebody sent. `public_id` is its name in addresses and on the disk, nobody can guess it."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=200)
    media_type = fields.CharField(max_length=100)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    owner_id = fields.BigIntField()
    created_at = fields.BigIntField()

    class Meta:
        table = "file"
        indexes = (
            Index(fields=("owner_id",), name="file_owner"),
            Index(fields=("created_at",), name="file_created"),
        )


class FileUseRow(Model):
    """Where a file belongs: to a ticket, perhaps to one comment or one answer of the form."""

    id = fields.BigIntField(primary_key=True)
    file: fields.ForeignKeyRelation[FileRow] = fields.ForeignKeyField("core.FileRow", related_name=False)
    ticket_id = fields.BigIntField()
    comment_id = fields.BigIntField(null=True)
    field = fields.CharField(max_length=64, null=True)
    visibility = fields.CharField(max_length=16)

    class Meta:
        table = "file_use"
        unique_together = (("file_id", "ticket_id"),)
        indexes = (
            Index(fields=("ticket_id",), name="file_use_ticket"),
            Index(fields=("comment_id",), name="file_use_comment"),
        )
