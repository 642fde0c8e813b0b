"""Tables of people."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Principal(Model):
    """Whoever may act or read: the id space that persons share with contacts, links and service accounts."""

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=16)

    class Meta:
        table = "principal"


class PersonRow(Model):
    """A person. `id` is that of the principal, `directory_id` is the stable id in the company's directory.

    `vip`: policies may promise him more.
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    login = fields.CharField(max_length=128, unique=True)
    directory_id = fields.CharField(max_length=128, null=True, unique=True)
    name = fields.CharField(max_length=255)
    mail = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=64, default="")
    title = fields.CharField(max_length=255, default="")
    department = fields.CharField(max_length=255, default="")
    place = fields.CharField(max_length=255, default="")
    manager: fields.ForeignKeyNullableRelation[PersonRow] = fields.ForeignKeyField(
        "core.PersonRow", null=True, on_delete=fields.SET_NULL, related_name=False
    )
    locale = fields.CharField(max_length=8, default="ru")
    time_zone = fields.CharField(max_length=64, default="")
    theme = fields.CharField(max_length=16, default="")
    density = fields.CharField(max_length=16, default="")
    active = fields.BooleanField(default=True)
    demo = fields.BooleanField(default=False)
    vip = fields.BooleanField(db_default=False)
    search_key = fields.TextField()
    sort_key = fields.CharField(max_length=512)
    created_at = fields.BigIntField()
    forgotten_at = fields.BigIntField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "person"
        indexes = (
            Index(fields=("sort_key", "id"), name="person_sort"),
            Index(fields=("mail",), name="person_mail"),
        )


class PreferenceRow(Model):
    """How a person likes a part of Okno: what `key` names, such as the columns of the desk."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[PersonRow] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    key = fields.CharField(max_length=64)
    value: fields.JSONField[Any] = fields.JSONField()

    class Meta:
        table = "preference"
        unique_together = (("person_id", "key"),)


class OutsiderRow(Model):
    """Somebody outside who writes through a channel, without account and rights. `id` is that of the principal."""

    id = fields.BigIntField(primary_key=True, generated=False)
    name = fields.CharField(max_length=255)
    created_at = fields.BigIntField()

    class Meta:
        table = "outsider"


class AccountRow(Model):
    """The local password of a person. Whoever signs in by the directory has none."""

    person_id = fields.BigIntField(primary_key=True, generated=False)
    password = fields.CharField(max_length=255)
    changed_at = fields.BigIntField()

    class Meta:
        table = "account"


class NumberRow(Model):
    """A telephone number (see okno.phones) and whose it is. `level`: own, or seen in a text."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=32)
    owner_kind = fields.CharField(max_length=32)
    owner_id = fields.BigIntField()
    level = fields.CharField(max_length=16)

    class Meta:
        table = "number"
        unique_together = (("number", "owner_kind", "owner_id", "level"),)
        indexes = (Index(fields=("owner_kind", "owner_id"), name="number_owner"),)


class ContactRow(Model):
    """A mail address or a telephone of a person. `position` 0 is the main one, `value_key` what is compared."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[PersonRow] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    kind = fields.CharField(max_length=8)
    label = fields.CharField(max_length=16, default="")
    value = fields.CharField(max_length=254)
    value_key = fields.CharField(max_length=254)
    position = fields.IntField(default=0)

    class Meta:
        table = "person_contact"
        unique_together = (("person_id", "kind", "value_key"),)
        indexes = (Index(fields=("kind", "value_key"), name="person_contact_value"),)


class SkillRow(Model):
    """What a person can do, in his company's words."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[PersonRow] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    skill = fields.CharField(max_length=64)
    skill_key = fields.CharField(max_length=64)

    class Meta:
        table = "person_skill"
        unique_together = (("person_id", "skill_key"),)
        indexes = (Index(fields=("skill_key",), name="person_skill_key"),)


class GroupRow(Model):
    """A group that a person belongs to, in his company's words: who may order what depends on it."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[PersonRow] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    name = fields.CharField(max_length=120)
    name_key = fields.CharField(max_length=120)

    class Meta:
        table = "person_group"
        unique_together = (("person_id", "name_key"),)
        indexes = (Index(fields=("name_key",), name="person_group_key"),)


class AbsenceRow(Model):
    """A time in which a person is away, and who stands in for him. Instants in microseconds UTC."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[PersonRow] = fields.ForeignKeyField("core.PersonRow", related_name=False)
    starts_at = fields.BigIntField()
    ends_at = fields.BigIntField()
    substitute: fields.ForeignKeyNullableRelation[PersonRow] = fields.ForeignKeyField(
        "core.PersonRow", null=True, on_delete=fields.SET_NULL, related_name=False
    )
    created_by = fields.BigIntField(null=True)
    created_at = fields.BigIntField()
    cancelled_at = fields.BigIntField(null=True)

    class Meta:
        table = "absence"
        indexes = (
            Index(fields=("person_id", "ends_at"), name="absence_person"),
            Index(fields=("substitute_id", "ends_at"), name="absence_substitute"),
        )


class SecondFactorRow(Model):
    """The second factor of a person (TOTP, RFC 6238). The secret is encrypted, `last_step` can't be used again."""

    person_id = fields.BigIntField(primary_key=True, generated=False)
    secret = fields.CharField(max_length=255)
    created_at = fields.BigIntField()
    confirmed_at = fields.BigIntField(null=True)
    last_step = fields.BigIntField(default=0)

    class Meta:
        table = "second_factor"


class RecoveryCodeRow(Model):
    """A code that stands in for a lost second factor, once. Stored as a hash."""

    id = fields.BigIntField(primary_key=True)
    person_id = fields.BigIntField()
    hash = fields.CharField(max_length=64)
    used_at = fields.BigIntField(null=True)

    class Meta:
        table = "recovery_code"
        unique_together = (("person_id", "hash"),)
