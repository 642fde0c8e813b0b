"""REST: announcements and outages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from pydantic import Field

from okno import announcements
from okno.access import may
from okno.announcements import PUBLISH, Announcement, Wording
from okno.catalog.shelf import Shelf
from okno.clock import now_us, to_us
from okno.errors import Invalid
from okno.http import cursor as codec
from okno.http.rest import Answer, Call, Model, endpoint
from okno.rest.shapes import Body, ListQuery, Moment, moment
from okno.text import N_, Phrase

Kind = Literal["outage", "works", "news"]
_TIMES = ("starts_at", "expected_at", "ends_at")


class Words(Body):
    """A text in both languages; Russian is required, English may be left out."""

    ru: str = Field(max_length=10_000)
    en: str = Field("", max_length=10_000)


class AnnouncementView(Model):
    """An announcement. `stage` is where it stands now; `affected` is None for whoever may not know it."""

    id: int
    kind: Kind
    stage: Literal["planned", "now", "past"]
    title: dict[str, str]
    text: dict[str, str]
    services: list[str] = Field(description="Keys of services that it touches; none: of all.")
    departments: list[str] = Field(description="For whom it is; none: for everybody.")
    starts_at: Moment
    expected_at: Moment | None = Field(description="By when it works again, as promised.")
    ends_at: Moment | None = Field(description="When it is over by itself.")
    ended_at: Moment | None
    created_at: Moment
    updated_at: Moment
    me_too: bool = Field(description="Whether you have said so.")
    affected: int | None = Field(description="How many people have said so.")
    version: int


class AnnouncementList(Model):
    """A page of announcements."""

    items: list[AnnouncementView]
    next_cursor: str | None


class AnnouncementsQuery(ListQuery):
    """Which announcements are wanted."""

    stage: Literal["now", "planned", "past"] = Field("now", description="`past`: those of the last 30 days.")


class NewAnnouncement(Body):
    """What is published. Times are ISO 8601 with an offset, as 2026-12-01T14:00:00+03:00."""

    kind: Kind
    title: Words
    text: Words = Field(default_factory=lambda: Words(ru="", en=""))
    services: list[str] = Field(default_factory=list, max_length=100)
    departments: list[str] = Field(default_factory=list, max_length=100)
    starts_at: str | None = Field(None, max_length=40, description="Left out: now.")
    expected_at: str | None = Field(None, max_length=40)
    ends_at: str | None = Field(None, max_length=40)


class AnnouncementChange(Body):
    """What is changed; what is left out stays. `ended` says that it is over, and nothing else is changed then."""

    kind: Kind | None = None
    title: Words | None = None
    text: Words | None = None
    services: list[str] | None = Field(None, max_length=100)
    departments: list[str] | None = Field(None, max_length=100)
    starts_at: str | None = Field(None, max_length=40)
    expected_at: str | None = Field(None, max_length=40)
    ends_at: str | None = Field(None, max_length=40)
    ended: Literal[True] | None = None
    version: int


async def list_announcements(call: Call) -> AnnouncementList:
    """Announcements that are for you"""
    query: AnnouncementsQuery = call.query
    found = await announcements.staged(call.actor, query.stage)
    start = _start(query, found)
    shown = found[start : start + query.size]
    more = start + len(shown) < len(found)
    return AnnouncementList(
        items=await _views(call, shown), next_cursor=codec.encode(shown[-1].id) if more and shown else None
    )


def _start(query: AnnouncementsQuery, found: Sequence[Announcement]) -> int:
    last = query.after_id()
    if not last:
        return 0
    for place, one in enumerate(found, start=1):
        if one.id == last:
            return place
    raise Invalid({"cursor": N_("The announcements have changed meanwhile. Start from the first page.")})


async def one_announcement(call: Call) -> AnnouncementView:
    """One announcement"""
    return await _view(call)


async def new_announcement(call: Call) -> object:
    """Publish an announcement"""
    body: NewAnnouncement = call.body
    wording = Wording(
        kind=body.kind,
        title=body.title.model_dump(),
        text=body.text.model_dump(),
        services=body.services,
        departments=body.departments,
        **_moments({name: getattr(body, name) for name in _TIMES}),
    )

    async def work() -> Answer:
        number = await announcements.publish(call.actor, wording)
        [view] = await _views(call, [await announcements.get(call.actor, number)])
        return Answer(view, 201, f"/api/v1/announcements/{number}")

    return await call.idempotent(work)


async def change_announcement(call: Call) -> object:
    """Change an announcement, or say that it is over"""
    return await call.idempotent(lambda: _changed(call))


async def _changed(call: Call) -> AnnouncementView:
    body: AnnouncementChange = call.body
    old = await announcements.get(call.actor, call.params["number"])
    given = body.model_dump(exclude_unset=True, exclude={"version", "ended"})
    if body.ended:
        if given:
            raise Invalid({name: N_("What is over is not changed any more.") for name in given})
        await announcements.end(call.actor, old.id, version=body.version)
        return await _view(call)
    values = {key: value for key, value in given.items() if key not in _TIMES and value is not None}
    values |= _moments({name: given[name] for name in _TIMES if name in given})
    await announcements.change(call.actor, old.id, replace(Wording.of(old), **values), version=body.version)
    return await _view(call)


async def say_me_too(call: Call) -> object:
    """Say that you have it too: you hear when it is over"""
    return await call.idempotent(lambda: _said(call))


async def _said(call: Call) -> AnnouncementView:
    await announcements.me_too(call.actor, call.params["number"])
    return await _view(call)


async def say_not_me(call: Call) -> AnnouncementView:
    """Take it back"""
    await announcements.not_me(call.actor, call.params["number"])
    return await _view(call)


async def _view(call: Call) -> AnnouncementView:
    [view] = await _views(call, [await announcements.get(call.actor, call.params["number"])])
    return view


async def _views(call: Call, found: Sequence[Announcement]) -> list[AnnouncementView]:
    ids = [one.id for one in found]
    said = await announcements.affected_by(call.actor.id, ids)
    knows = may(call.actor, PUBLISH) or may(call.actor, "desk.open")
    counts = await announcements.affected_counts(ids) if knows else {}
    # What the reader does not have among the services is not named to him; whoever publishes sees what was written.
    own = None if may(call.actor, PUBLISH) else (await Shelf.of(call.actor.id)).services
    now = now_us()
    return [
        AnnouncementView(
            id=one.id,
            kind=one.kind,  # type: ignore[arg-type]  # one of KINDS
            stage=one.stage(now),  # type: ignore[arg-type]  # one of STAGES
            title=dict(one.title),
            text=dict(one.text),
            services=[key for key in one.services if own is None or key in own],
            departments=list(one.departments),
            starts_at=moment(one.starts_at),  # type: ignore[arg-type]  # never None
            expected_at=moment(one.expected_at),
            ends_at=moment(one.ends_at),
            ended_at=moment(one.over_at(now)),
            created_at=moment(one.created_at),  # type: ignore[arg-type]  # never None
            updated_at=moment(one.updated_at),  # type: ignore[arg-type]  # never None
            me_too=one.id in said,
            affected=counts.get(one.id, 0) if knows else None,
            version=one.version,
        )
        for one in found
    ]


def _moments(given: dict[str, str | None]) -> dict[str, int | None]:
    """The instants in microseconds UTC. Raises Invalid for what is none."""
    found: dict[str, int | None] = {}
    problems: dict[str, Phrase] = {}
    for name, text in given.items():
        try:
            at = datetime.fromisoformat(text) if text is not None else None
            if at is not None and (at.tzinfo is None or not 2000 <= at.year < 2200):
                raise ValueError(text)
            found[name] = to_us(at) if at is not None else None
        except ValueError:
            problems[name] = N_("Write a time with its offset, as 2026-12-01T14:00:00+03:00.")
    if problems:
        raise Invalid(problems)
    return found


ENDPOINTS = (
    endpoint(
        "GET",
        "/announcements",
        list_announcements,
        needs="service.order",
        query=AnnouncementsQuery,
        answer=AnnouncementList,
    ),
    endpoint(
        "POST",
        "/announcements",
        new_announcement,
        needs=PUBLISH,
        body=NewAnnouncement,
        answer=AnnouncementView,
        status=201,
    ),
    endpoint("GET", "/announcements/{number}", one_announcement, needs="service.order", answer=AnnouncementView),
    endpoint(
        "PATCH",
        "/announcements/{number}",
        change_announcement,
        needs=PUBLISH,
        body=AnnouncementChange,
        answer=AnnouncementView,
    ),
    endpoint("POST", "/announcements/{number}/me-too", say_me_too, needs="service.order", answer=AnnouncementView),
    endpoint("DELETE", "/announcements/{number}/me-too", say_not_me, needs="service.order", answer=AnnouncementView),
)
