"""Tables of jobs and schedules."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class JobRow(Model):
    """A job that waits, runs or has failed for good (`failed_at`). Deleted when done."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=64)
    key = fields.CharField(max_length=128, null=True, unique=True)
    payload: fields.JSONField[Any] = fields.JSONField()
    run_at = fields.BigIntField()
    lease_until = fields.BigIntField(default=0)
    attempts = fields.IntField(default=0)
    error = fields.TextField(null=True)
    failed_at = fields.BigIntField(null=True)

    class Meta:
        table = "job"
        indexes = (Index(fields=("run_at",), name="job_due"),)


class ScheduleRow(Model):
    """When a schedule is due next. One row a schedule, shared by all nodes: each tick happens once.

    `last_at`: when it was due the last time, in microseconds UTC.
    """

    name = fields.CharField(max_length=64, primary_key=True)
    plan = fields.CharField(max_length=128)
    next_at = fields.BigIntField()
    last_at = fields.BigIntField(null=True)

    class Meta:
        table = "schedule"


class LeaseRow(Model):
    """Who may do what only one may do at a time, and until when if he does not renew it. Microseconds UTC."""

    name = fields.CharField(max_length=128, primary_key=True)
    holder = fields.CharField(max_length=64)
    until = fields.BigIntField()

    class Meta:
        table = "lease"
