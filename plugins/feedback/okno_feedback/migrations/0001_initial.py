"""Invitations, ratings, scores, questions with answers, interviews."""

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("feedback", "0000_root")]

    operations = [
        ops.CreateModel(
            name="InvitationRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("fact_id", fields.BigIntField(unique=True)),
                ("ticket_id", fields.BigIntField()),
                ("person_id", fields.BigIntField(null=True)),
                ("team_id", fields.BigIntField()),
                ("assignee_id", fields.BigIntField(null=True)),
                ("service", fields.CharField(max_length=64)),
                ("kind", fields.CharField(max_length=16)),
                ("state", fields.CharField(max_length=16)),
                ("month", fields.IntField()),
                ("created_at", fields.BigIntField()),
                ("write_at", fields.BigIntField(null=True)),
                ("asked_at", fields.BigIntField(null=True)),
                ("expires_at", fields.BigIntField()),
                ("token_hash", fields.CharField(null=True, unique=True, max_length=64)),
            ],
            options={
                "table": "x_feedback_invitation",
                "app": "feedback",
                "indexes": [
                    Index(fields=["ticket_id", "id"], name="x_feedback_invitation_of_ticket"),
                    Index(fields=["person_id", "asked_at"], name="x_feedback_invitation_of_person"),
                    Index(fields=["state", "expires_at"], name="x_feedback_invitation_end"),
                    Index(fields=["month", "team_id"], name="x_feedback_invitation_month"),
                ],
                "pk_attr": "id",
                "table_description": "Somebody may rate what was done for him, once for each time that his ticket was done (the fact `fact_id`).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RatingRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("invitation_id", fields.BigIntField(unique=True)),
                ("ticket_id", fields.BigIntField()),
                ("person_id", fields.BigIntField(null=True)),
                ("team_id", fields.BigIntField()),
                ("assignee_id", fields.BigIntField(null=True)),
                ("service", fields.CharField(max_length=64)),
                ("stars", fields.SmallIntField()),
                ("text", fields.TextField(default="", unique=False)),
                ("reasons", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("month", fields.IntField()),
                ("at", fields.BigIntField()),
                ("changed_at", fields.BigIntField()),
                ("changes", fields.IntField(default=0)),
                ("follow", fields.CharField(default="", max_length=8)),
                ("told_at", fields.BigIntField(null=True)),
                ("keeper_id", fields.BigIntField(null=True)),
                ("settled_at", fields.BigIntField(null=True)),
                ("settled_by_id", fields.BigIntField(null=True)),
            ],
            options={
                "table": "x_feedback_rating",
                "app": "feedback",
                "indexes": [
                    Index(fields=["ticket_id", "id"], name="x_feedback_rating_of_ticket"),
                    Index(fields=["month", "team_id"], name="x_feedback_rating_month"),
                    Index(fields=["team_id", "id"], name="x_feedback_rating_team"),
                    Index(fields=["follow", "id"], name="x_feedback_rating_follow"),
                    Index(fields=["person_id"], name="x_feedback_rating_of_person"),
                ],
                "pk_attr": "id",
                "table_description": "A mark of 1 to 5 with words and reasons. `person_id` is NULL when its author was forgotten.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ScoreRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("person_id", fields.BigIntField(null=True)),
                ("quarter", fields.IntField()),
                ("score", fields.SmallIntField()),
                ("rating_id", fields.BigIntField()),
                ("team_id", fields.BigIntField()),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "x_feedback_score",
                "app": "feedback",
                "unique_together": (("person_id", "quarter"),),
                "indexes": [
                    Index(fields=["quarter", "team_id"], name="x_feedback_score_quarter"),
                ],
                "pk_attr": "id",
                "table_description": "Whether somebody would recommend us, 0 to 10, once a quarter. `person_id` is NULL when he was forgotten.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="QuestionRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("text", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("kind", fields.CharField(max_length=8)),
                ("choices", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("services", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("kinds", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("position", fields.IntField()),
                ("active", fields.BooleanField(default=True)),
                ("replaces_id", fields.BigIntField(null=True)),
                ("author_id", fields.BigIntField(null=True)),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "x_feedback_question",
                "app": "feedback",
                "indexes": [
                    Index(fields=["active", "position"], name="x_feedback_question_order"),
                ],
                "pk_attr": "id",
                "table_description": "A question beside the mark. `kind`: stars, yes_no, choice, text. `services` and `kinds` empty: for all.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AnswerRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("rating_id", fields.BigIntField()),
                ("question_id", fields.BigIntField()),
                ("number", fields.SmallIntField(null=True)),
                ("text", fields.CharField(default="", max_length=500)),
            ],
            options={
                "table": "x_feedback_answer",
                "app": "feedback",
                "unique_together": (("rating_id", "question_id"),),
                "indexes": [
                    Index(fields=["question_id", "id"], name="x_feedback_answer_of_question"),
                ],
                "pk_attr": "id",
                "table_description": "The answer to a question: a number (stars, yes is 1, the place of a choice from 1 on) or words.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="InterviewRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("person_id", fields.BigIntField(null=True)),
                ("quarter", fields.IntField()),
                ("lot", fields.IntField()),
                ("contacted", fields.CharField(default="", max_length=8)),
                ("notes", fields.TextField(default="", unique=False)),
                ("by_id", fields.BigIntField(null=True)),
                ("changed_at", fields.BigIntField(null=True)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "x_feedback_interview",
                "app": "feedback",
                "unique_together": (("person_id", "quarter"),),
                "indexes": [
                    Index(fields=["quarter", "lot", "id"], name="x_feedback_interview_order"),
                ],
                "pk_attr": "id",
                "table_description": "Somebody to talk to in a quarter, once however many requests went wrong. `lot` puts them in a fair order.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ReasonRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("interview_id", fields.BigIntField()),
                ("ticket_id", fields.BigIntField()),
                ("team_id", fields.BigIntField()),
                ("why", fields.CharField(max_length=8)),
            ],
            options={
                "table": "x_feedback_reason",
                "app": "feedback",
                "unique_together": (("interview_id", "ticket_id", "why"),),
                "pk_attr": "id",
                "table_description": "A ticket because of which somebody is to be talked to. `why`: late, reopened, bad.",
            },
            bases=["Model"],
        ),
    ]
