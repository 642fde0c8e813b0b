"""Kept lists at the side of the desk: those that come with Okno, one's own, those of teams and roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.i18n import Translator
from okno.teams import Team
from okno.text import N_
from okno.themes.contexts import SideGroup, SideItem
from okno.tickets import saved_lists
from okno.tickets.delivered_lists import DELIVERED
from okno.tickets.reading import count_many
from okno.tickets.saved_lists import REVERSED, SavedList
from okno.web.desk_address import Address
from okno.web.desk_counts import shown_count

COUNTED = 20
"""Kept lists that are counted on each page; the rest stand without a number."""


def address_of(one: SavedList) -> Address:
    """The list itself, with all that it says in its address: so it can be passed on."""
    return Address(
        queue=one.queue,
        criteria=one.criteria,
        sort=one.sort.removeprefix(REVERSED),
        reverse=one.sort.startswith(REVERSED),
        saved=str(one.id),
    )


@dataclass(frozen=True)
class Lists:
    """The lists of an agent, with what each holds now."""

    actor: Actor
    saved: Sequence[SavedList]
    addresses: Mapping[str, Address]
    counts: Mapping[str, int]

    @classmethod
    async def of(cls, actor: Actor, teams: Sequence[Team]) -> Lists:
        """Reads and counts them. A list of a queue that he does not see any more is left out."""
        queues: dict[str, str | int] = {"mine": "mine", "all": "all", **{team.key: team.id for team in teams}}
        saved = [one for one in await saved_lists.lists_of(actor) if one.queue in queues]
        delivered = {
            key: Address(queue=one.queue, criteria=one.criteria, sort=one.sort, saved=key)
            for key, one in DELIVERED.items()
        }
        addresses = {**delivered, **{str(one.id): address_of(one) for one in saved}}
        wanted = {key: one.wish(queues[one.queue]) for key, one in list(addresses.items())[:COUNTED]}
        return cls(actor, saved, addresses, await count_many(actor, wanted) if teams else {})

    def find(self, key: str) -> SavedList | None:
        """One of those that somebody has made."""
        return next((one for one in self.saved if str(one.id) == key), None)

    def title(self, key: str, t: Translator) -> str:
        """What a list is called; "" for one that there is not."""
        if key in DELIVERED:
            return t.say(DELIVERED[key].title)
        found = self.find(key)
        return found.title if found is not None else ""

    def side(self, t: Translator, current: str) -> tuple[SideGroup, ...]:
        """The groups at the side; `current` is the key of the one that is open."""
        own = [one for one in self.saved if not one.shared]
        shared = [one for one in self.saved if one.shared]
        mine = [self._item(key, t.say(one.title), one.icon, current, hot=one.hot) for key, one in DELIVERED.items()]
        mine += [self._item(str(one.id), one.title, "bookmark", current) for one in own]
        groups = [SideGroup(title=t.say(N_("My lists")), items=tuple(mine), href="/desk/lists")]
        if shared:
            items = tuple(self._item(str(one.id), one.title, "users", current) for one in shared)
            groups.append(SideGroup(title=t.say(N_("Lists of the team")), items=items))
        return tuple(groups)

    def _item(self, key: str, label: str, icon: str, current: str, *, hot: bool = False) -> SideItem:
        n = self.counts.get(key, 0)
        return SideItem(
            href=self.addresses[key].href(),
            label=label,
            icon=icon,
            count=shown_count(n) if n else "",
            current=key == current,
            hot=hot and n > 0,
        )
