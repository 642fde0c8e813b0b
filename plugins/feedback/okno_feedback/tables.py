"""Tables of ratings. Instants are microseconds UTC, `month` is a month as 202609, `quarter` a quarter as 20263."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class InvitationRow(Model):
    """Somebody may rate what was done for him, once for each time that his ticket was done (the fact `fact_id`).

    `state`: open, rated, withdrawn (the ticket was opened again or merged), expired. `write_at`: when the letter goes
    out, NULL when there is none, `asked_at`: when it did. `token_hash` is that of the link in it.
    """

    id = fields.BigIntField(primary_key=True)
    fact_id = fields.BigIntField(unique=True)
    ticket_id = fields.BigIntField()
    person_id = fields.BigIntField(null=True)
    team_id = fields.BigIntField()
    assignee_id = fields.BigIntField(null=True)
    service = fields.CharField(max_length=64)
    kind = fields.CharField(max_length=16)
    state = fields.CharField(max_length=16)
    month = fields.IntField()
    created_at = fields.BigIntField()
    write_at = fields.BigIntField(null=True)
    asked_at = fields.BigIntField(null=True)
    expires_at = fields.BigIntField()
    token_hash = fields.CharField(max_length=64, null=True, unique=True)

    class Meta:
        table = "x_feedback_invitation"
        indexes = (
            Index(fields=("ticket_id", "id"), name="x_feedback_invitation_of_ticket"),
            Index(fields=("person_id", "asked_at"), name="x_feedback_invitation_of_person"),
            Index(fields=("state", "expires_at"), name="x_feedback_invitation_end"),
            Index(fields=("month", "team_id"), name="x_feedback_invitation_month"),
        )


class RatingRow(Model):
    """A mark of 1 to 5 with words and reasons. `person_id` is NULL when its author was forgotten.

    `follow`: what becomes of a bad one: "" (it is not bad), open, done. `told_at`: when the lead was told of it.
    """

    id = fields.BigIntField(primary_key=True)
    invitation_id = fields.BigIntField(unique=True)
    ticket_id = fields.BigIntField()
    person_id = fields.BigIntField(null=True)
    team_id = fields.BigIntField()
    assignee_id = fields.BigIntField(null=True)
    service = fields.CharField(max_length=64)
    stars = fields.SmallIntField()
    text = fields.TextField(default="")
    reasons: fields.JSONField[list[str]] = fields.JSONField()
    month = fields.IntField()
    at = fields.BigIntField()
    changed_at = fields.BigIntField()
    changes = fields.IntField(default=0)
    follow = fields.CharField(max_length=8, default="")
    told_at = fields.BigIntField(null=True)
    keeper_id = fields.BigIntField(null=True)
    settled_at = fields.BigIntField(null=True)
    settled_by_id = fields.BigIntField(null=True)

    class Meta:
        table = "x_feedback_rating"
        indexes = (
            Index(fields=("ticket_id", "id"), name="x_feedback_rating_of_ticket"),
            Index(fields=("month", "team_id"), name="x_feedback_rating_month"),
            Index(fields=("team_id", "id"), name="x_feedback_rating_team"),
            Index(fields=("follow", "id"), name="x_feedback_rating_follow"),
            Index(fields=("person_id",), name="x_feedback_rating_of_person"),
        )


class ScoreRow(Model):
    """Whether somebody would recommend us, 0 to 10, once a quarter. `person_id` is NULL when he was forgotten."""

    id = fields.BigIntField(primary_key=True)
    person_id = fields.BigIntField(null=True)
    quarter = fields.IntField()
    score = fields.SmallIntField()
    rating_id = fields.BigIntField()
    team_id = fields.BigIntField()
    at = fields.BigIntField()

    class Meta:
        table = "x_feedback_score"
        unique_together = (("person_id", "quarter"),)
        indexes = (Index(fields=("quarter", "team_id"), name="x_feedback_score_quarter"),)


class QuestionRow(Model):
    """A question beside the mark. `kind`: stars, yes_no, choice, text. `services` and `kinds` empty: for all.

    A change makes a new row that `replaces` this one, which then is not `active`, so that answers keep their question.
    """

    id = fields.BigIntField(primary_key=True)
    text: fields.JSONField[Any] = fields.JSONField()
    kind = fields.CharField(max_length=8)
    choices: fields.JSONField[Any] = fields.JSONField()
    services: fields.JSONField[list[str]] = fields.JSONField()
    kinds: fields.JSONField[list[str]] = fields.JSONField()
    position = fields.IntField()
    active = fields.BooleanField(default=True)
    replaces_id = fields.BigIntField(null=True)
    author_id = fields.BigIntField(null=True)
    at = fields.BigIntField()

    class Meta:
        table = "x_feedback_question"
        indexes = (Index(fields=("active", "position"), name="x_feedback_question_order"),)


class AnswerRow(Model):
    """The answer to a question: a number (stars, yes is 1, the place of a choice from 1 on) or words."""

    id = fields.BigIntField(primary_key=True)
    rating_id = fields.BigIntField()
    question_id = fields.BigIntField()
    number = fields.SmallIntField(null=True)
    text = fields.CharField(max_length=500, default="")

    class Meta:
        table = "x_feedback_answer"
        unique_together = (("rating_id", "question_id"),)
        indexes = (Index(fields=("question_id", "id"), name="x_feedback_answer_of_question"),)


class InterviewRow(Model):
    """Somebody to talk to in a quarter, once however many requests went wrong. `lot` puts them in a fair order.

    `contacted`: "" (not yet), yes, no (not reached), declined.
    """

    id = fields.BigIntField(primary_key=True)
    person_id = fields.BigIntField(null=True)
    quarter = fields.IntField()
    lot = fields.IntField()
    contacted = fields.CharField(max_length=8, default="")
    notes = fields.TextField(default="")
    by_id = fields.BigIntField(null=True)
    changed_at = fields.BigIntField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "x_feedback_interview"
        unique_together = (("person_id", "quarter"),)
        indexes = (Index(fields=("quarter", "lot", "id"), name="x_feedback_interview_order"),)


class ReasonRow(Model):
    """A ticket because of which somebody is to be talked to. `why`: late, reopened, bad."""

    id = fields.BigIntField(primary_key=True)
    interview_id = fields.BigIntField()
    ticket_id = fields.BigIntField()
    team_id = fields.BigIntField()
    why = fields.CharField(max_length=8)

    class Meta:
        table = "x_feedback_reason"
        unique_together = (("interview_id", "ticket_id", "why"),)
