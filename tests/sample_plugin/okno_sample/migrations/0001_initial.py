"""Notes, tallies, beats."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("sample", "0000_root"), ("core", "0001_initial")]

    operations = [
        ops.CreateModel(
            name="NoteRow",
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
                    "author",
                    fields.ForeignKeyField(
                        "core.PersonRow",
                        source_field="author_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=500)),
                ("search_key", fields.CharField(max_length=600)),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "x_sample_note",
                "app": "sample",
                "indexes": [
                    Index(fields=["ticket_id", "id"], name="x_sample_note_of_ticket"),
                    Index(fields=["author_id", "id"], name="x_sample_note_of_author"),
                ],
                "pk_attr": "id",
                "table_description": "A note about a request, its author's alone. It goes when its author is forgotten.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TallyRow",
            fields=[
                ("ticket_id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("notes", fields.IntField(default=0)),
                ("done", fields.IntField(default=0)),
            ],
            options={
                "table": "x_sample_tally",
                "app": "sample",
                "pk_attr": "ticket_id",
                "table_description": "What is known of a request without looking: the number of its notes, how often it was done.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="BeatRow",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=16)),
                ("pid", fields.BigIntField()),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "x_sample_beat",
                "app": "sample",
                "pk_attr": "name",
                "table_description": "What ran, in which process and when: of services and of jobs that leave no other trace.",
            },
            bases=["Model"],
        ),
    ]
