"""What a person wants to be told, and where: his choices over what is usual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from okno.clock import zone_of
from okno.db import execute, fetch, in_list, tx
from okno.errors import Invalid
from okno.events import record
from okno.notify.events import NoticesChosen
from okno.notify.groups import CHANNELS, GROUPS, MAIL, PAGE, PUSH, group_of
from okno.notify.times import USUAL, Times, gathered_at, loud_from, times_of
from okno.people import Person
from okno.text import N_

Choice = tuple[str, str]
"""A group and a channel."""


@dataclass(frozen=True)
class Plan:
    """How one notice goes: in the page, by letter, to which devices, from which instant on, with others or alone."""

    page: bool
    mail: bool
    devices: tuple[int, ...]
    at: int
    push_at: int
    digest: bool


@dataclass(frozen=True)
class Wishes:
    """All that a person has chosen, and his devices."""

    zone: str
    chosen: Mapping[Choice, bool] = field(default_factory=dict)
    times: Times = USUAL
    devices: tuple[int, ...] = ()

    def wants(self, group: str, channel: str) -> bool:
        """Whether he wants notices of a group on a channel."""
        one = GROUPS[group]
        return channel in one.fixed or self.chosen.get((group, channel), channel in one.usual)

    def plan(self, kind: str, now: int, *, loud: bool = True, urgent: bool = False) -> Plan:
        """How a notice of this kind goes.

        One that is not `loud` stays in the page, unless he has asked for a group by a channel that is not usual for
        it. An `urgent` one comes through quiet times if he lets it.
        """
        group = group_of(kind)
        mail, push = (
            self.wants(group.key, channel) and (loud or channel not in group.usual) for channel in (MAIL, PUSH)
        )
        at_once = MAIL in group.fixed or (urgent and self.times.urgent)
        quiet_over = now if at_once else loud_from(self.times, now, self.zone)
        digest = bool(self.times.digest) and not at_once
        return Plan(
            page=self.wants(group.key, PAGE),
            mail=mail,
            devices=self.devices if push else (),
            at=loud_from(self.times, gathered_at(self.times, now, self.zone), self.zone) if digest else quiet_over,
            push_at=quiet_over,
            digest=digest,
        )


async def wishes_of(people: Iterable[Person]) -> dict[int, Wishes]:
    """What each of these people wants, by id."""
    zones = {one.id: zone_of(one.time_zone) for one in people}
    places, args = in_list(sorted(zones))
    chosen: dict[int, dict[Choice, bool]] = {}
    for row in await fetch(
        f"SELECT person_id, kind, channel, wanted FROM notice_choice WHERE person_id IN {places}", *args
    ):
        chosen.setdefault(row["person_id"], {})[(row["kind"], row["channel"])] = bool(row["wanted"])
    devices: dict[int, list[int]] = {}
    for row in await fetch(
        f"SELECT id, person_id FROM push_subscription WHERE person_id IN {places} ORDER BY id", *args
    ):
        devices.setdefault(row["person_id"], []).append(row["id"])
    times = await times_of(zones)
    return {
        one: Wishes(zone, chosen.get(one, {}), times.get(one, USUAL), tuple(devices.get(one, ())))
        for one, zone in zones.items()
    }


async def choose(person_id: int, wanted: Mapping[Choice, bool], *, actor_id: int | None) -> None:
    """Keeps these choices of a person; those that are usual leave no row. Raises Invalid for what can't be chosen.

    What waits to be sent is not taken back.
    """
    for group, channel in wanted:
        if group not in GROUPS or channel not in CHANNELS:
            raise Invalid({f"{group}.{channel}": N_("There is no such choice.")})
        if channel in GROUPS[group].fixed and not wanted[group, channel]:
            raise Invalid({f"{group}.{channel}": N_("This cannot be switched off.")})
    async with tx():
        changed = [
            f"{group}.{channel}"
            for (group, channel), value in sorted(wanted.items())
            if await _put(person_id, group, channel, value)
        ]
        if changed:
            await record(NoticesChosen(stream_id=person_id, actor_id=actor_id, changed=tuple(changed)))


async def _put(person_id: int, group: str, channel: str, value: bool) -> bool:
    """Whether anything has changed."""
    if value == (channel in GROUPS[group].usual):
        gone = "DELETE FROM notice_choice WHERE person_id = $1 AND kind = $2 AND channel = $3"
        return bool(await execute(gone, person_id, group, channel))
    return bool(
        await execute(
            "INSERT INTO notice_choice (person_id, kind, channel, wanted) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (person_id, kind, channel) DO UPDATE SET wanted = excluded.wanted"
            " WHERE notice_choice.wanted <> excluded.wanted",
            person_id,
            group,
            channel,
            value,
        )
    )
