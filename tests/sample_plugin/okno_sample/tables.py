"""Tables of the sample. Instants are microseconds UTC."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class NoteRow(Model):
    """A note about a request, its author's alone. It goes when its author is forgotten."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    author: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    text = fields.CharField(max_length=500)
    search_key = fields.CharField(max_length=600)
    at = fields.BigIntField()

    class Meta:
        table = "x_sample_note"
        indexes = (
            Index(fields=("ticket_id", "id"), name="x_sample_note_of_ticket"),
            Index(fields=("author_id", "id"), name="x_sample_note_of_author"),
        )


class TallyRow(Model):
    """What is known of a request without looking: the number of its notes, how often it was done."""

    ticket_id = fields.BigIntField(primary_key=True, generated=False)
    notes = fields.IntField(default=0)
    done = fields.IntField(default=0)

    class Meta:
        table = "x_sample_tally"


class BeatRow(Model):
    """What ran, in which process and when: of services and of jobs that leave no other trace."""

    name = fields.CharField(max_length=16, primary_key=True)
    pid = fields.BigIntField()
    at = fields.BigIntField()

    class Meta:
        table = "x_sample_beat"
