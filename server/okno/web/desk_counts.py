"""The queues at the side of the desk, with how many open tickets each holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from okno.access import Actor
from okno.db.together import together
from okno.i18n import Translator
from okno.teams import Team, get_many
from okno.text import N_
from okno.themes.contexts import SideGroup, SideItem
from okno.tickets import task_lists
from okno.tickets.reading import COUNT_TO, Wish, to_count, to_count_queues
from okno.tickets.visible import staff_teams

Wishes = Mapping[str, Wish]


def shown_count(n: int) -> str:
    """A count as it is shown: exact to a thousand."""
    return f"{COUNT_TO}+" if n > COUNT_TO else str(n)


@dataclass(frozen=True)
class Queues:
    """The queues of an agent."""

    teams: Sequence[Team]
    counts: Mapping[str | int, int]
    tasks: int = 0
    """Tasks that the teams have to do."""
    beside: Mapping[str, int] = field(default_factory=dict)
    """What else was to be counted."""

    @classmethod
    async def of(
        cls,
        actor: Actor,
        locale: str,
        wish: Wish | None = None,
        beside: Callable[[Sequence[Team]], Wishes] | None = None,
    ) -> Queues:
        """Reads the teams of the actor and counts: what is open, or what is wanted of each queue.

        `beside` names more to count when the teams are known; all is counted in one statement.
        """
        found = await get_many(staff_teams(actor))
        teams = sorted(found.values(), key=lambda team: team.name(locale))
        if not teams:
            return cls(teams, {})
        queues = await to_count(actor, to_count_queues(actor, wish))
        more = await to_count(actor, beside(teams)) if beside is not None else {}
        tasks, *numbers = await together([task_lists.to_count(actor), *queues.values(), *more.values()])
        counted = dict(zip(queues, numbers, strict=False))
        return cls(teams, counted, tasks, dict(zip(more, numbers[len(queues) :], strict=True)))

    def team(self, key: str) -> Team | None:
        """One of the teams."""
        return next((team for team in self.teams if team.key == key), None)

    def count(self, queue: str | int) -> int:
        """Open tickets of a queue; each team is counted to a little over a thousand."""
        if queue == "all":
            return sum(n for key, n in self.counts.items() if key != "mine")
        return self.counts.get(queue, 0)

    def side(
        self, t: Translator, current: str = "", *, hot: bool = False, narrowed: Callable[[str], str] | None = None
    ) -> tuple[SideGroup, ...]:
        """The side list; `hot` says that the current queue has overdue tickets.

        `narrowed` gives the address of a queue under the conditions that its number is counted under.
        """

        def item(key: str, label: str, icon: str, n: int) -> SideItem:
            here = key == current
            counted = key in ("mine", "all") or self.team(key) is not None
            return SideItem(
                href=narrowed(key) if narrowed is not None and counted else f"/desk/{key}",
                label=label,
                icon=icon,
                count=shown_count(n) if n else "",
                current=here,
                hot=here and hot,
            )

        own = (
            item("my-day", t.say(N_("My day")), "sun", 0),
            item("mine", t.say(N_("My tickets")), "user-round", self.count("mine")),
            item("all", t.say(N_("All my teams")), "layout-grid", self.count("all")),
            item("tasks", t.say(N_("Tasks")), "list-checks", self.tasks),
            item("overview", t.say(N_("Overview")), "chart-column", 0),
        )
        teams = tuple(item(team.key, team.name(t.locale), "inbox", self.count(team.id)) for team in self.teams)
        groups = [SideGroup(items=own)]
        if teams:
            groups.append(SideGroup(title=t.say(N_("Teams")), items=teams))
        return tuple(groups)
