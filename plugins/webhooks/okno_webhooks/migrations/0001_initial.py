"""Webhooks and their deliveries."""

import functools
from json import dumps, loads
from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


def _json() -> Any:
    return fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0000_root")]

    operations = [
        ops.CreateModel(
            name="HookRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("title", fields.CharField(max_length=200)),
                ("url", fields.CharField(max_length=2000)),
                ("owner_id", fields.BigIntField()),
                ("active", fields.BooleanField()),
                ("level", fields.CharField(max_length=8)),
                ("kinds", _json()),
                ("teams", _json()),
                ("services", _json()),
                ("header_names", _json()),
                ("header_values", fields.TextField(default="", unique=False)),
                ("secret", fields.TextField(unique=False)),
                ("old_secret", fields.TextField(default="", unique=False)),
                ("old_until", fields.BigIntField(null=True)),
                ("paused", fields.CharField(default="", max_length=16)),
                ("paused_at", fields.BigIntField(null=True)),
                ("streak", fields.IntField(default=0)),
                ("lost", fields.IntField(default=0)),
                ("rest_until", fields.BigIntField(default=0)),
                ("made_at", fields.BigIntField()),
                ("changed_at", fields.BigIntField()),
                ("deleted_at", fields.BigIntField(null=True)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "x_webhooks_hook",
                "app": "webhooks",
                "indexes": [Index(fields=["owner_id"], name="x_webhooks_hook_of_owner")],
                "pk_attr": "id",
                "table_description": "A webhook: where it goes, what it tells, with whose rights.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DeliveryRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "hook",
                    fields.ForeignKeyField(
                        "webhooks.HookRow",
                        source_field="hook_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("key", fields.CharField(max_length=40)),
                ("kind", fields.CharField(max_length=32)),
                ("test", fields.BooleanField()),
                ("ticket_id", fields.BigIntField(null=True)),
                ("person_id", fields.BigIntField(null=True)),
                ("author_id", fields.BigIntField(null=True)),
                ("body", fields.TextField(unique=False)),
                ("state", fields.CharField(max_length=8)),
                ("attempts", fields.IntField(default=0)),
                ("next_at", fields.BigIntField(null=True)),
                ("since", fields.BigIntField()),
                ("made_at", fields.BigIntField()),
                ("done_at", fields.BigIntField(null=True)),
                ("status", fields.IntField(null=True)),
                ("millis", fields.IntField(null=True)),
                ("answer", fields.CharField(default="", max_length=500)),
                ("error", fields.CharField(default="", max_length=300)),
            ],
            options={
                "table": "x_webhooks_delivery",
                "app": "webhooks",
                "unique_together": (("hook_id", "key"),),
                "indexes": [
                    Index(fields=["hook_id", "next_at"], name="x_webhooks_delivery_due"),
                    Index(fields=["hook_id", "id"], name="x_webhooks_delivery_log"),
                    Index(fields=["hook_id", "state", "id"], name="x_webhooks_delivery_state"),
                    Index(fields=["made_at"], name="x_webhooks_delivery_age"),
                    Index(fields=["person_id"], name="x_webhooks_delivery_person"),
                    Index(fields=["author_id"], name="x_webhooks_delivery_author"),
                ],
                "pk_attr": "id",
                "table_description": "One fact for one webhook.",
            },
            bases=["Model"],
        ),
    ]
