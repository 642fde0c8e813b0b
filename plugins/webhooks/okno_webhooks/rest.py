"""Webhooks over REST: the same rules as on the pages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from okno.api import N_, Answer, Call, Invalid, Model, context_of, endpoint, from_us, to_us, utc
from okno.api.people import get_many as get_people
from okno.api.teams import by_key, get_many as get_teams
from okno.api.tickets import seen_among
from okno_webhooks import delivery, draft as drafts, keeping
from okno_webhooks.delivery import PAGE, Delivery
from okno_webhooks.hook import Hook, every, present
from okno_webhooks.pausing import RIGHT
from okno_webhooks.replaying import replay_one, replay_since
from okno_webhooks.sender import NAME
from okno_webhooks.times import moment_of

BASE = "/x/webhooks"
Level = Literal["ids", "fields", "person"]
State = Literal["", "waiting", "sent", "failed", "dropped", "withheld"]


class HookOut(Model):
    """A webhook. `owner` is the login of the person with whose rights it acts; `paused`: why the server stopped it."""

    id: int
    title: str
    url: str
    owner: str | None
    active: bool
    paused: str
    level: Level
    events: list[str]
    teams: list[str]
    services: list[str]
    headers: list[str]
    created_at: str
    version: int
    secret: str | None = None


class HookList(Model):
    """All webhooks: there are at most 100."""

    items: list[HookOut]
    next_cursor: str | None = None


class HookIn(Model):
    """A webhook as it shall be made. Values of headers are kept sealed and never given out."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: str
    url: str
    level: Level = "fields"
    events: list[str]
    teams: list[str] = []
    services: list[str] = []
    headers: dict[str, str] = {}
    active: bool = True


