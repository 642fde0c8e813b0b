"""REST: what, where and when I am told."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from okno.errors import Invalid, NotSignedIn
from okno.http.rest import Call, Model, endpoint
from okno.notify.choices import wishes_of
from okno.notify.groups import CHANNELS, GROUPS
from okno.notify.keeping import keep
from okno.notify.times import Times
from okno.people import Person
from okno.rest.shapes import Body
from okno.text import N_

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Channels(Model):
    """Where notices of a group come: in the page, by mail, on devices."""

    page: bool
    mail: bool
    push: bool


class Quiet(Model):
    """When letters and devices are silent, by one's own clock. Empty times: no quiet hours."""

    since: str = Field(description="HH:MM or empty.")
    until: str = Field(description="HH:MM or empty; earlier than `since`: over midnight.")
    days: list[Day]
    urgent: bool = Field(description="Deadlines of critical tickets of one's own come through.")


class NoticesView(Model):
    """What, where and when the person of this token is told."""

    groups: dict[str, Channels]
    fixed: dict[str, list[str]] = Field(description="Channels that can't be switched off, by group.")
    quiet: Quiet
    digest: str = Field(description="Empty: each letter by itself. `hour`, or HH:MM: together.")
    devices: int
    version: int


class ChannelsBody(Body):
    """Channels to change; those that are left out stay."""

    page: bool | None = None
    mail: bool | None = None
    push: bool | None = None


class QuietBody(Body):
    """Times to change; those that are left out stay."""

    since: str | None = Field(default=None, max_length=5)
    until: str | None = Field(default=None, max_length=5)
    days: list[Day] | None = None
    urgent: bool | None = None


class NoticesBody(Body):
    """What to change; what is left out stays. `version` guards against a change made meanwhile elsewhere."""

    groups: dict[str, ChannelsBody] = Field(default_factory=dict)
    quiet: QuietBody | None = None
    digest: str | None = Field(default=None, max_length=8)
    version: int | None = None


async def show_notices(call: Call) -> NoticesView:
    """What, where and when I am told"""
    return await _view(_person(call))


async def change_notices(call: Call) -> NoticesView:
    """Change what, where and when I am told"""
    body: NoticesBody = call.body
    person = _person(call)
    before = (await wishes_of([person]))[person.id].times
    await keep(person, _wanted(body), _times(body, before), before=before, version=body.version)
    return await _view(person)


def _person(call: Call) -> Person:
    if call.visit.person is None:
        raise NotSignedIn
    return call.visit.person


async def _view(person: Person) -> NoticesView:
    wishes = (await wishes_of([person]))[person.id]
    times = wishes.times
    return NoticesView(
        groups={key: Channels(**{one: wishes.wants(key, one) for one in CHANNELS}) for key in GROUPS},
        fixed={key: sorted(one.fixed) for key, one in GROUPS.items() if one.fixed},
        quiet=Quiet(
            since=times.quiet_from,
            until=times.quiet_until,
            days=list(times.quiet_days),  # type: ignore[arg-type]  # they were checked when they were kept
            urgent=times.urgent,
        ),
        digest=times.digest,
        devices=len(wishes.devices),
        version=times.version,
    )


def _wanted(body: NoticesBody) -> dict[tuple[str, str], bool]:
    if unknown := sorted(set(body.groups) - set(GROUPS)):
        raise Invalid({f"groups.{key}": N_("There is no such choice.") for key in unknown})
    return {
        (key, channel): value
        for key, channels in body.groups.items()
        for channel, value in channels.model_dump(exclude_none=True).items()
    }


def _times(body: NoticesBody, before: Times) -> Times:
    quiet = body.quiet or QuietBody()
    return Times(
        quiet_from=before.quiet_from if quiet.since is None else quiet.since,
        quiet_until=before.quiet_until if quiet.until is None else quiet.until,
        quiet_days=before.quiet_days if quiet.days is None else tuple(dict.fromkeys(quiet.days)),
        digest=before.digest if body.digest is None else body.digest,
        urgent=before.urgent if quiet.urgent is None else quiet.urgent,
        version=before.version,
    )


ENDPOINTS = (
    endpoint("GET", "/me/notices", show_notices, needs="profile.edit", answer=NoticesView),
    endpoint("PATCH", "/me/notices", change_notices, needs="profile.edit", body=NoticesBody, answer=NoticesView),
)
