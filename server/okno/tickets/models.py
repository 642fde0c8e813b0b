"""Tables of tickets."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index, PartialIndex
from tortoise.models import Model

from okno.clock import FAR_US


class TicketRow(Model):
    """A ticket. Its id is its number. Instants are microseconds UTC, `due_sort` is never NULL (see okno.clock).

    `sla` is the service level in force and `policy` the one that chose it ("" when the service itself did).
    `respond_work` and `resolve_work` are the promised working times in microseconds, `respond_waited` those in which
    nobody could answer yet. `unanswered_since`: since when the customer waits for a word of the staff; NULL: he does
    not. `planned_work`: the working time that its staff plans for it, in microseconds.
    """

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
    sla = fields.CharField(max_length=64, db_default="")
    policy = fields.CharField(max_length=64, db_default="")
    respond_work = fields.BigIntField(db_default=0)
    respond_waited = fields.BigIntField(db_default=0)
    resolve_work = fields.BigIntField()
    worked = fields.BigIntField(default=0)
    running_since = fields.BigIntField(null=True)
    due_sort = fields.BigIntField()
    next_clock_at = fields.BigIntField()
    unanswered_since = fields.BigIntField(null=True)
    planned_work = fields.BigIntField(null=True)
    merged_into: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.TicketRow", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    version = fields.IntField(default=1)

    class Meta:
        table = "ticket"
        indexes = (
            PartialIndex(fields=("team_id", "due_sort", "id"), name="ticket_queue", condition={"open": True}),
            PartialIndex(fields=("assignee_id", "due_sort", "id"), name="ticket_assignee", condition={"open": True}),
            PartialIndex(fields=("team_id", "updated_at", "id"), name="ticket_closed", condition={"open": False}),
            PartialIndex(fields=("team_id", "updated_at", "id"), name="ticket_changed", condition={"open": True}),
            Index(fields=("assignee_id", "done_at"), name="ticket_done"),
            Index(fields=("team_id", "id"), name="ticket_team"),
            Index(fields=("requester_id", "id"), name="ticket_requester"),
            Index(fields=("next_clock_at",), name="ticket_clock"),
            Index(fields=("merged_into_id",), name="ticket_merged"),
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


class PastFormRow(Model):
    """The answers that a ticket had by an earlier service or version of it, until the instant `until`."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    service = fields.CharField(max_length=64)
    service_item_id = fields.BigIntField()
    answers: fields.JSONField[Any] = fields.JSONField()
    until = fields.BigIntField()

    class Meta:
        table = "ticket_past_form"
        indexes = (Index(fields=("ticket_id", "id"), name="ticket_past_form_ticket"),)


class ApprovalStepRow(Model):
    """A step of the approval of a ticket, with the step as the service had it in `spec`. Instants in microseconds UTC.

    `state`: waiting (for the steps before), asked, approved, refused, skipped (its condition did not hold), void.
    `need`: how many must agree. `next_at`: when a reminder or the deadline comes, far when nothing is to come.
    """

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    position = fields.SmallIntField()
    key = fields.CharField(max_length=40)
    spec: fields.JSONField[Any] = fields.JSONField()
    state = fields.CharField(max_length=16)
    need = fields.SmallIntField(default=1)
    asked_at = fields.BigIntField(null=True)
    remind_at = fields.BigIntField(null=True)
    due_at = fields.BigIntField(null=True)
    next_at = fields.BigIntField()
    decided_at = fields.BigIntField(null=True)

    class Meta:
        table = "approval_step"
        indexes = (
            Index(fields=("ticket_id", "position"), name="approval_step_ticket"),
            Index(fields=("next_at",), name="approval_step_next"),
        )


class ApprovalRow(Model):
    """One person who is asked in a step, and what he has decided.

    `why`: manager, owner, role, person, field, lead, administrator, member (of a confidential team), escalated (for
    the others were silent), instead (of somebody who has left). `state`: asked, approved, refused, void (no longer
    needed). `decided_by_id`: he himself, who stands in for him, or, of a void one, who has begun without it. `text`:
    his words, or that one's reason.
    """

    id = fields.BigIntField(primary_key=True)
    step: fields.ForeignKeyRelation[ApprovalStepRow] = fields.ForeignKeyField(
        "core.ApprovalStepRow", related_name=False
    )
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    why = fields.CharField(max_length=16)
    state = fields.CharField(max_length=16)
    asked_at = fields.BigIntField()
    decided_at = fields.BigIntField(null=True)
    decided_by_id = fields.BigIntField(null=True)
    text = fields.TextField(default="")

    class Meta:
        table = "approval"
        unique_together = (("step_id", "person_id"),)
        indexes = (
            Index(fields=("person_id", "state", "id"), name="approval_person"),
            Index(fields=("ticket_id",), name="approval_ticket"),
            Index(fields=("decided_by_id", "id"), name="approval_decided"),
        )