class HookPatch(Model):
    """What shall change. It acts with the rights of whoever changes it. A header with null keeps its value."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: str | None = None
    url: str | None = None
    level: Level | None = None
    events: list[str] | None = None
    teams: list[str] | None = None
    services: list[str] | None = None
    headers: dict[str, str | None] | None = None
    active: bool | None = None
    version: int


class DeliveryOut(Model):
    """A delivery. `ticket` and `answer` are null for whoever does not see the request."""

    id: int
    delivery: str
    event: str
    ticket: str | None
    state: State
    attempts: int
    status: int | None
    milliseconds: int | None
    error: str
    answer: str | None
    made_at: str
    next_at: str | None


class DeliveryList(Model):
    """A page of deliveries, the newest first."""

    items: list[DeliveryOut]
    next_cursor: str | None


class Wanted(Model):
    """Which deliveries are asked for."""

    cursor: Annotated[str, Field(pattern="^[0-9]{0,18}$")] = ""
    state: State = ""
    limit: Annotated[int, Field(ge=1)] = PAGE


class Period(Model):
    """From when deliveries that were given up are sent again, ISO 8601 with a zone."""

    model_config = ConfigDict(extra="forbid", strict=True)

    since: str
    until: str


class Count(Model):
    """How many."""

    count: int


class Secret(Model):
    """A secret: it is given once."""

    secret: str


async def hooks(call: Call) -> HookList:
    """All webhooks, the oldest first."""
    del call
    return HookList(items=await _out(await every()))


async def make(call: Call) -> Any:
    """A new webhook that acts with your rights. Its secret is in this answer and in no other."""
    body: HookIn = call.body

    async def work() -> Answer:
        draft = drafts.Draft(
            title=body.title,
            url=body.url,
            level=body.level,
            kinds=tuple(body.events),
            teams=await _team_ids(body.teams),
            services=tuple(body.services),
            active=body.active,
            headers=dict(body.headers),
        )
        hook_id, secret = await keeping.make(context_of(NAME, call.actor), call.actor, draft)
        [made] = await _out([await present(hook_id)])
        place = f"/api/v1{BASE}/hooks/{hook_id}"
        return Answer(made.model_copy(update={"secret": secret}), status=201, location=place)

    return await call.idempotent(work)


async def one(call: Call) -> HookOut:
    """One webhook."""
    return (await _out([await present(call.params["hook"])]))[0]


async def change(call: Call) -> HookOut:
    """Changes a webhook: from now on it acts with your rights. One that the server has stopped goes on."""
    hook, body = await present(call.params["hook"]), call.body
    was = drafts.Draft.of(hook)
    draft = drafts.Draft(
        title=_or(body.title, was.title),
        url=_or(body.url, was.url),
        level=_or(body.level, was.level),
        kinds=tuple(_or(body.events, was.kinds)),
        teams=was.teams if body.teams is None else await _team_ids(body.teams),
        services=tuple(_or(body.services, was.services)),
        active=_or(body.active, was.active),
        headers=_or(body.headers, was.headers),
    )
    await keeping.change(context_of(NAME, call.actor), call.actor, hook, draft, version=body.version)
    return (await _out([await present(hook.id)]))[0]


async def delete(call: Call) -> None:
    """Deletes a webhook; on its page that can be taken back for a day."""
    await keeping.delete(call.actor, await present(call.params["hook"]))


async def rotate(call: Call) -> Secret:
    """Another secret; for a day deliveries are signed with both."""
    hook = await present(call.params["hook"])
    return Secret(secret=await keeping.rotate(context_of(NAME, call.actor), call.actor, hook))


async def test(call: Call) -> DeliveryOut:
    """Sends a test. What became of it is in the deliveries."""
    hook = await present(call.params["hook"])
    made = await delivery.required(await delivery.put_test(hook))
    return _line(made, sees=True)


async def deliveries(call: Call) -> DeliveryList:
    """The deliveries of a webhook, the newest first."""
    hook, wanted = await present(call.params["hook"]), call.query
    before = int(wanted.cursor) if wanted.cursor else None
    found, following = await delivery.page(
        hook.id, state=wanted.state, before=before, limit=min(wanted.limit, 2 * PAGE)
    )
    seen = await seen_among(call.actor, (one.ticket_id for one in found if one.ticket_id is not None))
    return DeliveryList(
        items=[_line(one, sees=one.ticket_id is None or one.ticket_id in seen) for one in found],
        next_cursor=None if following is None else str(following),
    )


async def replay(call: Call) -> DeliveryOut:
    """Sends a delivery again: the same bytes by the same id."""
    found = await delivery.required(call.params["delivery"])
    await replay_one(call.actor.author_id, found)
    seen = await seen_among(call.actor, [found.ticket_id] if found.ticket_id is not None else [])
    sees = found.ticket_id is None or found.ticket_id in seen
    return _line(await delivery.required(found.id), sees=sees)


async def replay_failed(call: Call) -> Count:
    """Sends all deliveries again that were given up and are from this time."""
    hook = await present(call.params["hook"])
    since, until = moment_of("since", call.body.since), moment_of("until", call.body.until)
    return Count(count=await replay_since(call.actor.author_id, hook, since=to_us(since), until=to_us(until)))


def _or(value: Any, other: Any) -> Any:
    return other if value is None else value


async def _team_ids(keys: list[str]) -> tuple[int, ...]:
    """Ids of teams by their keys; one that nobody knows is refused as one that is not seen."""
    found = [await by_key(key) for key in keys[: drafts.LIST_MOST]]
    if None in found or len(keys) > drafts.LIST_MOST:
        raise Invalid({"teams": N_("Choose teams whose requests you see yourself.")})
    return tuple(team.id for team in found if team is not None)


async def _out(found: list[Hook]) -> list[HookOut]:
    owners = await get_people(one.owner_id for one in found)
    teams = await get_teams(team for one in found for team in one.teams)
    return [
        HookOut(
            id=one.id,
            title=one.title,
            url=one.url,
            owner=owners[one.owner_id].login if one.owner_id in owners else None,
            active=one.active,
            paused=one.paused,
            level=one.level,  # type: ignore[arg-type]
            events=list(one.kinds),
            teams=[teams[team].key for team in one.teams if team in teams],
            services=list(one.services),
            headers=list(one.header_names),
            created_at=utc(from_us(one.made_at)),
            version=one.version,
        )
        for one in found
    ]


def _line(found: Delivery, *, sees: bool) -> DeliveryOut:
    return DeliveryOut(
        id=found.id,
        delivery=found.key,
        event=found.kind,
        ticket=str(found.ticket_id) if sees and found.ticket_id is not None else None,
        state=found.state,  # type: ignore[arg-type]
        attempts=found.attempts,
        status=found.status,
        milliseconds=found.millis,
        error=found.error,
        answer=found.answer if sees else None,
        made_at=utc(from_us(found.made_at)),
        next_at=None if found.next_at is None else utc(from_us(found.next_at)),
    )


ENDPOINTS = [
    endpoint("GET", f"{BASE}/hooks", hooks, needs=RIGHT, answer=HookList),
    endpoint("POST", f"{BASE}/hooks", make, needs=RIGHT, body=HookIn, answer=HookOut, status=201),
    endpoint("GET", f"{BASE}/hooks/{{hook}}", one, needs=RIGHT, answer=HookOut),
    endpoint("PATCH", f"{BASE}/hooks/{{hook}}", change, needs=RIGHT, body=HookPatch, answer=HookOut),
    endpoint("DELETE", f"{BASE}/hooks/{{hook}}", delete, needs=RIGHT, status=204),
    endpoint("POST", f"{BASE}/hooks/{{hook}}/secret", rotate, needs=RIGHT, answer=Secret),
    endpoint("POST", f"{BASE}/hooks/{{hook}}/test", test, needs=RIGHT, answer=DeliveryOut),
    endpoint("GET", f"{BASE}/hooks/{{hook}}/deliveries", deliveries, needs=RIGHT, query=Wanted, answer=DeliveryList),
    endpoint("POST", f"{BASE}/hooks/{{hook}}/replay", replay_failed, needs=RIGHT, body=Period, answer=Count),
    endpoint("POST", f"{BASE}/deliveries/{{delivery}}/replay", replay, needs=RIGHT, answer=DeliveryOut),
]
