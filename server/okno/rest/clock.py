"""REST: the clock of a ticket, with why each of its times counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from okno import tickets as desk
from okno.clock import SECOND_US, from_us, now_us, zone_of
from okno.http.rest import Call, Model, endpoint
from okno.i18n import translator
from okno.rest.shapes import Moment, moment
from okno.tickets import Sight, Ticket, clock, clock_words
from okno.tickets.segments import Segment, segments
from okno.tickets.visible import reads_history


class RespondClock(Model):
    """The first answer: by when, and when it was given. `by` is null while it is not given and the clock stands.

    Seconds are working time. What was waited while nobody could answer, as for an approval, is no part of them.
    """

    by: Moment | None
    done_at: Moment | None
    work_seconds: int = Field(description="Working time that was promised.")
    worked_seconds: int = Field(description="Working time that has gone by until the answer, or until now.")


class ResolveClock(Model):
    """The solution. Seconds are working time; `by` is null while the clock stands."""

    by: Moment | None
    done_at: Moment | None
    running: bool
    work_seconds: int = Field(description="Working time that was promised.")
    worked_seconds: int = Field(description="Working time that has been used so far: the sum of all segments.")


class ClockSegment(Model):
    """A time in one state under one promise. `to` is null while it goes on."""

    from_: Moment = Field(serialization_alias="from")
    to: Moment | None
    counted_seconds: int = Field(description="Working time in it that counts; 0 while the clock stands.")
    why: str = Field(description="Why it counts so, in words of the caller’s language.")
    state: str
    running: bool = Field(description="Whether the clock went.")
    pause: str = Field(description="The kind of the pause; done when the work is over; empty while it goes on.")
    calendar: str = Field(description="In whose hours it counts.")
    began: str = Field(description="ordered, moved, reopened, merged, separated or promised (something else).")


class ClockView(Model):
    """The clock of a ticket. Who may not read its history gets the present segment only."""

    respond: RespondClock
    resolve: ResolveClock
    segments: list[ClockSegment]


async def show(call: Call) -> ClockView:
    """The clock of a ticket"""
    ticket, seen = await desk.get(call.actor, call.params["number"])
    now = now_us()
    # The states that it was in are history; how much time is left everybody needs who works on it.
    times = await segments(ticket, now)
    told = _told(call, times, now, judged=seen is Sight.STAFF)
    return ClockView(
        respond=_respond(ticket, times, now),
        resolve=_resolve(ticket, now),
        segments=told if reads_history(call.actor, ticket, seen) else told[-1:],
    )


def _respond(ticket: Ticket, times: Sequence[Segment], now: int) -> RespondClock:
    work = clock.answer_work(ticket)
    return RespondClock(
        by=_answer_by(ticket),
        done_at=moment(ticket.responded_at),
        work_seconds=work // SECOND_US,
        worked_seconds=(work - clock.answer_left(ticket, times, now)) // SECOND_US,
    )


def _answer_by(ticket: Ticket) -> datetime | None:
    """By when the first answer is, or was, due; what waits for it while the clock stands has no term."""
    stands = ticket.running_since is None and ticket.responded_at is None
    return None if stands else moment(ticket.respond_by)


def _resolve(ticket: Ticket, now: int) -> ResolveClock:
    return ResolveClock(
        by=moment(ticket.resolve_by) if ticket.running_since is not None else None,
        done_at=moment(ticket.done_at),
        running=ticket.running_since is not None,
        work_seconds=ticket.resolve_work // SECOND_US,
        worked_seconds=(ticket.worked + clock.worked_since(ticket, now)) // SECOND_US,
    )


def _told(call: Call, times: Sequence[Segment], now: int, *, judged: bool) -> list[ClockSegment]:
    t = translator(call.actor.locale, zone_of(call.actor.time_zone))
    seconds = clock_words.counted_seconds(times)
    return [
        ClockSegment(
            from_=from_us(one.start),
            to=moment(one.end),
            counted_seconds=seconds[place],
            why=clock_words.why(times, place, t, now=now, judged=judged),
            state=one.state,
            running=one.runs,
            pause=one.pause,
            calendar=one.calendar,
            began=one.began if judged or one.began != "promised" else "moved",
        )
        for place, one in enumerate(times)
    ]


ENDPOINTS = (endpoint("GET", "/tickets/{number}/clock", show, needs="ticket.own", answer=ClockView),)
