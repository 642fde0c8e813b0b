"""The agent's day: the story of the clock, rules, lists of one's own, drafts, work time, choices of notices."""

import functools
from json import dumps, loads
from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index, PartialIndex
from tortoise.migrations import operations as ops

from okno.clock import now_us


async def forward(_: Any, editor: Any) -> None:
    """Whoever has had no answer yet waits for one since he ordered; letters on their way learn what they tell of."""
    await editor.client.execute_query(
        "UPDATE ticket SET unanswered_since = created_at WHERE open = true AND responded_at IS NULL"
    )
    # What was promised before is looked at when it is due; what is overdue by then was told long ago.
    await editor.client.execute_query(
        "UPDATE ticket SET next_clock_at = due_sort WHERE open = true AND running_since IS NOT NULL"
        f" AND due_sort > {now_us()}"
    )
    await editor.client.execute_query(f"UPDATE task SET next_at = due_by WHERE open = true AND due_by > {now_us()}")
    same = "n.person_id = message.person_id AND n.event_id = message.event_id"
    await editor.client.execute_query(
        f"UPDATE message SET kind = (SELECT n.kind FROM notice n WHERE {same})"
        f" WHERE EXISTS (SELECT 1 FROM notice n WHERE {same})"
    )


async def backward(_: Any, __: Any) -> None:
    """Nothing: the column goes with its table."""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_catalog_in_depth")]

    operations = [
        ops.CreateModel(
            name="BulkRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.PersonRow",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.BigIntField()),
                ("action", fields.CharField(max_length=16)),
                ("items", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("undone_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "bulk_act",
                "app": "core",
                "indexes": [Index(fields=["person_id", "id"], name="bulk_act_person")],
                "pk_attr": "id",
                "table_description": "One act on several tickets at once, with what is needed to take it back.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ClockRow",
            fields=[
                ("ticket_id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("segments", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("steps", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("frozen", fields.BooleanField(default=False)),
            ],
            options={
                "table": "clock_story",
                "app": "core",
                "pk_attr": "ticket_id",
                "table_description": "The story of a ticket's clock, kept up with every change of it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NoticeChoiceRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.PersonRow",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=32)),
                ("channel", fields.CharField(max_length=16)),
                ("wanted", fields.BooleanField()),
            ],
            options={
                "table": "notice_choice",
                "app": "core",
                "unique_together": (("person_id", "kind", "channel"),),
                "pk_attr": "id",
                "table_description": "Whether a person wants notices of a group on a channel (page, mail, push), without a row the usual counts.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NoticeTimesRow",
            fields=[
                ("person_id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("quiet_from", fields.CharField(default="", max_length=5)),
                ("quiet_until", fields.CharField(default="", max_length=5)),
                (
                    "quiet_days",
                    fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads),
                ),
                ("digest", fields.CharField(default="", max_length=8)),
                ("urgent", fields.BooleanField(default=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "notice_times",
                "app": "core",
                "pk_attr": "person_id",
                "table_description": "When a person wants to be left alone, and whether letters come one by one or together.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OwnReplyRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.PersonRow",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=120)),
                ("text", fields.TextField(unique=False)),
                ("position", fields.IntField(default=0)),
            ],
            options={
                "table": "own_reply",
                "app": "core",
                "indexes": [Index(fields=["person_id", "position"], name="own_reply_person")],
                "pk_attr": "id",
                "table_description": "A canned reply of one's own.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PreferenceRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.PersonRow",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("key", fields.CharField(max_length=64)),
                ("value", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
            ],
            options={
                "table": "preference",
                "app": "core",
                "unique_together": (("person_id", "key"),),
                "pk_attr": "id",
                "table_description": "How a person likes a part of Okno: what `key` names, such as the columns of the desk.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PushRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.PersonRow",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("endpoint", fields.CharField(unique=True, max_length=1024)),
                ("key", fields.CharField(max_length=128)),
                ("secret", fields.CharField(max_length=64)),
                ("browser", fields.CharField(default="", max_length=120)),
                ("created_at", fields.BigIntField()),
                ("sent_at", fields.BigIntField(null=True)),
                ("failures", fields.IntField(default=0)),
            ],
            options={
                "table": "push_subscription",
                "app": "core",
                "indexes": [Index(fields=["person_id"], name="push_subscription_person")],
                "pk_attr": "id",
                "table_description": "A browser that shows notices although no page is open (RFC 8030, 8291). `secret` and `key` are its own.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ReplyDraftRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.PersonRow",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "ticket",
                    fields.ForeignKeyField(
                        "core.TicketRow",
                        source_field="ticket_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("visibility", fields.CharField(max_length=16)),
                ("text", fields.TextField(unique=False)),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "reply_draft",
                "app": "core",
                "unique_together": (("person_id", "ticket_id", "visibility"),),
                "indexes": [Index(fields=["ticket_id"], name="reply_draft_ticket")],
                "pk_attr": "id",
                "table_description": "What somebody has typed into the reply box of a ticket and not sent.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RuleRunRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("rule", fields.CharField(max_length=64)),
                (
                    "ticket",
                    fields.ForeignKeyField(
                        "core.TicketRow",
                        source_field="ticket_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("occasion", fields.BigIntField()),
                ("at", fields.BigIntField()),
                ("outcome", fields.CharField(max_length=16)),
                ("error", fields.CharField(default="", max_length=1000)),
            ],
            options={
                "table": "rule_run",
                "app": "core",
                "unique_together": (("rule", "ticket_id", "occasion"),),
                "indexes": [
                    Index(fields=["ticket_id"], name="rule_run_ticket"),
                    Index(fields=["rule", "id"], name="rule_run_rule"),
                ],
                "pk_attr": "id",
                "table_description": "That a rule has acted on a ticket on an occasion: the id of an event, or the instant that its time began.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RuleWaitRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("rule", fields.CharField(max_length=64)),
                (
                    "ticket",
                    fields.ForeignKeyField(
                        "core.TicketRow",
                        source_field="ticket_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("began", fields.BigIntField()),
                ("due_at", fields.BigIntField()),
            ],
            options={
                "table": "rule_wait",
                "app": "core",
                "unique_together": (("rule", "ticket_id"),),
                "indexes": [
                    Index(fields=["ticket_id"], name="rule_wait_ticket"),
                    Index(fields=["rule", "due_at"], name="rule_wait_due"),
                ],
                "pk_attr": "id",
                "table_description": "That a rule by time waits for its hour on a ticket that is not over: since when, and when the time is up.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SavedFilterRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.PersonRow",
                        source_field="person_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("role", fields.CharField(db_default="", max_length=64)),
                (
                    "team",
                    fields.ForeignKeyField(
                        "core.TeamRow",
                        source_field="team_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("author_id", fields.BigIntField()),
                ("title", fields.CharField(max_length=120)),
                ("queue", fields.CharField(max_length=64)),
                ("criteria", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("columns", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("sort", fields.CharField(max_length=32)),
                ("position", fields.IntField(default=0)),
                ("created_at", fields.BigIntField()),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "saved_filter",
                "app": "core",
                "indexes": [
                    Index(fields=["person_id", "position"], name="saved_filter_person"),
                    Index(fields=["role"], name="saved_filter_role"),
                ],
                "pk_attr": "id",
                "table_description": "A list of tickets that somebody has saved: for himself, or for a role (in a team, when it is named).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WorkRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "ticket",
                    fields.ForeignKeyField(
                        "core.TicketRow",
                        source_field="ticket_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "task",
                    fields.ForeignKeyField(
                        "core.TaskRow",
                        source_field="task_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.PersonRow",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("day", fields.CharField(max_length=10)),
                ("spent", fields.BigIntField()),
                ("text", fields.CharField(default="", max_length=255)),
                ("source", fields.CharField(max_length=8)),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "work",
                "app": "core",
                "indexes": [
                    Index(fields=["ticket_id", "id"], name="work_ticket"),
                    Index(fields=["person_id", "day"], name="work_person"),
                ],
                "pk_attr": "id",
                "table_description": "Time that somebody has worked on a ticket or on one of its tasks: `spent` microseconds on the ISO date `day`.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WorkTimerRow",
            fields=[
                ("person_id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                (
                    "ticket",
                    fields.ForeignKeyField(
                        "core.TicketRow",
                        source_field="ticket_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("started_at", fields.BigIntField()),
            ],
            options={
                "table": "work_timer",
                "app": "core",
                "indexes": [Index(fields=["ticket_id"], name="work_timer_ticket")],
                "pk_attr": "person_id",
                "table_description": "That somebody works on a ticket now, and since when: one ticket at a time.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="MessageRow",
            name="digest",
            field=fields.BooleanField(db_default=False),
        ),
        ops.AddField(
            model_name="MessageRow",
            name="html",
            field=fields.TextField(db_default="", unique=False),
        ),
        ops.AddField(
            model_name="MessageRow",
            name="kind",
            field=fields.CharField(db_default="", max_length=32),
        ),
        ops.AddField(
            model_name="MessageRow",
            name="not_before",
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name="PersonRow",
            name="vip",
            field=fields.BooleanField(db_default=False),
        ),
        ops.AddField(
            model_name="TaskRow",
            name="next_at",
            field=fields.BigIntField(db_default=253402214400000000),
        ),
        ops.AddIndex(
            model_name="TaskRow",
            index=PartialIndex(fields=["next_at"], name="task_next", condition={"open": True}),
        ),
        ops.AddField(
            model_name="TeamMemberRow",
            name="away",
            field=fields.BooleanField(db_default=False),
        ),
        ops.AddField(
            model_name="TeamMemberRow",
            name="given_at",
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name="TicketRow",
            name="planned_work",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="TicketRow",
            name="policy",
            field=fields.CharField(db_default="", max_length=64),
        ),
        ops.AddField(
            model_name="TicketRow",
            name="respond_waited",
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name="TicketRow",
            name="respond_work",
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name="TicketRow",
            name="sla",
            field=fields.CharField(db_default="", max_length=64),
        ),
        ops.AddField(
            model_name="TicketRow",
            name="unanswered_since",
            field=fields.BigIntField(null=True),
        ),
        ops.AddIndex(
            model_name="TicketRow",
            index=PartialIndex(fields=["team_id", "updated_at", "id"], name="ticket_closed", condition={"open": False}),
        ),
        ops.RunPython(forward, backward),
    ]
