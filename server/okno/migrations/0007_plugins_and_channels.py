"""Plugins with their settings, leases of services, messages of channels."""

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Tables for what plugins bring."""

    dependencies = [("core", "0006_search")]

    operations = [
        ops.CreateModel(
            name="PluginRow",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=24)),
                ("enabled", fields.BooleanField(db_default=True)),
                ("suspended_at", fields.BigIntField(null=True)),
                ("fault", fields.CharField(db_default="", max_length=255)),
                ("trouble", fields.TextField(db_default="", unique=False)),
                ("told", fields.CharField(db_default="", max_length=64)),
                ("version", fields.IntField(db_default=1)),
            ],
            options={
                "table": "plugin",
                "app": "core",
                "pk_attr": "name",
                "table_description": "What an administrator, or the server itself, has decided about a plugin. One without a row is switched on.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PluginFailureRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("plugin", fields.CharField(max_length=24)),
                ("what", fields.CharField(max_length=64)),
                ("error", fields.CharField(max_length=64)),
                ("place", fields.CharField(max_length=128)),
                ("times", fields.IntField()),
                ("last_at", fields.BigIntField()),
            ],
            options={
                "table": "plugin_failure",
                "app": "core",
                "unique_together": (("plugin", "what", "error", "place"),),
                "pk_attr": "id",
                "table_description": "A sort of failure of a plugin: where, which class of error, at which line, how often. Microseconds UTC.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PluginSettingRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("plugin", fields.CharField(max_length=24)),
                ("key", fields.CharField(max_length=40)),
                ("value", fields.TextField(unique=False)),
            ],
            options={
                "table": "plugin_setting",
                "app": "core",
                "unique_together": (("plugin", "key"),),
                "pk_attr": "id",
                "table_description": "A value of a setting that is not the default, as JSON, sealed with the key of the installation if secret.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LeaseRow",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=128)),
                ("holder", fields.CharField(max_length=64)),
                ("until", fields.BigIntField()),
            ],
            options={
                "table": "lease",
                "app": "core",
                "pk_attr": "name",
                "table_description": "Who may do what only one may do at a time, and until when if he does not renew it. Microseconds UTC.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OutsiderRow",
            fields=[
                ("id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("name", fields.CharField(max_length=255)),
                ("created_at", fields.BigIntField()),
            ],
            options={
                "table": "outsider",
                "app": "core",
                "pk_attr": "id",
                "table_description": "Somebody outside who writes through a channel, without account and rights. `id` is that of the principal.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="IncomingRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("channel", fields.CharField(max_length=16)),
                ("endpoint", fields.CharField(default="", max_length=64)),
                ("external_id", fields.CharField(max_length=255)),
                ("body", fields.BinaryField(null=True)),
                ("body_file", fields.CharField(default="", max_length=64)),
                ("body_hash", fields.CharField(max_length=64)),
                ("body_size", fields.BigIntField()),
                ("meta", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("received_at", fields.BigIntField()),
                ("state", fields.CharField(max_length=16)),
                ("reason", fields.CharField(default="", max_length=32)),
                ("error", fields.CharField(default="", max_length=64)),
                ("attempts", fields.IntField(default=0)),
                ("next_at", fields.BigIntField(null=True)),
                ("released", fields.BooleanField(default=False)),
                ("given_id", fields.BigIntField(null=True)),
                ("sender", fields.CharField(default="", max_length=254)),
                ("sender_key", fields.CharField(default="", max_length=254)),
                ("sender_name", fields.CharField(default="", max_length=255)),
                ("principal_id", fields.BigIntField(null=True)),
                ("text_hash", fields.CharField(default="", max_length=64)),
                ("ticket_id", fields.BigIntField(null=True)),
                ("comment_id", fields.BigIntField(null=True)),
                ("thread_id", fields.BigIntField(null=True)),
                ("duplicate_of", fields.BigIntField(null=True)),
                ("done_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "channel_incoming",
                "app": "core",
                "unique_together": (("channel", "external_id"),),
                "indexes": [
                    Index(fields=["external_id"], name="channel_incoming_external"),
                    Index(fields=["channel", "done_at"], name="channel_incoming_rate"),
                    Index(fields=["channel", "sender_key", "received_at"], name="channel_incoming_sender"),
                    Index(fields=["principal_id", "received_at"], name="channel_incoming_principal"),
                    Index(fields=["ticket_id", "id"], name="channel_incoming_ticket"),
                    Index(fields=["state", "id"], name="channel_incoming_state"),
                ],
                "pk_attr": "id",
                "table_description": "A message that came in. Instants in microseconds UTC.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OutgoingRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("channel", fields.CharField(max_length=16)),
                ("endpoint", fields.CharField(default="", max_length=64)),
                ("address", fields.CharField(max_length=254)),
                ("address_key", fields.CharField(max_length=254)),
                ("principal_id", fields.BigIntField(null=True)),
                ("ticket_id", fields.BigIntField(null=True)),
                ("thread_id", fields.BigIntField(null=True)),
                ("comment_id", fields.BigIntField(null=True)),
                ("subject", fields.CharField(default="", max_length=255)),
                ("text", fields.TextField(default="", unique=False)),
                ("answers", fields.CharField(default="", max_length=255)),
                ("stable_id", fields.CharField(unique=True, max_length=64)),
                ("external_id", fields.CharField(null=True, max_length=255)),
                ("state", fields.CharField(max_length=16)),
                ("error", fields.CharField(default="", max_length=64)),
                ("attempts", fields.IntField(default=0)),
                ("next_at", fields.BigIntField()),
                ("created_at", fields.BigIntField()),
                ("sent_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "channel_outgoing",
                "app": "core",
                "unique_together": (("channel", "external_id"),),
                "indexes": [
                    Index(fields=["external_id"], name="channel_outgoing_external"),
                    Index(fields=["channel", "address_key", "created_at"], name="channel_outgoing_rate"),
                    Index(fields=["ticket_id", "id"], name="channel_outgoing_ticket"),
                    Index(fields=["comment_id"], name="channel_outgoing_comment"),
                    Index(fields=["state", "id"], name="channel_outgoing_state"),
                    Index(fields=["principal_id"], name="channel_outgoing_principal"),
                ],
                "pk_attr": "id",
                "table_description": "A message that goes out. `state`: queued, sent, delivered, read, failed, dropped. Instants in microseconds UTC.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AddressRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("channel", fields.CharField(max_length=16)),
                ("address", fields.CharField(max_length=254)),
                ("address_key", fields.CharField(max_length=254)),
                ("endpoint", fields.CharField(default="", max_length=64)),
                ("principal_id", fields.BigIntField()),
                ("created_at", fields.BigIntField()),
            ],
            options={
                "table": "channel_address",
                "app": "core",
                "unique_together": (("channel", "address_key"),),
                "indexes": [Index(fields=["principal_id"], name="channel_address_principal")],
                "pk_attr": "id",
                "table_description": "An address in a channel and whose it is: of a person who linked it, or of an outsider.",
            },
            bases=["Model"],
        ),
        ops.AddField(model_name="ScheduleRow", name="last_at", field=fields.BigIntField(null=True)),
    ]
