"""One act on the selected tickets: what it asks for, doing it, what has become of each, taking it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.errors import Invalid, NotFound
from okno.http import Page, local, page
from okno.http.forms import texts
from okno.settings import Settings
from okno.text import N_, Phrase, pick, plural
from okno.themes.contexts import MiniRow
from okno.themes.desk_pages import BulkPage, BulkResultPage, ChosenTicket, LeftTicket
from okno.themes.parts import FieldView
from okno.tickets import Ticket, bulk, bulk_store, macros, ways
from okno.tickets.bulk import Act, Chosen
from okno.tickets.bulk_store import Left, Result
from okno.tickets.bulk_undo import undo
from okno.tickets.reading import seen_among
from okno.tickets.visible import Sight, is_staff
from okno.web.desk_tools import MORE
from okno.web.faces import state_view
from okno.web.form_input import Inputs, person_of
from okno.web.shell import Screen

_DONE: Mapping[str, Callable[[int], Phrase]] = {
    "take": lambda n: plural("%(n)s request is yours now", "%(n)s requests are yours now", n),
    "assign": lambda n: plural("%(n)s request is handed over", "%(n)s requests are handed over", n),
    "team": lambda n: plural("%(n)s request is handed over", "%(n)s requests are handed over", n),
    "line": lambda n: plural("%(n)s request is on another line", "%(n)s requests are on another line", n),
    "state": lambda n: plural("%(n)s request is in another state", "%(n)s requests are in another state", n),
    "priority": lambda n: plural("%(n)s request has another priority", "%(n)s requests have another priority", n),
    "macro": lambda n: plural("The macro is done on %(n)s request", "The macro is done on %(n)s requests", n),
    "watch": lambda n: plural("%(n)s request has the watcher", "%(n)s requests have the watcher", n),
    "comment": lambda n: plural("Written into %(n)s request", "Written into %(n)s requests", n),
}
_BUTTONS: Mapping[str, Callable[[int], Phrase]] = {
    "state": lambda n: plural("Change the state of %(n)s request", "Change the state of %(n)s requests", n),
    "comment": lambda n: plural("Write into %(n)s request", "Write into %(n)s requests", n),
    "macro": lambda n: plural("Run the macro on %(n)s request", "Run the macro on %(n)s requests", n),
    "watch": lambda n: plural("Add the watcher to %(n)s request", "Add the watcher to %(n)s requests", n),
}
_WARNINGS: Mapping[str, Phrase] = {
    "comment": N_("What is written goes out at once and cannot be taken back."),
    "macro": N_("States and people can be taken back for a day; what the macro writes cannot."),
    "state": N_("This can be taken back for a day, but not the letters that go out."),
}


def chosen_of(current: Page) -> list[Chosen]:
    """The selected tickets, with the versions that were on the page."""
    found = []
    for value in texts(current.form, "ticket"):
        number, _, version = value.partition(":")
        found.append(Chosen(number[:18], int(version) if version.isdigit() and len(version) < 10 else 0))
    return found


class Bulk(Screen):
    """Does an act on several tickets, or asks for what it needs."""

    section = "desk"
    doing = ""

    @property
    def back(self) -> str:
        """The list that it was done from."""
        return local(self.text("next", "/desk"), "/desk")

    async def act(self) -> Response | None:
        """Does it; what asks for more is shown first."""
        self.doing, _, value = self.text("act").partition(":")
        if self.doing == "ask":
            self.doing = value if value in MORE else "comment"
            if not chosen_of(self):
                raise Invalid({"tickets": N_("Choose at least one request.")})
            return None
        result = await bulk.perform(self.actor, await self._act(value), chosen_of(self))
        return self._gone(result)

    async def _act(self, value: str) -> Act:
        line = self.text("line")
        who = self.text("who")
        if self.doing == "watch":
            person = await person_of(self, "who", N_("Choose who shall follow."))
            if isinstance(person, Phrase):
                raise Invalid({"who": person})
            who = str(person or "")
        return Act(
            action=self.doing,
            who=who if self.doing in ("assign", "watch") else "",
            team=self.text("team") if self.doing == "team" else "",
            line=int(line) if self.doing == "line" and line.isascii() and line.isdigit() and len(line) < 3 else None,
            state=self.text("state"),
            priority=value or self.text("priority"),
            macro=self.text("macro"),
            text=self.text("text"),
            visibility=self.text("visibility", "public"),
        )

    def _gone(self, result: Result) -> Response:
        """Back to the list when all is done; else to the page that tells what is not, and why."""
        if result.left:
            return self.redirect(f"/desk/bulk/{result.id}")
        return self.go(
            self.back,
            self.t.say(done_words(result)),
            undo=f"/desk/bulk/{result.id}/undo" if result.undoable else "",
        )

    # What is asked for -------------------------------------------------------------------------------------------

    async def context(self) -> BulkPage:
        """The form of the act."""
        tickets = await self._tickets()
        n = len(tickets)
        fields, none = await self._fields(tickets)
        word = self.t.say(MORE.get(self.doing, N_("With the selected ones")))
        many = self.t.say(plural("%(n)s request", "%(n)s requests", n))
        return BulkPage(
            title=self.t.say(N_("%(what)s: %(many)s", what=word, many=many)),
            act=self.doing,
            button=self.t.say(_BUTTONS.get(self.doing, _BUTTONS["state"])(n)),
            back=self.back,
            tickets=tuple(
                ChosenTicket(
                    value=f"{one.id}:{one.version}",
                    number=one.id,
                    href=f"/tickets/{one.number}",
                    subject=one.subject,
                    state=state_view(one, self.t.locale),
                )
                for one in tickets
            ),
            fields=fields,
            warning=self.t.say(_WARNINGS[self.doing]) if self.doing in _WARNINGS else "",
            none=none,
            notice=self.notice
            if self.problem is not None and not none and not any(one.error for one in fields)
            else "",
        )

    async def _tickets(self) -> list[Ticket]:
        """Those of the selected ones that this person works on."""
        numbers = [int(one.number) for one in chosen_of(self)[: bulk.MOST] if one.number.isdigit()]
        seen = await seen_among(self.actor, numbers)
        return [seen[one] for one in dict.fromkeys(numbers) if one in seen and is_staff(self.actor, seen[one])]

    async def _fields(self, tickets: Sequence[Ticket]) -> tuple[tuple[FieldView, ...], str]:
        made = Inputs(self.t, {"text": self.text("text"), "who.text": self.text("who.text")}, self.errors)
        if self.doing == "state":
            goals = self._states(tickets)
            if not goals:
                return (), self.t.say(N_("There is no state that all of them can go to. Choose fewer."))
            reason = made.field("long", "text", N_("What to tell the requesters"), optional=True)
            return (made.options("list", "state", N_("State"), goals, [self.text("state")]), reason), ""
        if self.doing == "macro":
            offered = await self._macros(tickets)
            if not offered:
                return (), self.t.say(N_("There is no macro for all of them. Choose fewer."))
            return (made.options("list", "macro", N_("Macro"), offered, [self.text("macro")]),), ""
        if self.doing == "watch":
            return (await made.person("who", N_("Who shall follow")),), ""
        if self.doing != "comment":
            # What needs no page of its own was refused.
            return (), next(iter(self.errors.values()), self.notice)
        audience = [
            ("public", self.t.say(N_("The requesters and the team"))),
            ("internal", self.t.say(N_("Only the team"))),
        ]
        whom = made.options(
            "choice", "visibility", N_("Who will see it"), audience, [self.text("visibility", "public")]
        )
        return (whom, made.field("long", "text", N_("Text"), max_chars=self.settings.limits.comment_chars)), ""

    def _states(self, tickets: Sequence[Ticket]) -> list[tuple[str, str]]:
        """The states that all of them can go to, by the words of the first one's ways."""
        found: dict[str, str] | None = None
        for ticket in tickets:
            goals = {way.to: pick(way.title, self.t.locale) for way in ways(self.actor, ticket, Sight.STAFF)}
            found = goals if found is None else {to: word for to, word in found.items() if to in goals}
        return list((found or {}).items())

    async def _macros(self, tickets: Sequence[Ticket]) -> list[tuple[str, str]]:
        found: dict[str, str] | None = None
        for ticket in tickets:
            able = {one.key: pick(one.title, self.t.locale) for one in await macros.offered(self.actor, ticket)}
            found = able if found is None else {key: word for key, word in found.items() if key in able}
        return list((found or {}).items())


