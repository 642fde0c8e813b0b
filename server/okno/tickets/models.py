"""Tables of tickets."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index, PartialIndex
from tortoise.models import Model


class TicketRow(Model):
    """A ticket. Its id is its number. Instants are microseconds UTC, `due_sort` is never NULL (see okno.clock)."""

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=16)
    service = fields.CharField(max_length=64)
    service_item_id = fields.BigIntField()
    revision = fields.IntField()
    lifecycle = fields.CharField(max_length=64)
    subject = fields.CharField(max_length=255)
    search_key = fields.CharField(max_length=512)
    text = fields.TextField(default="")
    answers: fields.JSONField[Any] = fields.JSONField()
    source = fields.CharField(max_length=16)
    state = fields.CharField(max_length=32)
    open = fields.BooleanField()
    team: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.TeamRow", related_name=False, on_delete=fields.RESTRICT
    )
    line = fields.IntField(default=1)
    assignee: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.PersonRow", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    impact = fields.SmallIntField(default=2)
    urgency = fields.SmallIntField(default=2)
    priority = fields.SmallIntField(default=3)
    requester: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.PersonRow", related_name=False, on_delete=fields.RESTRICT
    )
    on_behalf_of: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.PersonRow", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    created_at = fields.BigIntField()
    updated_at = fields.BigIntField()
    responded_at = fields.BigIntField(null=True)
    done_at = fields.BigIntField(null=True)
    closed_at = fields.BigIntField(null=True)
    calendar = fields.CharField(max_length=64)
    respond_by = fields.BigIntField(null=True)
    resolve_by = fields.BigIntField(null=True)
    resolve_work = fields.BigIntField()
    worked = fields.BigIntField(default=0)
    running_since = fields.BigIntField(null=True)
    due_sort = fields.BigIntField()
    next_clock_at = fields.BigIntField()
    version = fields.IntField(default=1)

    class Meta:
        table = "ticket"
        indexes = (
            PartialIndex(fields=("team_id", "due_sort", "id"), name="ticket_queue", condition={"open": True}),
            PartialIndex(fields=("assignee_id", "due_sort", "id"), name="ticket_assignee", condition={"open": True}),
            Index(fields=("team_id", "id"), name="ticket_team"),
            Index(fields=("requester_id", "id"), name="ticket_requester"),
            Index(fields=("next_clock_at",), name="ticket_clock"),
        )


class TicketReaderRow(Model):
    """A principal who may read a ticket without being in its team, and why."""

    id = fields.BigIntField(primary_key=True)
    principal_id = fields.BigIntField()
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    why = fields.CharField(max_length=16)

    class Meta:
        table = "ticket_reader"
        unique_together = (("principal_id", "ticket_id", "why"),)
        indexes = (Index(fields=("ticket_id",), name="ticket_reader_ticket"),)


class TicketValueRow(Model):
    """An answer that is worth filtering by."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    field = fields.CharField(max_length=64)
    value = fields.CharField(max_length=255)

    class Meta:
        table = "ticket_value"
        unique_together = (("ticket_id", "field", "value"),)
        indexes = (Index(fields=("field", "value"), name="ticket_value_value"),)


class ThreadRow(Model):
    """A conversation in a ticket and who hears it: public, staff, or one outside principal."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    audience = fields.CharField(max_length=16)
    principal_id = fields.BigIntField(null=True)

    class Meta:
        table = "thread"
        unique_together = (("ticket_id", "audience", "principal_id"),)


class CommentRow(Model):
    """What somebody wrote."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    thread: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.ThreadRow", related_name=False)
    author_id = fields.BigIntField(null=True)
    at = fields.BigIntField()
    text = fields.TextField()
    source = fields.CharField(max_length=16)

    class Meta:
        table = "comment"
        indexes = (Index(fields=("ticket_id", "id"), name="comment_ticket"),)


class EmergencyRow(Model):
    """An access to one ticket that somebody took in an emergency, with his reason. Instants in microseconds UTC."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    reason = fields.TextField()
    at = fields.BigIntField()
    until = fields.BigIntField()

    class Meta:
        table = "emergency"
        indexes = (
            Index(fields=("person_id", "ticket_id", "until"), name="emergency_person"),
            Index(fields=("ticket_id",), name="emergency_ticket"),
        )
