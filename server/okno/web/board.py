"""The board of a team: who has which work, giving it to others, and handing out what nobody has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog import registry
from okno.catalog.automation import Criterion
from okno.clock import now_us
from okno.errors import Invalid, NotFound
from okno.http import page
from okno.http.forms import texts as sent
from okno.people import Person, get_many
from okno.settings import Settings
from okno.teams import Team, members
from okno.text import N_, Phrase, pick, plural
from okno.themes.board import BoardCard, BoardColumn, BoardPage, HandOutPage, OfferView, UndoView
from okno.themes.contexts import ChipView, OptionView
from okno.tickets import Ticket, board, routing
from okno.tickets.board import Column, Gift, Given, Offer
from okno.tickets.reading import seen_among
from okno.tickets.story import last_moves
from okno.web.away import Away
from okno.web.clockview import clock_view, kind_of
from okno.web.desk_address import Address
from okno.web.desk_counts import Queues
from okno.web.faces import person_view, state_view
from okno.web.shell import Screen

NOBODY = "none"
STRATEGIES: Mapping[str, Phrase] = {
    routing.MANUAL: N_("Whoever has the least open work gets the next one. Change what you know better."),
    routing.ROUND_ROBIN: N_("Each gets one in turn. Change what you know better."),
    routing.LEAST_LOAD: N_("Whoever has the least open work gets the next one. Change what you know better."),
}


class TeamBoard(Screen):
    """A page about the work of a team, for whoever leads it."""

    section = "desk"
    team: Team
    refused: Mapping[int, Phrase] = MappingProxyType({})

    async def load(self) -> None:
        """Finds the team among those that this person leads and whose tickets he sees."""
        self.queues = await Queues.of(self.actor, self.t.locale)
        found = self.queues.team(str(self.params["queue"]))
        if found is None or found.id not in self.actor.teams_with("team.lead"):
            raise NotFound(N_("There is no such team."))
        self.team = found
        self.now = now_us()

    @property
    def home(self) -> str:
        """The address of the board."""
        return f"/desk/{self.team.key}/board"

    @property
    def live_topics(self) -> str:
        """What the page depends on."""
        return f"team:{self.team.id}"

    async def give(self, gifts: Sequence[Gift], *, in_turn: bool = False) -> Given:
        """Gives out, and keeps why something was not given."""
        given = await board.give_out(self.actor, self.team, gifts, in_turn=in_turn)
        self.refused = given.refused
        return given

    def said(self) -> tuple[str, ...]:
        """What was not given, and why."""
        told = [
            self.t.say(N_("№ %(number)s: %(why)s", number=number, why=self.t.say(why)))
            for number, why in self.refused.items()
        ]
        return (*([self.notice] if self.problem is not None else ()), *told)

    async def cards(self, tickets: Iterable[Ticket]) -> dict[int, BoardCard]:
        """Tickets as cards, by their ids."""
        found = list(tickets)
        people = await get_many(one.customer_id for one in found)
        stands = await last_moves([one.id for one in found if one.running_since is None])
        return {one.id: await self._card(one, people, stands) for one in found}

    async def _card(self, ticket: Ticket, people: Mapping[int, Person], stands: Mapping[int, int]) -> BoardCard:
        service = await registry.service_item(ticket.service_item_id)
        customer = people.get(ticket.customer_id)
        title = pick(service.title, self.t.locale) if service is not None else ""
        lines = routing.lines_of(self.team) > 1
        return BoardCard(
            value=f"{ticket.id}.{ticket.version}",
            number=ticket.id,
            href=f"/tickets/{ticket.number}",
            subject=ticket.subject,
            line=" · ".join(part for part in (customer.name if customer is not None else "", title) if part),
            state=state_view(ticket, self.t.locale),
            clock=clock_view(ticket, self.t, now=self.now, paused_at=stands.get(ticket.id)),
            level=self.t.say(N_("line %(line)s", line=ticket.line)) if lines else "",
        )

    async def people(self) -> list[tuple[int, str]]:
        """Those to whom something can be given, with what is said of them; whoever is away comes last."""
        found = await members(self.team.id)
        away = await Away.of((one.id for one in found), self.t, self.settings.time_zone, team_id=self.team.id)
        return [(one.id, away.line(one.name, one.id)) for one in sorted(found, key=lambda one: one.id in away)]


class BoardScreen(TeamBoard):
    """The columns."""

    async def load(self) -> None:
        """Finds the team, and the line that is looked at."""
        await super().load()
        most = routing.lines_of(self.team)
        asked = self.query.get("line", "")
        self.line = int(asked) if most > 1 and asked in {str(n) for n in range(1, most + 1)} else 0

    async def act(self) -> Response | None:
        """Gives the chosen tickets to somebody, or takes back what was just given."""
        if self.text("act") == "undo":
            gifts = [gift for gift in map(_gift, sent(self.form, "gift")) if gift is not None]
        else:
            to = _person(self.text("to"))
            gifts = [gift for one in sent(self.form, "ticket") if (gift := _gift(f"{one}.{to or NOBODY}")) is not None]
        if not gifts:
            raise Invalid({"ticket": N_("Choose at least one request.")}, N_("Choose at least one request."))
        given = await self.give(gifts)
        if given.refused:
            return None
        undone = self.text("act") == "undo"
        return self.redirect(self._here(undo="" if undone else ".".join(str(one.id) for one in given.tickets)))

    def _here(self, **more: str) -> str:
        wanted = {"line": str(self.line) if self.line else "", **more}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return self.home + (f"?{query}" if query else "")

    async def context(self) -> BoardPage:
        """The board as it is now."""
        found = await board.board(self.actor, self.team, line=self.line)
        cards = await self.cards(one for column in found.columns for one in column.tickets)
        people = await get_many(column.person_id for column in found.columns)
        away = await Away.of(people, self.t, self.settings.time_zone, team_id=self.team.id)
        inside = {one.id for one in await members(self.team.id)}
        return BoardPage(
            queue=self.team.key,
            title=self.team.name(self.t.locale),
            side=self.queues.side(self.t, self.team.key),
            action=self._here(),
            columns=tuple(self._column(one, cards, people, away, inside) for one in found.columns),
            people=(
                *(OptionView(value=str(key), label=label) for key, label in await self.people()),
                OptionView(value=NOBODY, label=self.t.say(N_("nobody’s"))),
            ),
            lines=self._lines(),
            more_people=self.t.say(plural("and %(n)s more person", "and %(n)s more people", found.more))
            if found.more
            else "",
            undo=await self._undo(),
            said=self.said(),
            back_href=f"/desk/{self.team.key}",
            live=self.live_topics,
        )

    def _column(
        self,
        column: Column,
        cards: Mapping[int, BoardCard],
        people: Mapping[int, Person],
        away: Away,
        inside: Collection[int],
    ) -> BoardColumn:
        person = people.get(column.person_id) if column.person_id is not None else None
        burning = sum(1 for one in column.tickets if kind_of(one, self.now) == "burn")
        left = column.open - len(column.tickets)
        gone = person is not None and person.id not in inside
        helpless = person is None or gone or person.id in away.absences
        of = f"?of={person.id}" if person is not None else ""
        say = self.t.say
        return BoardColumn(
            value=str(person.id) if person is not None else NOBODY,
            person=person_view(person, away=away.words(person.id)) if person is not None else None,
            title=person.name if person is not None else say(N_("Nobody’s")),
            open=say(plural("%(n)s request", "%(n)s requests", column.open)) if column.open else say(N_("no requests")),
            late=say(plural("%(n)s overdue", "%(n)s overdue", column.late)) if column.late else "",
            burning=say(plural("%(n)s burning", "%(n)s burning", burning)) if burning else "",
            mark=say(N_("not in the team")) if gone else "",
            rests=person is not None and person.id in away and person.id not in away.absences,
            cards=tuple(cards[one.id] for one in column.tickets),
            more=say(N_("and %(n)s more", n=left)) if left > 0 else "",
            more_href=self._list(person) if left > 0 else "",
            hand_href=f"{self.home}/hand-out{of}" if helpless and column.open else "",
        )

    def _list(self, person: Person | None) -> str:
        """The list of all that somebody has, on the desk."""
        if person is None:
            return Address(queue=self.team.key, filter="nobody").href()
        return Address(queue=self.team.key, criteria=(Criterion(of="assignee", values=(person.login,)),)).href()

    def _lines(self) -> tuple[ChipView, ...]:
        most = routing.lines_of(self.team)
        labels = [(0, N_("All lines")), *((n, N_("Line %(line)s", line=n)) for n in range(1, most + 1))]
        return tuple(
            ChipView(href=self.home + (f"?line={n}" if n else ""), label=self.t.say(label), current=n == self.line)
            for n, label in (labels if most > 1 else ())
        )

    async def _undo(self) -> UndoView | None:
        """What was just given out, as long as it can be taken back."""
        asked = self.query.get("undo", "").split(".") if self.problem is None else []
        gifts = await board.to_undo(self.actor, self.team, [int(one) for one in asked if _is_number(one)])
        if not gifts:
            return None
        if len(gifts) > 1:
            text = self.t.say(plural("%(n)s request given out", "%(n)s requests given out", len(gifts)))
        else:
            text = await self._given_one(gifts[0])
        return UndoView(
            text=text, values=tuple(f"{one.ticket_id}.{one.version}.{one.person_id or NOBODY}" for one in gifts)
        )

    async def _given_one(self, gift: Gift) -> str:
        now = (await seen_among(self.actor, [gift.ticket_id])).get(gift.ticket_id)
        person = (await get_many((now.assignee_id,))).get(now.assignee_id or 0) if now is not None else None
        if person is None:
            return self.t.say(N_("№ %(number)s is nobody’s now", number=gift.ticket_id))
        return self.t.say(N_("№ %(number)s: %(name)s has it now", number=gift.ticket_id, name=person.name))


class HandOut(TeamBoard):
    """Who would get what: looked at first, then done."""

    async def load(self) -> None:
        """Finds the team, and whose work is handed out."""
        await super().load()
        asked = self.query.get("of", "")
        self.of = int(asked) if _is_number(asked) else None

    async def act(self) -> Response | None:
        """Gives each ticket to whom it was chosen for."""
        sought = map(_gift, sent(self.form, "gift"))
        gifts = [gift for gift in sought if gift is not None and gift.person_id is not None]
        if not gifts:
            return self.go(self.home, self.t.say(N_("Nothing was given out")))
        given = await self.give(gifts, in_turn=True)
        if given.refused:
            return None
        said = plural("%(n)s request given out", "%(n)s requests given out", len(given.tickets))
        return self.go(self.home, self.t.say(said))

    async def context(self) -> HandOutPage:
        """The plan."""
        offers = await board.plan(self.actor, self.team, of=self.of)
        cards, people = await self.cards(one.ticket for one in offers), await self.people()
        owner = (await get_many((self.of,))).get(self.of or 0)
        return HandOutPage(
            queue=self.team.key,
            title=self.t.say(N_("Hand out the requests of %(name)s", name=owner.name))
            if owner is not None
            else self.t.say(N_("Hand out what nobody has")),
            side=self.queues.side(self.t, self.team.key),
            action=f"{self.home}/hand-out" + (f"?of={self.of}" if self.of is not None else ""),
            lead=self.t.say(STRATEGIES[routing.strategy_of(self.team)]),
            offers=tuple(self._offer(one, cards[one.ticket.id], people) for one in offers),
            empty=self.t.say(N_("There is nothing to hand out.")),
            said=self.said(),
            back_href=self.home,
            live="",
        )

    def _offer(self, offer: Offer, card: BoardCard, people: Sequence[tuple[int, str]]) -> OfferView:
        others = [(str(key), label) for key, label in people if key not in (self.of, offer.ticket.customer_id)]
        chosen = str(offer.person_id) if offer.person_id is not None else NOBODY
        note = N_("Nobody who is here has the skills for it.") if offer.unskilled else None
        if offer.person_id is None:
            note = N_("Nobody can get it now: who could is away, on another line or has ordered it.")
        return OfferView(
            card=card,
            people=tuple(
                OptionView(value=f"{card.value}.{key}", label=label, selected=key == chosen)
                for key, label in ((NOBODY, self.t.say(N_("stays as it is"))), *others)
            ),
            note=self.t.say(note) if note is not None else "",
        )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _person(text: str) -> int | None:
    if text == NOBODY:
        return None
    if not _is_number(text):
        raise Invalid(
            {"to": N_("Choose somebody who works in this team.")}, N_("Choose somebody who works in this team.")
        )
    return int(text)


def _gift(text: str) -> Gift | None:
    """What a form sends for a ticket: its number, its version, and who shall have it."""
    number, _, rest = text.partition(".")
    version, _, person = rest.partition(".")
    if not (_is_number(number) and _is_number(version)):
        return None
    return Gift(int(number), int(version), int(person) if _is_number(person) else None)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of the board."""
    return [
        page("/desk/{queue}/board", BoardScreen, needs="team.lead"),
        page("/desk/{queue}/board/hand-out", HandOut, needs="team.lead"),
    ]
