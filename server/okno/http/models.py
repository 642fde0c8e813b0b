"""Tables of sessions, tokens, answered requests and attempts to sign in. Secrets are stored as hashes only."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class SessionRow(Model):
    """A browser in which a person is signed in."""

    id_hash = fields.CharField(max_length=64, primary_key=True)
    person_id = fields.BigIntField()
    created_at = fields.BigIntField()
    seen_at = fields.BigIntField()
    expires_at = fields.BigIntField()
    csrf = fields.CharField(max_length=64)
    address = fields.CharField(max_length=64)
    agent = fields.CharField(max_length=255)

    class Meta:
        table = "session"
        indexes = (
            Index(fields=("person_id",), name="session_person"),
            Index(fields=("expires_at",), name="session_expires"),
        )


class TokenRow(Model):
    """A token of a person for REST. `rights` null = all that he has, revoked ones stay for the record."""

    id = fields.BigIntField(primary_key=True)
    hash = fields.CharField(max_length=64, unique=True)
    person_id = fields.BigIntField()
    name = fields.CharField(max_length=255)
    rights: fields.JSONField[list[str] | None] = fields.JSONField(null=True)
    created_at = fields.BigIntField()
    last_used_at = fields.BigIntField(null=True)
    expires_at = fields.BigIntField(null=True)
    revoked_at = fields.BigIntField(null=True)

    class Meta:
        table = "token"
        indexes = (Index(fields=("person_id",), name="token_person"),)


class IdempotencyRow(Model):
    """The answer to a request that its sender marked with a key. Written in the transaction of the work."""

    id = fields.BigIntField(primary_key=True)
    actor_id = fields.BigIntField()
    key = fields.CharField(max_length=255)
    body_hash = fields.CharField(max_length=64)
    status = fields.IntField(default=0)
    response = fields.TextField(default="")
    location = fields.TextField(default="")
    at = fields.BigIntField()

    class Meta:
        table = "idempotency"
        unique_together = (("actor_id", "key"),)
        indexes = (Index(fields=("at",), name="idempotency_at"),)


class SignInAttemptRow(Model):
    """How often an account or an address was tried since `started_at`."""

    key = fields.CharField(max_length=96, primary_key=True)
    started_at = fields.BigIntField()
    count = fields.IntField()

    class Meta:
        table = "sign_in_attempt"
        indexes = (Index(fields=("started_at",), name="sign_in_attempt_started"),)


class OneTimeRow(Model):
    """A secret that opens one door once: a reset, an invitation, the second step of signing in, the first start."""

    id = fields.BigIntField(primary_key=True)
    hash = fields.CharField(max_length=64, unique=True)
    purpose = fields.CharField(max_length=16)
    person_id = fields.BigIntField(null=True)
    created_at = fields.BigIntField()
    expires_at = fields.BigIntField()
    used_at = fields.BigIntField(null=True)

    class Meta:
        table = "one_time"
        indexes = (
            Index(fields=("person_id", "purpose"), name="one_time_person"),
            Index(fields=("expires_at",), name="one_time_expires"),
        )
