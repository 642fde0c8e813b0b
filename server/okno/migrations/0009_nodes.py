"""The mark of the installation, and the nodes that were seen."""

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Tables for several nodes on one database."""

    dependencies = [("core", "0008_indexes_of_lists")]

    operations = [
        ops.CreateModel(
            name="InstallationMarkRow",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=16)),
                ("digest", fields.CharField(max_length=64)),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "installation_mark",
                "app": "core",
                "pk_attr": "name",
                "table_description": "A thing of the home folder that belongs to this database: a digest of it, never the thing. Microseconds UTC.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NodeRow",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=255)),
                ("started_at", fields.BigIntField()),
                ("seen_at", fields.BigIntField()),
                ("skew", fields.BigIntField()),
                ("revision", fields.BigIntField()),
                ("shape", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
            ],
            options={
                "table": "node",
                "app": "core",
                "pk_attr": "name",
                "table_description": "A node and what it told of itself when it was last seen. Microseconds, by the clock of the database.",
            },
            bases=["Model"],
        ),
    ]
