"""Tables of the desk: rules that have acted, saved lists, bulk acts, drafts and canned replies, work time."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from okno.tickets.models import TaskRow


class RuleRunRow(Model):
    """That a rule has acted on a ticket on an occasion: the id of an event, or the instant that its time began.

    `outcome`: done, nothing (all was so already), refused or failed; `error`: why, as JSON of a sentence and what is
    put into it.
    """

    id = fields.BigIntField(primary_key=True)
    rule = fields.CharField(max_length=64)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    occasion = fields.BigIntField()
    at = fields.BigIntField()
    outcome = fields.CharField(max_length=16)
    error = fields.CharField(max_length=1000, default="")

    class Meta:
        table = "rule_run"
        unique_together = (("rule", "ticket_id", "occasion"),)
        indexes = (
            Index(fields=("ticket_id",), name="rule_run_ticket"),
            Index(fields=("rule", "id"), name="rule_run_rule"),
        )


class RuleWaitRow(Model):
    """That a rule by time waits for its hour on a ticket that is not over: since when, and when the time is up."""

    id = fields.BigIntField(primary_key=True)
    rule = fields.CharField(max_length=64)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    began = fields.BigIntField()
    due_at = fields.BigIntField()

    class Meta:
        table = "rule_wait"
        unique_together = (("rule", "ticket_id"),)
        indexes = (
            Index(fields=("ticket_id",), name="rule_wait_ticket"),
            Index(fields=("rule", "due_at"), name="rule_wait_due"),
        )


class SavedFilterRow(Model):
    """A list of tickets that somebody has saved: for himself, or for a role (in a team, when it is named).

    `criteria` are those of okno.catalog.automation as plain data; `columns` and `sort` as the desk names them.
    """

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.PersonRow", related_name=False, null=True
    )
    role = fields.CharField(max_length=64, db_default="")
    team: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField("core.TeamRow", related_name=False, null=True)
    author_id = fields.BigIntField()
    title = fields.CharField(max_length=120)
    queue = fields.CharField(max_length=64)
    criteria: fields.JSONField[Any] = fields.JSONField()
    columns: fields.JSONField[Any] = fields.JSONField()
    sort = fields.CharField(max_length=32)
    position = fields.IntField(default=0)
    created_at = fields.BigIntField()
    version = fields.IntField(default=1)

    class Meta:
        table = "saved_filter"
        indexes = (
            Index(fields=("person_id", "position"), name="saved_filter_person"),
            Index(fields=("role",), name="saved_filter_role"),
        )


class BulkRow(Model):
    """One act on several tickets at once, with what is needed to take it back.

    `items`: for each ticket its id, its version afterwards, and the columns as they were.
    """

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    at = fields.BigIntField()
    action = fields.CharField(max_length=16)
    items: fields.JSONField[Any] = fields.JSONField()
    undone_at = fields.BigIntField(null=True)

    class Meta:
        table = "bulk_act"
        indexes = (Index(fields=("person_id", "id"), name="bulk_act_person"),)


class ReplyDraftRow(Model):
    """What somebody has typed into the reply box of a ticket and not sent."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    visibility = fields.CharField(max_length=16)
    text = fields.TextField()
    at = fields.BigIntField()

    class Meta:
        table = "reply_draft"
        unique_together = (("person_id", "ticket_id", "visibility"),)
        indexes = (Index(fields=("ticket_id",), name="reply_draft_ticket"),)


class OwnReplyRow(Model):
    """A canned reply of one's own."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    title = fields.CharField(max_length=120)
    text = fields.TextField()
    position = fields.IntField(default=0)

    class Meta:
        table = "own_reply"
        indexes = (Index(fields=("person_id", "position"), name="own_reply_person"),)


class WorkRow(Model):
    """Time that somebody has worked on a ticket or on one of its tasks: `spent` microseconds on the ISO date `day`.

    `source`: timer or hand.
    """

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    task: fields.ForeignKeyNullableRelation[TaskRow] = fields.ForeignKeyField(
        "core.TaskRow", related_name=False, null=True
    )
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    day = fields.CharField(max_length=10)
    spent = fields.BigIntField()
    text = fields.CharField(max_length=255, default="")
    source = fields.CharField(max_length=8)
    at = fields.BigIntField()

    class Meta:
        table = "work"
        indexes = (
            Index(fields=("ticket_id", "id"), name="work_ticket"),
            Index(fields=("person_id", "day"), name="work_person"),
        )


class WorkTimerRow(Model):
    """That somebody works on a ticket now, and since when: one ticket at a time."""

    person_id = fields.BigIntField(primary_key=True, generated=False)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    started_at = fields.BigIntField()

    class Meta:
        table = "work_timer"
        indexes = (Index(fields=("ticket_id",), name="work_timer_ticket"),)
