"""Facts about ratings, for whoever listens: webhooks, other plugins.

The stream of a rating is that of its ticket; what is about no ticket stands in the stream 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.api import Event


@dataclass(frozen=True, kw_only=True)
class RatingAsked(Event):
    """The customer of the ticket `stream_id` was asked how he was helped."""

    stream: ClassVar[str] = "x_feedback"
    invitation_id: int
    team_id: int


@dataclass(frozen=True, kw_only=True)
class RatingGiven(Event):
    """The customer of the ticket `stream_id` has given a mark, or another one than before (`changed`)."""

    stream: ClassVar[str] = "x_feedback"
    rating_id: int
    stars: int
    team_id: int
    service: str
    changed: bool = False


@dataclass(frozen=True, kw_only=True)
class RatingSettled(Event):
    """Somebody has taken or answered the bad mark of the ticket `stream_id`: `what` is kept, done or open again."""

    stream: ClassVar[str] = "x_feedback"
    rating_id: int
    what: str
    keeper_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionChanged(Event):
    """The question `question_id` was added, changed, retired or taken back."""

    stream: ClassVar[str] = "x_feedback"
    question_id: int
    what: str


@dataclass(frozen=True, kw_only=True)
class InterviewChanged(Event):
    """It was written down how the interview `interview_id` went: `contacted` is yes, no, declined or "" (not yet)."""

    stream: ClassVar[str] = "x_feedback"
    interview_id: int
    contacted: str
