"""How the page of a team looks: members with their lines, roles in this team only, and what each line may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from okno.access import RIGHTS, all_roles, may
from okno.access.grants import Grant, grants_in
from okno.access.lines import LINES, WITHHOLDABLE, withheld_in
from okno.access.wording import LINE_NAMES
from okno.clock import from_us
from okno.http import Page
from okno.people import Person, get_many
from okno.teams import Place, Team, members, places
from okno.text import N_, Phrase, pick, plural
from okno.themes.admin import AdminTeamPage, LineView, PlaceView, TeamRoleView, TickView
from okno.themes.contexts import ErrorLink, FieldView, OptionView, PersonView
from okno.web.away import Away
from okno.web.faces import error_links, person_view
from okno.web.form_input import Inputs


class TeamView:
    """Makes the context of the page of one team for whoever looks."""

    def __init__(self, current: Page, team: Team) -> None:
        self.current = current
        self.t = current.t
        self.team = team

    async def page(self, *, action: str, back: tuple[str, Phrase | str], gives: bool) -> AdminTeamPage:
        """The context; `gives` says whether roles in this team can be given."""
        people, stand = await members(self.team.id), await places(self.team.id)
        granted = await grants_in(self.team.id)
        holders = await get_many(person_id for person_id, _ in granted)
        away = await Away.of({*stand, *holders}, self.t, self.current.settings.time_zone, team_id=self.team.id)
        field, role_fields = await self._fields(gives=gives)
        return AdminTeamPage(
            key=self.team.key,
            title=self.team.name(self.t.locale),
            action=action,
            back_href=back[0],
            back_label=self.t.say(back[1]) if isinstance(back[1], Phrase) else back[1],
            confidential=self.team.confidential,
            members=tuple(self._member(one, stand[one.id], away) for one in people if one.id in stand),
            field=field,
            lines=await self._lines(stand[one.id].line for one in people if one.id in stand),
            errors=self._errors((field, *role_fields)),
            roles=await self._roles(granted, holders, away),
            role_fields=role_fields,
            look_href=f"/admin/access?ask=who&right=ticket.see&team={self.team.key}"
            if may(self.current.actor, "access.see")
            else "",
        )

    def _errors(self, fields: Iterable[FieldView]) -> tuple[ErrorLink, ...]:
        errors, problem = self.current.errors, self.current.problem
        return error_links(fields, errors, self.current.notice if problem is not None and not errors else "")

    def _face(self, person: Person, away: Away) -> PersonView:
        href = f"/admin/people/{person.id}" if may(self.current.actor, "people.manage") else ""
        return person_view(person, href=href, away=away.words(person.id))

    def _member(self, person: Person, place: Place, away: Away) -> PlaceView:
        return PlaceView(
            person=self._face(person, away),
            lead=place.lead,
            lines=tuple(
                OptionView(value=str(n), label=self.t.say(name), selected=n == place.line)
                for n, name in LINE_NAMES.items()
            ),
            since=self._since(place.since),
            rests=place.away,
            absence_href=f"/people/{person.id}/absence" if self._may_enter_absence() else "",
        )

    def _may_enter_absence(self) -> bool:
        actor = self.current.actor
        return may(actor, "absence.manage") or may(actor, "team.lead", team_id=self.team.id)

    def _since(self, at: int | None) -> str:
        day = self.t.date(self.t.local(from_us(at)).date()) if at is not None else ""
        return self.t.say(N_("since %(day)s", day=day)) if day else ""

    async def _lines(self, taken: Iterable[int]) -> tuple[LineView, ...]:
        withheld, used = await withheld_in(self.team.id), list(taken)
        return tuple(self._line(line, withheld.get(line, frozenset()), used.count(line)) for line in LINES)

    def _line(self, line: int, withheld: frozenset[str], n: int) -> LineView:
        titles = [pick(RIGHTS[key].title, self.t.locale) for key in WITHHOLDABLE if key in withheld]
        lacking = ", ".join(title[:1].lower() + title[1:] for title in titles)
        return LineView(
            line=line,
            title=self.t.say(LINE_NAMES[line]),
            members=self.t.say(plural("%(n)s person", "%(n)s people", n) if n else N_("nobody")),
            ticks=tuple(
                TickView(value=key, label=pick(RIGHTS[key].title, self.t.locale), on=key in withheld)
                for key in WITHHOLDABLE
            ),
            summary=self.t.say(N_("may not: %(rights)s", rights=lacking)) if lacking else "",
        )

    async def _roles(
        self, granted: Sequence[tuple[int, Grant]], holders: Mapping[int, Person], away: Away
    ) -> tuple[TeamRoleView, ...]:
        known = await all_roles()
        givers = await get_many(one.granted_by for _, one in granted)
        return tuple(
            TeamRoleView(
                person=self._face(holders[person_id], away),
                role=one.role,
                title=pick(known[one.role].title, self.t.locale),
                since=self._since(one.granted_at),
                by=givers[one.granted_by].name if one.granted_by in givers else "",
            )
            for person_id, one in granted
            if one.role in known
        )

    async def _fields(self, *, gives: bool) -> tuple[FieldView, tuple[FieldView, ...]]:
        """Whom to add, and whom and which role to give here."""
        current = self.current
        names = ("person", "person.text", "holder", "holder.text", "role")
        typed = {name: current.text(name) for name in names} if current.problem is not None else {}
        inputs = Inputs(self.t, typed, current.errors)
        help_ = N_("Begin to write a name, a login or a mail address.")
        field = await inputs.person("person", N_("Whom to add"), help_=help_)
        if not gives:
            return field, ()
        roles = [(role.key, pick(role.title, self.t.locale)) for role in (await all_roles()).values() if role.in_team]
        holder = await inputs.person("holder", N_("Whom to give the role"), help_=help_)
        return field, (holder, inputs.options("list", "role", N_("Role"), roles, (typed.get("role", ""),)))
