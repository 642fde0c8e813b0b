"""Taking no new work of a team for a while: one's own switch on the desk, and the lines of the team beside it."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import Actor
from okno.catalog.automation import Criterion
from okno.errors import Invalid, NotFound
from okno.http import Page, local, page
from okno.i18n import Translator
from okno.settings import Settings
from okno.teams import Team, by_key, place_of, set_away
from okno.text import N_
from okno.themes.contexts import SideGroup, SideItem
from okno.themes.resting import RestView
from okno.tickets import routing
from okno.web import toast
from okno.web.away import Away
from okno.web.desk_address import Address


async def rest(current: Page) -> Response:
    """Switches the server's gifts off or on for whoever asks, in a team of his own."""
    team = await by_key(str(current.params["queue"]))
    if team is None or not team.active or await place_of(team.id, current.actor.id) is None:
        raise NotFound(N_("There is no such team."))
    wanted = current.text("rest")
    if wanted not in ("on", "off"):
        raise Invalid({"rest": N_("Choose what to do.")})
    await set_away(team.id, current.actor.id, away=wanted == "on", actor_id=current.actor.id)
    said = N_("You get no new work of this team") if wanted == "on" else N_("You get new work of this team again")
    here = f"/desk/{team.key}"
    response = current.redirect(local(current.text("next"), here) if current.text("next") else here)
    toast.put(response, current.visit, current.t.say(said))
    return response


async def rest_view(actor: Actor, team: Team | None, t: Translator, zone: str) -> RestView | None:
    """The switch; None where the server gives nothing out, and for who is no member."""
    place = await place_of(team.id, actor.id) if team is not None else None
    if team is None or place is None or (routing.strategy_of(team) == routing.MANUAL and not place.away):
        return None
    away = await Away.of((actor.id,), t, zone)
    return RestView(action=f"/desk/{team.key}/rest", rests=place.away, absent=away.words(actor.id))


async def line_groups(actor: Actor, team: Team | None, t: Translator, address: Address) -> tuple[SideGroup, ...]:
    """The lines of a team as lists beside it, one's own first; none where it has but one."""
    most = routing.lines_of(team) if team is not None else 1
    if team is None or most <= 1:
        return ()
    place = await place_of(team.id, actor.id)
    own = place.line if place is not None else 0
    items = []
    for line in sorted(range(1, most + 1), key=lambda n: (n != own, n)):
        only = (Criterion(of="line", values=(line,)),)
        label = N_("Line %(line)s, mine", line=line) if line == own else N_("Line %(line)s", line=line)
        items.append(
            SideItem(
                href=Address(queue=team.key, criteria=only).href(),
                label=t.say(label),
                icon="layout-grid",
                current=address.criteria == only,
            )
        )
    return (SideGroup(title=t.say(N_("Lines of support")), items=tuple(items)),)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of the switch."""
    return [page("/desk/{queue}/rest", rest, needs="desk.open", methods=("POST",))]
