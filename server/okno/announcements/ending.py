"""What ends by itself: a job looks for what was to be over by now."""

from __future__ import annotations

from datetime import timedelta

from okno.announcements.publish import end_what_is_over
from okno.jobs import job, schedule

JOB = "announcements.end"
EVERY = timedelta(minutes=1)


@job(JOB)
async def run(_: object) -> None:
    """Ends it, so that whoever has said “me too” hears of it."""
    while await end_what_is_over():
        pass


schedule(JOB, every=EVERY)
