"""Roles as rows, lines of teams, contacts, skills, absences, second factors, one-time secrets, the audit."""

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("core", "0002_numbers_and_order")]

    operations = [
        ops.CreateModel(
            name="AbsenceRow",
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
                ("starts_at", fields.BigIntField()),
                ("ends_at", fields.BigIntField()),
                (
                    "substitute",
                    fields.ForeignKeyField(
                        "core.PersonRow",
                        source_field="substitute_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("created_by", fields.BigIntField(null=True)),
                ("created_at", fields.BigIntField()),
                ("cancelled_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "absence",
                "app": "core",
                "indexes": [
                    Index(fields=["person_id", "ends_at"], name="absence_person"),
                    Index(fields=["substitute_id", "ends_at"], name="absence_substitute"),
                ],
                "pk_attr": "id",
                "table_description": "A time in which a person is away, and who stands in for him. Instants in microseconds UTC.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AuditRow",
            fields=[
                ("event_id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("at", fields.BigIntField()),
                ("actor_id", fields.BigIntField(null=True)),
                ("stream", fields.CharField(max_length=32)),
                ("stream_id", fields.BigIntField()),
                ("kind", fields.CharField(max_length=64)),
                ("via", fields.CharField(default="", max_length=16)),
                ("address", fields.CharField(default="", max_length=64)),
                ("reason", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "audit",
                "app": "core",
                "indexes": [
                    Index(fields=["actor_id", "event_id"], name="audit_actor"),
                    Index(fields=["stream", "stream_id", "event_id"], name="audit_stream"),
                    Index(fields=["kind", "event_id"], name="audit_kind"),
                    Index(fields=["at"], name="audit_at"),
                ],
                "pk_attr": "event_id",
                "table_description": "An audited fact. `event_id` is that of the fact, what must stay erasable (address, reason) is here alone.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ContactRow",
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
                ("kind", fields.CharField(max_length=8)),
                ("label", fields.CharField(default="", max_length=16)),
                ("value", fields.CharField(max_length=254)),
                ("value_key", fields.CharField(max_length=254)),
                ("position", fields.IntField(default=0)),
            ],
            options={
                "table": "person_contact",
                "app": "core",
                "unique_together": (("person_id", "kind", "value_key"),),
                "indexes": [Index(fields=["kind", "value_key"], name="person_contact_value")],
                "pk_attr": "id",
                "table_description": "A mail address or a telephone of a person. `position` 0 is the main one, `value_key` what is compared.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="EmergencyRow",
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
                ("reason", fields.TextField(unique=False)),
                ("at", fields.BigIntField()),
                ("until", fields.BigIntField()),
            ],
            options={
                "table": "emergency",
                "app": "core",
                "indexes": [
                    Index(fields=["person_id", "ticket_id", "until"], name="emergency_person"),
                    Index(fields=["ticket_id"], name="emergency_ticket"),
                ],
                "pk_attr": "id",
                "table_description": "An access to one ticket that somebody took in an emergency, with his reason. Instants in microseconds UTC.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OneTimeRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("hash", fields.CharField(unique=True, max_length=64)),
                ("purpose", fields.CharField(max_length=16)),
                ("person_id", fields.BigIntField(null=True)),
                ("created_at", fields.BigIntField()),
                ("expires_at", fields.BigIntField()),
                ("used_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "one_time",
                "app": "core",
                "indexes": [
                    Index(fields=["person_id", "purpose"], name="one_time_person"),
                    Index(fields=["expires_at"], name="one_time_expires"),
                ],
                "pk_attr": "id",
                "table_description": "A secret that opens one door once: a reset, an invitation, the second step of signing in, the first start.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RecoveryCodeRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("person_id", fields.BigIntField()),
                ("hash", fields.CharField(max_length=64)),
                ("used_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "recovery_code",
                "app": "core",
                "unique_together": (("person_id", "hash"),),
                "pk_attr": "id",
                "table_description": "A code that stands in for a lost second factor, once. Stored as a hash.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RoleRow",
            fields=[
                ("key", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("title", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("summary", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("rights", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("in_team", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                (
                    "in_all_teams",
                    fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads),
                ),
                ("changed_at", fields.BigIntField()),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "role",
                "app": "core",
                "pk_attr": "key",
                "table_description": "A role that an administrator has changed or made. Delivered roles that nobody changed have no row.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SecondFactorRow",
            fields=[
                ("person_id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("secret", fields.CharField(max_length=255)),
                ("created_at", fields.BigIntField()),
                ("confirmed_at", fields.BigIntField(null=True)),
                ("last_step", fields.BigIntField(default=0)),
            ],
            options={
                "table": "second_factor",
                "app": "core",
                "pk_attr": "person_id",
                "table_description": "The second factor of a person (TOTP, RFC 6238). The secret is encrypted, `last_step` can't be used again.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SkillRow",
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
                ("skill", fields.CharField(max_length=64)),
                ("skill_key", fields.CharField(max_length=64)),
            ],
            options={
                "table": "person_skill",
                "app": "core",
                "unique_together": (("person_id", "skill_key"),),
                "indexes": [Index(fields=["skill_key"], name="person_skill_key")],
                "pk_attr": "id",
                "table_description": "What a person can do, in his company's words.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TeamLineRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "team",
                    fields.ForeignKeyField(
                        "core.TeamRow",
                        source_field="team_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("line", fields.SmallIntField()),
                ("withheld", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
            ],
            options={
                "table": "team_line",
                "app": "core",
                "unique_together": (("team_id", "line"),),
                "pk_attr": "id",
                "table_description": "What the members of one line of a team may not, although their roles give it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TeamRoleGrantRow",
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
                    "team",
                    fields.ForeignKeyField(
                        "core.TeamRow",
                        source_field="team_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("role", fields.CharField(max_length=64)),
                ("granted_by", fields.BigIntField(null=True)),
                ("granted_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "team_role_grant",
                "app": "core",
                "unique_together": (("person_id", "team_id", "role"),),
                "pk_attr": "id",
                "table_description": "A role that a person has in one team only, be he a member of it or not.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="PersonRow",
            name="forgotten_at",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="RoleGrantRow",
            name="granted_at",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="RoleGrantRow",
            name="granted_by",
            field=fields.BigIntField(null=True),
        ),
        ops.AlterModelOptions(
            name="TeamMemberRow",
            options={
                "table": "team_member",
                "app": "core",
                "unique_together": (("team_id", "person_id"),),
                "indexes": [Index(fields=["person_id"], name="team_member_person")],
                "pk_attr": "id",
                "table_description": "A person in a team, on a line of support (0: on all of them).",
            },
        ),
        ops.AddField(
            model_name="TeamMemberRow",
            name="line",
            field=fields.SmallIntField(db_default=0),
        ),
        ops.AddField(
            model_name="TeamMemberRow",
            name="since",
            field=fields.BigIntField(null=True),
        ),
    ]