class TaskRow(Model):
    """A team's part of a ticket. Instants and times in microseconds, `due_sort` is never NULL (see okno.clock).

    `spec` is the task as the service had it, NULL for one added by hand, which has `title` and `text`. `state`:
    waiting (for the tasks in `after`), open, in_progress, done, cancelled, skipped. `work` is the promised time (OLA).
    `next_at`: when its term is looked at.
    """

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    position = fields.SmallIntField()
    key = fields.CharField(max_length=40)
    spec: fields.JSONField[Any] = fields.JSONField(null=True)
    title = fields.CharField(max_length=255, default="")
    text = fields.TextField(default="")
    after: fields.JSONField[list[str]] = fields.JSONField()
    answers: fields.JSONField[Any] = fields.JSONField()
    state = fields.CharField(max_length=16)
    open = fields.BooleanField()
    team: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.TeamRow", related_name=False, on_delete=fields.RESTRICT
    )
    assignee: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.PersonRow", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    author_id = fields.BigIntField(null=True)
    created_at = fields.BigIntField()
    opened_at = fields.BigIntField(null=True)
    started_at = fields.BigIntField(null=True)
    done_at = fields.BigIntField(null=True)
    done_by_id = fields.BigIntField(null=True)
    calendar = fields.CharField(max_length=64)
    work = fields.BigIntField(null=True)
    due_by = fields.BigIntField(null=True)
    due_sort = fields.BigIntField()
    next_at = fields.BigIntField(db_default=FAR_US)
    version = fields.IntField(default=1)

    class Meta:
        table = "task"
        unique_together = (("ticket_id", "key"),)
        indexes = (
            PartialIndex(fields=("team_id", "due_sort", "id"), name="task_queue", condition={"open": True}),
            PartialIndex(fields=("assignee_id", "due_sort", "id"), name="task_assignee", condition={"open": True}),
            Index(fields=("team_id", "id"), name="task_team"),
            PartialIndex(fields=("next_at",), name="task_next", condition={"open": True}),
        )


class CheckRow(Model):
    """One line of a checklist of a ticket, or of one of its tasks."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    task: fields.ForeignKeyNullableRelation[TaskRow] = fields.ForeignKeyField(
        "core.TaskRow", related_name=False, null=True
    )
    position = fields.SmallIntField()
    text = fields.CharField(max_length=255)
    author_id = fields.BigIntField(null=True)
    done_at = fields.BigIntField(null=True)
    done_by_id = fields.BigIntField(null=True)

    class Meta:
        table = "check_line"
        indexes = (
            Index(fields=("ticket_id", "position"), name="check_line_ticket"),
            Index(fields=("task_id",), name="check_line_task"),
        )


class LinkRow(Model):
    """What one ticket is to another: duplicate, caused_by, part_of, related, follows."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    other: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    kind = fields.CharField(max_length=16)
    author_id = fields.BigIntField(null=True)
    at = fields.BigIntField()

    class Meta:
        table = "ticket_link"
        unique_together = (("ticket_id", "other_id", "kind"),)
        indexes = (Index(fields=("other_id",), name="ticket_link_other"),)


class MergeRow(Model):
    """A ticket that was merged into another, with what is needed to take it back: its state before."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False, unique=True)
    into: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.TicketRow", related_name=False)
    state = fields.CharField(max_length=32)
    author_id = fields.BigIntField(null=True)
    at = fields.BigIntField()

    class Meta:
        table = "ticket_merge"
        indexes = (Index(fields=("into_id",), name="ticket_merge_into"),)


class DraftRow(Model):
    """A form that somebody has begun and not sent."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    service = fields.CharField(max_length=64)
    revision = fields.BigIntField()
    answers: fields.JSONField[Any] = fields.JSONField()
    at = fields.BigIntField()

    class Meta:
        table = "draft"
        unique_together = (("person_id", "service"),)


class ClockRow(Model):
    """The story of a ticket's clock, kept up with every change of it.

    `segments`: its times in each state, oldest first, as segment.rows writes them: start, end (NULL: it goes on), key
    of the state, kind of its pause or phase of its end, whether the clock ran, the calendar's key, counted working
    microseconds (NULL while it goes on), what it began with, lifecycle, service level, promised working time. `steps`:
    those of the service level that have come (see clock_steps). A `frozen` story belongs to a closed ticket: no change
    of a calendar rewrites it.
    """

    ticket_id = fields.BigIntField(primary_key=True, generated=False)
    segments: fields.JSONField[Any] = fields.JSONField()
    steps: fields.JSONField[Any] = fields.JSONField()
    frozen = fields.BooleanField(default=False)

    class Meta:
        table = "clock_story"