class Outcome(Screen):
    """What has become of each ticket."""

    section = "desk"

    async def load(self) -> None:
        """Finds the act among those of this person."""
        number = str(self.params["bulk"])
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise NotFound(N_("This act is too long ago, or it is not yours."))
        self.result = await bulk_store.load(self.actor, int(number))

    async def context(self) -> BulkResultPage:
        """The page."""
        result, t = self.result, self.t
        numbers = [one.ticket_id for one in result.done]
        numbers += [int(one.number) for one in result.left if one.number.isascii() and one.number.isdigit()]
        seen = await seen_among(self.actor, numbers)
        return BulkResultPage(
            title=t.say(N_("What has become of it")),
            done=tuple(_mini(seen[one.ticket_id], t.locale) for one in result.done if one.ticket_id in seen),
            left=tuple(self._left(one, seen) for one in result.left),
            back=local(self.query.get("next", "/desk"), "/desk"),
            done_title=t.say(done_words(result)) if result.done else "",
            left_title=t.say(plural("%(n)s request is as it was", "%(n)s requests are as they were", len(result.left))),
            undo=f"/desk/bulk/{result.id}/undo" if result.undoable else "",
        )

    def _left(self, one: Left, seen: Mapping[int, Ticket]) -> LeftTicket:
        ticket = seen.get(int(one.number)) if one.number.isascii() and one.number.isdigit() else None
        return LeftTicket(
            number=one.number,
            reason=self.t.say(one.reason),
            href=f"/tickets/{ticket.number}" if ticket is not None else "",
            subject=ticket.subject if ticket is not None else "",
        )


class Undo(Outcome):
    """Takes an act back."""

    async def act(self) -> Response:
        """Says what is as it was again, and what is not."""
        told = await undo(self.actor, self.result.id)
        if told.left:
            return self.redirect(f"/desk/bulk/{told.id}")
        said = plural("%(n)s request is as it was again", "%(n)s requests are as they were again", len(told.done))
        return self.go(local(self.text("next", "/desk"), "/desk"), self.t.say(said))


def done_words(result: Result) -> Phrase:
    """What was done, and to how many."""
    n = len(result.done)
    if result.undone:
        return plural("%(n)s request is as it was again", "%(n)s requests are as they were again", n)
    return _DONE[result.action](n)


def _mini(ticket: Ticket, locale: str) -> MiniRow:
    return MiniRow(
        number=ticket.id, href=f"/tickets/{ticket.number}", subject=ticket.subject, state=state_view(ticket, locale)
    )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of acts on several tickets."""
    return [
        page("/desk/bulk", Bulk, needs="desk.open", methods=("POST",)),
        page("/desk/bulk/{bulk}", Outcome, needs="desk.open", methods=("GET",)),
        page("/desk/bulk/{bulk}/undo", Undo, needs="desk.open", methods=("POST",)),
    ]
