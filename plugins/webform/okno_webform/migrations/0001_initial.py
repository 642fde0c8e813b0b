"""Forms, submissions, counts."""

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

encoder = functools.partial(dumps, separators=(",", ":"))


class Migration(migrations.Migration):
    dependencies = [("webform", "0000_root")]

    operations = [
        ops.CreateModel(
            name="FormRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("key", fields.CharField(unique=True, max_length=40)),
                ("title", fields.JSONField(encoder=encoder, decoder=loads)),
                ("service", fields.CharField(max_length=64)),
                ("audience", fields.CharField(max_length=8)),
                ("stand_in_id", fields.BigIntField(null=True)),
                ("shown", fields.JSONField(encoder=encoder, decoder=loads)),
                ("fixed", fields.JSONField(encoder=encoder, decoder=loads)),
                ("origins", fields.JSONField(encoder=encoder, decoder=loads)),
                ("theme", fields.CharField(default="", max_length=8)),
                ("accent", fields.CharField(default="", max_length=16)),
                ("locale", fields.CharField(default="", max_length=8)),
                ("thanks", fields.JSONField(encoder=encoder, decoder=loads)),
                ("per_hour", fields.IntField()),
                ("per_day", fields.IntField()),
                ("confidential", fields.BooleanField()),
                ("active", fields.BooleanField()),
                ("changed_at", fields.BigIntField()),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "x_webform_form",
                "app": "webform",
                "pk_attr": "id",
                "table_description": "A form.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SubmissionRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("form_id", fields.BigIntField()),
                ("sent_key", fields.CharField(unique=True, max_length=64)),
                ("reference", fields.CharField(unique=True, max_length=16)),
                ("digest", fields.CharField(max_length=64)),
                ("audience", fields.CharField(max_length=8)),
                ("state", fields.CharField(max_length=8)),
                ("person_id", fields.BigIntField(null=True)),
                ("body", fields.TextField(default="", unique=False)),
                ("mail", fields.TextField(default="", unique=False)),
                ("proven_at", fields.BigIntField(null=True)),
                ("locale", fields.CharField(max_length=8)),
                ("at", fields.BigIntField()),
                ("until", fields.BigIntField()),
            ],
            options={
                "table": "x_webform_submission",
                "app": "webform",
                "indexes": [
                    Index(fields=["until"], name="x_webform_submission_end"),
                    Index(fields=["form_id", "id"], name="x_webform_submission_form"),
                    Index(fields=["person_id"], name="x_webform_submission_person"),
                ],
                "pk_attr": "id",
                "table_description": "What was sent by a form.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CountRow",
            fields=[
                ("key", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=100)),
                ("started_at", fields.BigIntField()),
                ("count", fields.IntField()),
            ],
            options={
                "table": "x_webform_count",
                "app": "webform",
                "indexes": [Index(fields=["started_at"], name="x_webform_count_age")],
                "pk_attr": "key",
                "table_description": "How often something was done since `started_at`.",
            },
            bases=["Model"],
        ),
    ]
