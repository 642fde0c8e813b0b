"""Roles as rows, lines of teams, contacts, skills, absences, second factors, one-time secrets, the audit."""

import functools
from json import dumps, loads
from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from okno.phones import normal
from okno.text import search_key


async def forward(_: Any, editor: Any) -> None:
    """Makes rows of the one mail and the telephones that a person had; the keys of search are without them now."""
    run = editor.client.execute_query
    numbered = editor.client.capabilities.dialect == "postgres"
    _, people = await run("SELECT id, login, name, mail, phone, title, department FROM person")
    for one in people:
        mails = [("mail", "work", one["mail"], one["mail"].casefold())] if one["mail"] else []
        phones = _phones(one["phone"])
        for contacts in (mails, phones):
            for position, contact in enumerate(contacts):
                places = ", ".join(f"${n}" if numbered else "?" for n in range(1, 7))
                columns = "person_id, kind, label, value, value_key, position"
                await run(f"INSERT INTO person_contact ({columns}) VALUES ({places})", [one["id"], *contact, position])
        words = " ".join(one[key] for key in ("name", "login", "department", "title"))
        first, second, third = ("$1", "$2", "$3") if numbered else ("?", "?", "?")
        await run(
            f"UPDATE person SET search_key = {first}, phone = {second} WHERE id = {third}",
            [search_key(words), phones[0][2] if phones else "", one["id"]],
        )


def _phones(text: str) -> list[tuple[str, str, str, str]]:
    """Kind, label, value and key of each number in a text; what is no number is left out."""
    found: dict[str, tuple[str, str, str, str]] = {}
    for part in text.replace(";", ",").split(","):
        key = normal(part.strip()) if part.strip() else None
        if key is not None:
            label = "internal" if key.isdigit() and len(key) <= 6 else "work"
            found.setdefault(key, ("phone", label, part.strip(), key))
    return list(found.values())


async def backward(_: Any, __: Any) -> None:
    """The rows go with their table; the main mail and telephone stand on the person still."""


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
                ("person_id", fields.BigIntField(null=True)),
                ("team_id", fields.BigIntField(null=True)),
                ("via", fields.CharField(default="", max_length=16)),
                ("address", fields.CharField(default="", max_length=64)),
                ("reason", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "audit",
                "app": "core",
                "indexes": [
                    Index(fields=["actor_id", "event_id"], name="audit_actor"),
                    Index(fields=["person_id", "event_id"], name="audit_person"),
                    Index(fields=["team_id", "event_id"], name="audit_team"),
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
        ops.RunPython(forward, backward),
    ]
