"""Who may what and why: one person and one right, everybody who has a right, who sees a ticket, all of one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.routing import BaseRoute

from okno.access import RIGHTS, Right, actor_of, may
from okno.access.explain import explain, having
from okno.access.grounds import grounds_from
from okno.access.standing import standings
from okno.access.wording import wording_of
from okno.clock import from_us
from okno.errors import NotFound
from okno.http import page, tokens
from okno.http.cursor import decode, encode
from okno.i18n import Translator
from okno.people import Person
from okno.settings import Settings
from okno.teams import Team, get as get_team
from okno.text import N_, Phrase, pick
from okno.themes.admin import AccessOfPage, AdminAccessPage, GroundView, VerdictView, WhoRow
from okno.themes.contexts import ChipView
from okno.tickets import Ticket, reading
from okno.tickets.visible import Sight
from okno.tickets.why import Seen, why
from okno.web.access_fields import TICKET, WHO, WHY, AccessFields
from okno.web.access_words import reason_view, scopes, verdict_view
from okno.web.door import person_at
from okno.web.faces import error_links, person_view
from okno.web.shell import Screen

PATH = "/admin/access"
QUESTIONS: Mapping[str, Phrase] = {
    WHY: N_("May a person?"),
    WHO: N_("Who may?"),
    TICKET: N_("Who sees a request?"),
}
LEADS: Mapping[str, Phrase] = {
    WHY: N_("Whether a person has a right, which roles and teams give it to him, and what would."),
    WHO: N_("Everybody who has a right, with the reason."),
    TICKET: N_("Why a person sees a request or does not. You can ask about requests that you see yourself."),
}
READER_WORDS: Mapping[str, Phrase] = {
    "requester": N_("Ordered this request for somebody else."),
    "reader": N_("Is among the readers of this request."),
    "watcher": N_("Follows this request."),
    "approver": N_("Is asked to approve this request, or was."),
    "merged": N_("Follows a request that was merged into this one."),
}


class Access(Screen):
    """The three questions."""

    section = "access"

    async def load(self) -> None:
        """Reads the question; a ticket that the asker does not see is not found."""
        self.asked = AccessFields(self.t, self.query, reach=may(self.actor, "people.see"))
        self.ticket: Ticket | None = None
        self.sight = Sight.READER
        number = self.asked.value("ticket").removeprefix("№").strip()
        if self.asked.ask == TICKET and number:
            try:
                self.ticket, self.sight = await reading.get(self.actor, number)
            except NotFound as error:
                # The form stays; whether there is such a ticket is not told.
                self.problem = error
                self.asked.errors["ticket"] = error.phrase

    async def context(self) -> AdminAccessPage:
        """The question and its answer."""
        asked = self.asked
        answer = {} if asked.empty else await self._answer()
        fields = await asked.fields()
        errors = {name: self.t.say(said) for name, said in asked.errors.items()}
        return AdminAccessPage(
            ask=asked.ask,
            chips=tuple(
                ChipView(href=f"{PATH}?ask={key}", label=self.t.say(said), current=key == asked.ask)
                for key, said in QUESTIONS.items()
            ),
            lead=self.t.say(LEADS[asked.ask]),
            fields=fields,
            errors=error_links(fields, errors),
            **answer,  # type: ignore[arg-type]
        )

    async def _answer(self) -> Mapping[str, object]:
        if self.asked.ask == WHO:
            found = await self.asked.right()
            return await self._who(*found) if found is not None else {}
        person = await self.asked.person()
        if self.asked.ask == TICKET:
            if self.ticket is None:
                self.asked.errors.setdefault("ticket", N_("Write the number of the request, in digits."))
            return {"verdict": await self._sees(person, self.ticket)} if person and self.ticket else {}
        right = await self.asked.right()
        if person is None or right is None:
            return {}
        verdict = await explain(person, *right, self.t)
        view = verdict_view(verdict, *right, self.actor, self.t)
        return {"verdict": await self._with_tokens(view, person, right[0]), "whole_href": f"{PATH}/{person.id}"}

    async def _with_tokens(self, view: VerdictView, person: Person, right: Right) -> VerdictView:
        """A token can do less than its person: those that lack the right are named by their number."""
        lacking = [
            one for one in await tokens.list_of(person.id) if one.rights is not None and right.key not in one.rights
        ]
        if not lacking or not view.holds:
            return view
        said = N_("Programs with a narrowed token have not this right: tokens of this kind are %(n)s.", n=len(lacking))
        return VerdictView(
            holds=view.holds,
            text=view.text,
            grounds=(*view.grounds, GroundView(kind="no", text=self.t.say(said))),
            would=view.would,
        )

    async def _who(self, right: Right, team: Team | None) -> Mapping[str, object]:
        cursor = self.query.get("cursor", "")
        after = (decode(cursor, str, int)) if cursor else None
        people, following = await having(right, team, after=(str(after[0]), int(after[1])) if after else None)
        words = await wording_of([ground for one in people for ground in one.grounds], self.t)
        more = {"ask": WHO, "right": right.key, "team": team.key if team is not None else ""}
        return {
            "who": tuple(
                WhoRow(
                    person=person_view(one.person, href=f"{PATH}/{one.person.id}"),
                    why=" ".join(dict.fromkeys(words.gives(ground) for ground in one.grounds[:3])),
                )
                for one in people
            ),
            "who_title": pick(right.title, self.t.locale),
            "next_href": f"{PATH}?{urlencode({**more, 'cursor': encode(*following)})}" if following else "",
        }

    async def _sees(self, person: Person, ticket: Ticket) -> VerdictView:
        """Why a person sees a ticket or does not."""
        seen = await why(await actor_of(person), ticket)
        emergency = seen.until is not None and self.sight is Sight.STAFF
        holds = person.active and (seen.sight is not None or emergency)
        if not holds:
            said = N_("No. %(person)s does not see request %(number)s.")
        elif seen.sight is Sight.STAFF:
            said = N_("Yes. %(person)s sees request %(number)s and the notes of the team.")
        else:
            said = N_("Yes. %(person)s sees request %(number)s as its requester does.")
        grounds = [GroundView(kind="yes", text=self.t.say(one)) for one in _ways(seen, self.t, self.sight)]
        team = await get_team(ticket.team_id)
        verdict = await explain(person, RIGHTS["ticket.see"], team, self.t)
        grounds += [reason_view(one, self.actor, self.t) for one in verdict.reasons]
        if not grounds:
            name = team.name(self.t.locale) if team is not None else ""
            none = N_("Did not order it, is not among its readers and has no role in the team “%(team)s”.", team=name)
            grounds = [GroundView(kind="no", text=self.t.say(none))]
        text = self.t.say(said.msgid, person=person.name, number=ticket.number)
        return VerdictView(holds=holds, text=text, grounds=tuple(grounds))


def _ways(seen: Seen, t: Translator, asker: Sight) -> list[Phrase]:
    """The ways that lead to a ticket by name. Of an emergency its team knows, not its requester."""
    found = [N_("The request is for this person, so its notes stay hidden, be the person in the team or not.")]
    found = found if seen.customer else []
    found += [READER_WORDS.get(reason, READER_WORDS["reader"]) for reason in seen.reads if not seen.customer]
    if seen.until is not None and asker is Sight.STAFF:
        found.append(N_("Reads it because of an emergency, until %(time)s.", time=t.time(from_us(seen.until))))
    return found


class AccessOf(Screen):
    """All rights of one person with their reasons."""

    section = "access"
    target: Person

    async def load(self) -> None:
        """Finds the person."""
        self.target = await person_at(self)

    async def context(self) -> AccessOfPage:
        """The table."""
        standing = await standings([self.target.id])
        grounds = (await grounds_from(standing))[self.target.id]
        words = await wording_of(grounds, self.t)
        own = self.section == "profile"
        off = "" if self.target.active else self.t.say(N_("The account is switched off, so nothing of this holds."))
        return AccessOfPage(
            person=person_view(self.target),
            own=own,
            back_href="/profile" if own else PATH,
            back_label=self.t.say(N_("My profile") if own else N_("Who may what")),
            scopes=scopes(grounds, standing[self.target.id], words, self.actor),
            off=off,
        )


class OwnAccess(AccessOf):
    """The same for oneself."""

    section = "profile"

    async def load(self) -> None:
        """It is about whoever asks."""
        self.target = self.person


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of explanations."""
    return [
        page(PATH, Access, needs="access.see", methods=("GET",)),
        page(PATH + "/{person}", AccessOf, needs="access.see", methods=("GET",)),
        page("/profile/access", OwnAccess, needs="profile.edit", methods=("GET",)),
    ]
